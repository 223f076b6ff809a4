import {
  containerDefinition,
  containerDefinitions,
} from '../../../../shared/adapters/cosmos/containers';
import { rollupKeptDays } from '../../../../shared/limits';

const days = (count: number): number => count * 24 * 60 * 60;

describe('the containers', () => {
  it('have the partition keys and the lives that the design gives them', () => {
    const found = containerDefinitions(45).map(({ name, partitionKeyPath, defaultTtlSeconds }) => [
      name,
      partitionKeyPath,
      defaultTtlSeconds,
    ]);
    expect(rollupKeptDays).toBe(25 * 31);
    expect(found).toEqual([
      ['usage', '/id', days(45)],
      ['rollups', '/pk', days(rollupKeptDays)],
      ['chargebacks', '/period', undefined],
      ['reference', '/kind', undefined],
      ['state', '/kind', -1],
      ['deadletters', '/pk', days(90)],
    ]);
  });

  it('keep usage records as long as the setting says', () => {
    const [usage] = containerDefinitions(60);
    expect(usage?.defaultTtlSeconds).toBe(days(60));
    expect(containerDefinition('usage').defaultTtlSeconds).toBe(days(45));
  });

  it('index nothing but what a query asks for', () => {
    const indexed = containerDefinitions(45).map(({ name, indexingPolicy }) => [
      name,
      ...indexingPolicy.includedPaths.map(({ path }) => path),
    ]);
    expect(indexed).toEqual([
      ['usage', '/windows/[]/?'],
      ['rollups', '/pk/?'],
      ['chargebacks', '/period/?'],
      ['reference', '/kind/?'],
      ['state', '/kind/?'],
      ['deadletters', '/day/?', '/reason/?'],
    ]);
    for (const { indexingPolicy } of containerDefinitions(45)) {
      expect(indexingPolicy.excludedPaths).toEqual([{ path: '/*' }]);
    }
  });
});
