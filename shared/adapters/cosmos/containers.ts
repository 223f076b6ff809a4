// The containers of the database, as containers.json defines them for this program and for infra/
// alike: partition key, index and life. Only what a query needs is indexed, because every indexed
// path is paid for on every write; `id` is always indexed.
import * as z from 'zod';

import json from './containers.json';

const indexedPathsSchema = z.array(z.object({ path: z.string() }));

const containerSchema = z.strictObject({
  name: z.enum(['usage', 'rollups', 'chargebacks', 'reference', 'state', 'deadletters']),
  partitionKeyPath: z.string().regex(/^\/\w+$/),
  /** Life of a document since its last write; -1: each document says; absent: kept for ever. */
  defaultTtlSeconds: z.number().int().optional(),
  indexingPolicy: z.object({
    indexingMode: z.literal('consistent'),
    automatic: z.boolean(),
    includedPaths: indexedPathsSchema,
    excludedPaths: indexedPathsSchema,
  }),
});

export type ContainerDefinition = z.infer<typeof containerSchema>;
export type ContainerName = ContainerDefinition['name'];

const definitions = z.array(containerSchema).parse(json);

/** The life of usage records is a setting (USAGE_TTL_DAYS); containers.json holds its default. */
export const containerDefinitions = (usageTtlDays: number): readonly ContainerDefinition[] =>
  definitions.map((definition) =>
    definition.name === 'usage'
      ? { ...definition, defaultTtlSeconds: usageTtlDays * 86_400 }
      : definition,
  );

export const containerDefinition = (name: ContainerName): ContainerDefinition => {
  const found = definitions.find((definition) => definition.name === name);
  if (found === undefined) throw new Error(`containers.json does not define ${name}`);
  return found;
};
