// Settings take the place of parts of host.json, as in Azure: the setting
// `AzureFunctionsJobHost__extensions__eventHubs__maxEventBatchSize` of that part of the file.
// (https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values)
import type { AppSettings } from './app-settings';

const PREFIX = 'AzureFunctionsJobHost__';

export function overrideHostJson(file: unknown, settings: AppSettings): unknown {
  let result = file;
  for (const [name, text] of Object.entries(settings)) {
    if (text === undefined || !name.startsWith(PREFIX)) continue;
    result = withPart(result, name.slice(PREFIX.length).split('__'), valueOf(text));
  }
  return result;
}

function withPart(node: unknown, path: readonly string[], value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  const object = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {};
  // .NET's configuration, which this is in Azure, does not tell upper case from lower.
  const key = Object.keys(object).find((each) => each.toLowerCase() === part.toLowerCase()) ?? part;
  return { ...object, [key]: withPart(object[key], rest, value) };
}

function valueOf(text: string): unknown {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}
