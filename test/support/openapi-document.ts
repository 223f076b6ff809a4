// docs/openapi.yaml as data, and its schemas as checks. For the checks every object is closed: an
// answer with a member that the document does not name fails, though clients must tolerate it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

interface Referable {
  readonly $ref?: string;
}

export interface Parameter extends Referable {
  readonly name: string;
  readonly in: string;
}

export interface MediaType {
  readonly schema: object;
  readonly example?: unknown;
  readonly 'x-columns'?: Readonly<Record<string, string>>;
  readonly 'x-metrics'?: Readonly<Record<string, string>>;
}

export interface Response extends Referable {
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly unknown[];
}

export interface OpenApiDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const text = readFileSync(join(__dirname, '../../docs/openapi.yaml'), 'utf8');
export const openApi = parse(text) as OpenApiDocument;

/** What a reference points to, or the thing itself. */
export const resolved = <T extends Referable>(value: T): T => {
  if (value.$ref === undefined) return value;
  let found: unknown = openApi;
  for (const name of value.$ref.slice('#/'.length).split('/')) {
    found = (found as Record<string, unknown>)[name];
  }
  return found as T;
};

/** What is wrong with a value by a schema of the document, as text; '' where nothing is. */
export const violations = (schema: object, value: unknown): string => {
  const self = { ...(closed(schema) as object), $defs: definitions };
  const result = z.fromJSONSchema(self as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value);
  return result.success ? '' : z.prettifyError(result.error);
};

// JSON Schema keeps shared schemas under $defs. What stands beside a reference is a description.
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/components/schemas/', '#/$defs/') };
  const members = Object.entries(rest).map(([name, member]) => [name, closed(member)]);
  const isOpen = rest['type'] === 'object' && rest['additionalProperties'] === undefined;
  return { ...Object.fromEntries(members), ...(isOpen && { additionalProperties: false }) };
};

const definitions = closed(openApi.components.schemas);
