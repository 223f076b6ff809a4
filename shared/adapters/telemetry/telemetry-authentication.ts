// Reads APPLICATIONINSIGHTS_AUTHENTICATION_STRING, the setting by which the Functions host and this
// program send telemetry with the app's identity instead of with the key in the connection string.
// https://learn.microsoft.com/azure/azure-functions/functions-app-settings

export type TelemetryAuthentication =
  | { readonly kind: 'managedIdentity'; readonly clientId?: string }
  | { readonly kind: 'invalid'; readonly expected: string };

const expected =
  'expected Authorization=AAD, or Authorization=AAD;ClientId=<client id of a user-assigned identity>';
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const parseTelemetryAuthentication = (text: string): TelemetryAuthentication => {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name = '', ...value] = part.split('=');
    if (name.trim() !== '') parts.set(name.trim().toLowerCase(), value.join('=').trim());
  }
  const clientId = parts.get('clientid');
  if (parts.get('authorization')?.toUpperCase() !== 'AAD') return { kind: 'invalid', expected };
  if (clientId === undefined) return { kind: 'managedIdentity' };
  return guid.test(clientId)
    ? { kind: 'managedIdentity', clientId }
    : { kind: 'invalid', expected };
};
