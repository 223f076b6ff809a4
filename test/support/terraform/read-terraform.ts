// What the Terraform files of a folder declare, read by HashiCorp's own parser.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { parse } from './hcl-parser';

import { settingOfJson, type Locals } from './terraform-settings';
import type { Setting } from './setting';

export interface TerraformResource {
  /** `azapi_resource` makes it, `azapi_update_resource` finds it there. */
  readonly kind: string;
  readonly type: string;
  readonly version: string;
  readonly hasIdentity: boolean;
  /** Body and sensitive body as one. */
  readonly settings: Setting;
}

export interface TerraformFolder {
  readonly resources: ReadonlyMap<string, TerraformResource>;
  readonly local: (name: string) => Promise<Setting>;
  /** The type of each variable, as it stands in the file. */
  readonly variables: ReadonlyMap<string, string>;
  readonly outputs: readonly string[];
  /** As the parser answers it, by `local.hubs`, `var.secrets`, or the name of a resource. */
  readonly written: ReadonlyMap<string, unknown>;
  /** All files, one after the other. */
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;
type Change = (text: string, file: string) => string;

const known = new Map<string, Promise<Json>>();

/** Kept by text, because the parser takes its time. */
const parsed = (text: string): Promise<Json> => {
  const file = known.get(text) ?? (parse('estate.tf', text) as Promise<Json>);
  known.set(text, file);
  return file;
};

/** `change` plants a mistake. */
export const readTerraform = async (
  root: string,
  change: Change = (text) => text,
): Promise<TerraformFolder> => {
  const texts = readdirSync(root)
    .filter((file) => file.endsWith('.tf'))
    .sort()
    .map((file) => change(readFileSync(path.join(root, file), 'utf8'), file));
  const files = await Promise.all(texts.map(parsed));
  const blocks = (kind: string): [string, Json][] =>
    files.flatMap((file) => Object.entries((file[kind] ?? {}) as Json)) as [string, Json][];
  const first = (block: unknown): Json => (block as readonly Json[])[0] ?? {};

  const locals: Locals = new Map(
    files.flatMap((file) => ((file['locals'] ?? []) as readonly Json[]).flatMap(Object.entries)),
  );
  const resources = new Map<string, TerraformResource>();
  const written = new Map<string, unknown>();
  for (const [kind, named] of blocks('resource')) {
    for (const [name, block] of Object.entries(named)) {
      resources.set(name, await resourceOf(kind, first(block), locals));
      written.set(name, first(block));
    }
  }
  for (const [name, value] of locals) written.set(`local.${name}`, value);
  for (const [name, block] of blocks('variable')) written.set(`var.${name}`, first(block));
  return {
    resources,
    local: (name) => {
      if (!locals.has(name)) throw new Error(`there is no local.${name}`);
      return settingOfJson(locals.get(name), locals);
    },
    variables: new Map(
      blocks('variable').map(([name, block]) => [name, String(first(block)['type'])]),
    ),
    outputs: blocks('output').map(([name]) => name),
    written,
    text: texts.join('\n'),
  };
};

const resourceOf = async (
  kind: string,
  block: Json,
  locals: Locals,
): Promise<TerraformResource> => {
  const [type = '', version = ''] = String(block['type']).split('@');
  const dynamic = (block['dynamic'] ?? {}) as Json;
  return {
    kind,
    type,
    version,
    hasIdentity: 'identity' in block || 'identity' in dynamic,
    settings: await settingOfJson(merged(block['body'], block['sensitive_body']), locals),
  };
};

const merged = (body: unknown, sensitive: unknown): unknown => {
  if (body === undefined || sensitive === undefined) return body ?? sensitive ?? {};
  const [a, b] = [body as Json, sensitive as Json];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, merged(a[name], b[name])]));
};
