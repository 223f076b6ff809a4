// Creates the database and its containers where that is allowed, and brings index and TTL of those
// that exist in line with containers.json. It never deletes anything. Data-plane roles may not
// create containers: with an identity, infra/ has to do it, and the answer says so.
import {
  PartitionKeyDefinitionVersion,
  type Container,
  type ContainerDefinition as Found,
  type Database,
} from '@azure/cosmos';

import type { CosmosConfig } from '../../config';
import { cosmosOperationMsMax } from '../../limits';
import { withinDeadline } from '../deadline';
import { containerDefinitions, type ContainerDefinition } from './containers';
import { makeCosmosClient } from './cosmos-client';
import { status, statusOf, translateCosmosError } from './cosmos-errors';

export interface ProvisionOptions {
  /** Only say what would be done. */
  readonly dryRun?: boolean;
  /** Autoscale throughput that a new database shares among its containers; serverless has none. */
  readonly autoscaleRequestUnitsMax?: number | undefined;
}

export interface ProvisionStep {
  readonly resource: string;
  readonly action: 'unchanged' | 'create' | 'update';
  /** What differed, for people. */
  readonly changes: readonly string[];
}

/** The account does not let us create or change containers, or one cannot become what it must be. */
export class ProvisionRefused extends Error {
  override readonly name = 'ProvisionRefused';
}

/** Yields each step once it is done; throws ProvisionRefused or DependencyUnavailable. */
export async function* provision(
  config: CosmosConfig,
  { dryRun = false, autoscaleRequestUnitsMax: maxThroughput }: ProvisionOptions = {},
): AsyncGenerator<ProvisionStep> {
  const client = makeCosmosClient(config);
  try {
    const resource = `database ${config.database}`;
    const database = client.database(config.database);
    const found = await call(resource, () => database.read());
    if (found === undefined && !dryRun) {
      const throughput = maxThroughput === undefined ? {} : { maxThroughput };
      await call(resource, () => client.databases.create({ id: config.database, ...throughput }));
    }
    yield { resource, action: found === undefined ? 'create' : 'unchanged', changes: [] };
    for (const definition of containerDefinitions(config.usageTtlDays)) {
      yield await provisionContainer(database, definition, dryRun);
    }
  } finally {
    client.dispose();
  }
}

/** Does all of it; answers with every step. */
export const provisionAll = async (
  config: CosmosConfig,
  options: ProvisionOptions = {},
): Promise<readonly ProvisionStep[]> => {
  const steps: ProvisionStep[] = [];
  for await (const step of provision(config, options)) steps.push(step);
  return steps;
};

const provisionContainer = async (
  database: Database,
  definition: ContainerDefinition,
  dryRun: boolean,
): Promise<ProvisionStep> => {
  const resource = `container ${definition.name}`;
  const container: Container = database.container(definition.name);
  const wanted = sdkDefinition(definition);
  const found = await call(resource, () => container.read());
  if (found?.resource === undefined) {
    if (!dryRun) await call(resource, () => database.containers.create(wanted));
    return { resource, action: 'create', changes: [] };
  }
  const changes = differences(found.resource, definition);
  if (changes.length > 0 && !dryRun) await call(resource, () => container.replace(wanted));
  return { resource, action: changes.length > 0 ? 'update' : 'unchanged', changes };
};

const sdkDefinition = (definition: ContainerDefinition): Found & { id: string } => ({
  id: definition.name,
  partitionKey: { paths: [definition.partitionKeyPath], version: PartitionKeyDefinitionVersion.V2 },
  indexingPolicy: definition.indexingPolicy,
  ...(definition.defaultTtlSeconds === undefined
    ? {}
    : { defaultTtl: definition.defaultTtlSeconds }),
});

const differences = (found: Found, definition: ContainerDefinition): readonly string[] => {
  const key = found.partitionKey?.paths.join(', ') ?? 'none';
  if (key !== definition.partitionKeyPath) {
    throw new ProvisionRefused(
      `container ${definition.name} is partitioned by ${key}, not by ` +
        `${definition.partitionKeyPath}, and that cannot be changed: use another database ` +
        '(COSMOS_DATABASE), or move the documents to a new container.',
    );
  }
  const life = (seconds: number | undefined): string => seconds?.toString() ?? 'none';
  const changes: string[] = [];
  if (found.defaultTtl !== definition.defaultTtlSeconds) {
    changes.push(`TTL ${life(found.defaultTtl)} → ${life(definition.defaultTtlSeconds)}`);
  }
  const [before, after] = [indexText(found.indexingPolicy), indexText(definition.indexingPolicy)];
  if (before !== after) changes.push(`index ${before} → ${after}`);
  return changes;
};

// The service adds to what it was given (`/"_etag"/?`, kinds of index): only paths are compared.
const indexText = (policy: Found['indexingPolicy']): string => {
  const paths = (list: readonly { readonly path: string }[] | undefined): string =>
    (list ?? [])
      .map(({ path }) => path)
      .filter((path) => path !== '/"_etag"/?')
      .sort()
      .join(' ');
  const mode = policy?.indexingMode ?? 'consistent';
  return `${mode}, with ${paths(policy?.includedPaths)}, without ${paths(policy?.excludedPaths)}`;
};

/** What a call to the account answers; undefined where what it asks about does not exist. */
const call = async <T>(resource: string, work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await withinDeadline(cosmosOperationMsMax, resource, work);
  } catch (error) {
    const code = statusOf(error);
    if (code === status.notFound) return undefined;
    if (code === status.forbidden) {
      throw new ProvisionRefused(
        `${resource}: this identity may not create or change it. Data-plane roles of Cosmos DB ` +
          'never may: deploy infra/, or run this with COSMOS_CONNECTION_STRING.',
        { cause: error },
      );
    }
    throw translateCosmosError(error, resource);
  }
};
