// What the account must be for the figures to be right: strongly consistent, with one write region
// (DESIGN 3). Checked at start and by the health check; an account that differs is named, not fixed.
import type { CosmosClient } from '@azure/cosmos';

import { DependencyUnavailable } from '../../app/ports';
import { withinDeadline } from '../deadline';
import { translateCosmosError } from './cosmos-errors';

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
  required: ConsistencyLevel,
  timeoutMs: number,
): Promise<AccountVerdict> => {
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
            `${required}: set it on the account (infra/ does), or rollups may miss what was written`,
        ]
      : []),
    ...(severalWriters
      ? [
          'the account writes in several regions, where the last writer wins: turn multi-region ' +
            'writes off, or events may be lost or counted twice',
        ]
      : []),
  ];
  return { ok: problems.length === 0, consistency, writeRegions, problems };
};

const strength = (level: string): number => (consistencyLevels as readonly string[]).indexOf(level);
