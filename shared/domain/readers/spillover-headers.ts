// Reads from logged response headers whether a provisioned deployment handed a request over to another
// one, and to which. Of all headers only these are looked at, and only the deployment's name is kept.
// Azure documents `x-ms-spillover-from-deployment` and, elsewhere, `x-ms-spillover-from-<name>`:
// https://learn.microsoft.com/azure/foundry/openai/how-to/spillover-traffic-management
import type { Facts } from '../usage/observation';
import { Faults, FieldReader, isFields, type Fields } from './field-reader';
import { parseJson } from './parse-json';

type SpilloverFacts = Pick<Facts, 'spilledOver' | 'servedDeployment'>;

/** Nothing, unless a header says so: a log holds only those headers that it was configured to hold. */
export function spilloverIn(properties: FieldReader): SpilloverFacts {
  const headers = {
    ...headersIn(properties.raw('responseHeaders')),
    ...headersIn(properties.raw('backendResponseHeaders')),
  };
  const names = Object.keys(headers);
  if (names.length === 0) return {};
  // The provisioned deployment answered, after the spill-over failed.
  if (names.includes('x-ms-spillover-error')) return { spilledOver: false };
  if (!names.some((name) => name.startsWith('x-ms-spillover-from'))) return {};
  const servedDeployment = new FieldReader(headers, new Faults()).text('x-ms-deployment-name');
  return { spilledOver: true, ...(servedDeployment !== undefined && { servedDeployment }) };
}

/** Headers by their names in lower case; from an object or its JSON. */
function headersIn(held: unknown): Fields {
  const json = typeof held === 'string' ? parseJson(held) : { ok: true as const, value: held };
  if (!json.ok || !isFields(json.value)) return {};
  const headers: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json.value)) {
    const lower = name.toLowerCase();
    if (lower.startsWith('x-ms-')) headers[lower] = value;
  }
  return headers;
}
