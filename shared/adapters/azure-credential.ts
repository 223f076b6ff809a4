// The identity by which the program signs in to Azure where there is no key. The identity SDK is
// loaded at the first token only: a program that runs on keys never pays for it.
import type { TokenCredential } from '@azure/identity';

/** `clientId` names a user-assigned managed identity; without it the usual chain decides. */
export const makeAzureCredential = (clientId: string | undefined): TokenCredential => {
  let loading: Promise<TokenCredential> | undefined;
  const load = async (): Promise<TokenCredential> => {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new DefaultAzureCredential(
      clientId === undefined ? {} : { managedIdentityClientId: clientId },
    );
  };
  return {
    getToken: async (scopes, options) => {
      loading ??= load();
      return (await loading).getToken(scopes, options);
    },
  };
};
