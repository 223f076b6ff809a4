// What the account must be for the figures to be right: strongly consistent, with one write region,
// and with containers in which records outlive the sealing of their windows (docs/ARCHITECTURE.md).
// Checked at start and by the health check; what differs is named, not fixed.
import type { ContainerDefinition as Found, CosmosClient } from '@azure/cosmos';

import { DependencyUnavailable } from '../../app/ports';
import type { CosmosConfig } from '../../config';
import { withinDeadline } from '../deadline';
import { containerProblems } from './container-problems';
import { containerDefinitions } from './containers';
import { status, statusOf, translateCosmosError } from './cosmos-errors';

/** From the weakest to the strongest. */
export const consistencyLevels = [
  'Eventual',
  'ConsistentPrefix',
  'Session',
  'BoundedStaleness',
  'Strong',
] as const;
export type ConsistencyLevel = (typeof consistencyLevels)[number];

export interface AccountVerdict {
  readonly ok: boolean;
  readonly consistency: string;
  readonly writeRegions: readonly string[];
  /** Sentences for the people who run the account; empty when it is as it must be. */
  readonly problems: readonly string[];
}

/** Throws DependencyUnavailable where the account does not answer. */
export const verifyAccount = async (
  client: CosmosClient,
  config: CosmosConfig,
  timeoutMs: number,
): Promise<AccountVerdict> => {
  const [account, containers] = await Promise.all([
    accountFacts(client, config.consistency, timeoutMs),
    containersOf(client, config.database, timeoutMs),
  ]);
  const problems = [
    ...account.problems,
    ...(containers === undefined
      ? [
          'COSMOS_DATABASE names no database of the account: run `npm run provision`, or deploy infra/.',
        ]
      : containerProblems(containers, containerDefinitions(config.usageTtlDays))),
  ];
  return { ...account, ok: problems.length === 0, problems };
};

const accountFacts = async (
  client: CosmosClient,
  required: ConsistencyLevel,
  timeoutMs: number,
): Promise<Omit<AccountVerdict, 'ok'>> => {
  const doing = 'check of the account';
  const read = () => withinDeadline(timeoutMs, doing, () => client.getDatabaseAccount());
  const { resource: account } = await read().catch((error: unknown) => {
    throw translateCosmosError(error, doing);
  });
  if (account === undefined) throw new DependencyUnavailable(`Cosmos DB, ${doing}: no answer`);
  // The SDK types it as one of its enum's members, and hands on whatever the service says.
  const consistency: string = account.consistencyPolicy;
  const writeRegions = account.writableLocations.map(({ name }) => name);
  const severalWriters = account.enableMultipleWritableLocations || writeRegions.length > 1;
  const problems = [
    ...(strength(consistency) < strength(required)
      ? [
          `the account's default consistency is ${consistency}, COSMOS_CONSISTENCY asks for ` +
            `${required}: set it on the account (infra/ does), or rollups may miss what was written.`,
        ]
      : []),
    ...(severalWriters
      ? [
          'the account writes in several regions, where the last writer wins: turn multi-region ' +
            'writes off, or events may be lost or counted twice.',
        ]
      : []),
  ];
  return { consistency, writeRegions, problems };
};

/** undefined: there is no such database. */
const containersOf = async (
  client: CosmosClient,
  database: string,
  timeoutMs: number,
): Promise<readonly Found[] | undefined> => {
  const doing = 'check of the containers';
  const read = () =>
    withinDeadline(timeoutMs, doing, () =>
      client.database(database).containers.readAll().fetchAll(),
    );
  try {
    return (await read()).resources;
  } catch (error) {
    if (statusOf(error) === status.notFound) return undefined;
    throw translateCosmosError(error, doing);
  }
};

const strength = (level: string): number => (consistencyLevels as readonly string[]).indexOf(level);
