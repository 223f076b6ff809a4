import type { ConnectedContainer } from '../../../../shared/adapters/cosmos/cosmos-connection';
import { CosmosContainer } from '../../../../shared/adapters/cosmos/cosmos-container';
import { RequestUnitMeter } from '../../../../shared/adapters/cosmos/request-units';

/** A container whose every query has these pages. */
const containerOf = (...pages: readonly object[]): ConnectedContainer => {
  const query = () => {
    const left = [...pages];
    return {
      hasMoreResults: () => left.length > 0,
      fetchNext: () => Promise.resolve(left.shift()),
    };
  };
  return { id: 'usage', open: () => ({ items: { query } }) } as unknown as ConnectedContainer;
};

describe('the pages of a query', () => {
  it('are empty where the SDK hands out none of the resources that it promises', async () => {
    const sdk = containerOf(
      { resources: undefined, requestCharge: 2 },
      { resources: [1, 2], requestCharge: 3 },
      { resources: undefined, requestCharge: 4 },
    );
    const meter = new RequestUnitMeter();
    const container = new CosmosContainer(sdk, meter, 1_000);
    const { value, requestUnits } = await meter.measure(async () => {
      const pages: (readonly unknown[])[] = [];
      for await (const page of container.pages({ query: 'SELECT * FROM c' })) pages.push(page);
      return pages;
    });
    expect(value).toEqual([[], [1, 2], []]);
    expect(requestUnits).toBe(9);
  });
});
