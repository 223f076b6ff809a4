import type { ContainerDefinition as Found } from '@azure/cosmos';

import { containerProblems } from '../../../../shared/adapters/cosmos/container-problems';
import {
  containerDefinitions,
  type ContainerName,
} from '../../../../shared/adapters/cosmos/containers';

const usageTtlDays = 60;
const definitions = containerDefinitions(usageTtlDays);

/** The containers as they should be, but for one. */
const foundWith = (name: ContainerName, change: Partial<Found>): readonly Found[] =>
  definitions.map(({ name: id, partitionKeyPath, defaultTtlSeconds }) => ({
    id,
    partitionKey: { paths: [partitionKeyPath] },
    ...(defaultTtlSeconds === undefined ? {} : { defaultTtl: defaultTtlSeconds }),
    ...(id === name ? change : {}),
  }));

const problemsWith = (name: ContainerName, change: Partial<Found>): readonly string[] =>
  containerProblems(foundWith(name, change), definitions);

describe('the containers of a database', () => {
  it('have no problem where they are as they were provisioned', () => {
    expect(problemsWith('usage', {})).toEqual([]);
  });

  it('are named where they are missing', () => {
    const found = foundWith('usage', {}).filter(({ id }) => id !== 'state');
    expect(containerProblems(found, definitions)).toEqual([
      expect.stringMatching(/container state is missing.*npm run provision/),
    ]);
  });

  it('are named where they are partitioned by something else', () => {
    expect(problemsWith('rollups', { partitionKey: { paths: ['/id'] } })).toEqual([
      expect.stringMatching(/rollups is partitioned by \/id, not by \/pk.*COSMOS_DATABASE/),
    ]);
  });

  it('are named where records expire before USAGE_TTL_DAYS', () => {
    expect(problemsWith('usage', { defaultTtl: 45 * 86_400 })).toEqual([
      expect.stringMatching(/usage expire after 3888000 s.*live 5184000 s \(USAGE_TTL_DAYS\)/),
    ]);
  });

  it.each([
    ['as long', usageTtlDays * 86_400],
    ['longer', (usageTtlDays + 1) * 86_400],
    ['for ever', undefined],
    ['for ever, unless a record says otherwise', -1],
  ])('have no problem where records live %s', (_name, defaultTtl) => {
    // As a container's definition says it: an absent TTL is off.
    expect(problemsWith('usage', { defaultTtl } as Partial<Found>)).toEqual([]);
  });

  it('are named where documents expire that have to be kept', () => {
    for (const name of ['chargebacks', 'state'] as const) {
      expect(problemsWith(name, { defaultTtl: 60 })).toEqual([
        expect.stringMatching(`documents of ${name} expire after 60 s, and have to be kept`),
      ]);
    }
  });

  it('are named where documents cannot say when they expire', () => {
    expect(problemsWith('state', { defaultTtl: undefined } as unknown as Found)).toEqual([
      expect.stringMatching(/TTL of state is off.*npm run provision/),
    ]);
  });
});
