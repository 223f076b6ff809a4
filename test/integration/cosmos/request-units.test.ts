import type { WindowId } from '../../../shared/domain/window';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';
import { usageRecord } from '../../support/usage-samples';

let stack: CosmosStack;
beforeAll(async () => {
  stack = await startCosmosStack();
});
afterAll(() => stack.close());

// The emulator charges one unit for every operation of a bulk request and for every page and deletion.
describe('request units', () => {
  const create = (prefix: string, count: number) =>
    stack.stores.usage.create(
      Array.from({ length: count }, (_, index) => usageRecord(`${prefix}-${index}`)),
    );

  it('are the sum over all operations, containers and pages of a piece of work', async () => {
    const { usage, state, requestUnits } = stack.stores;
    await state.put([{ partition: 'p', id: 'a', value: {}, condition: 'any' }]);
    const { etag } = (await state.read('p', 'a'))!;
    const measured = await requestUnits.measure(async () => {
      await create('sum', 150);
      await usage.read(['sum-0', 'sum-1']);
      await state.delete('p', 'a', etag);
      const from = '2026-11-02T10:00Z' as WindowId;
      let found = 0;
      for await (const record of usage.inWindows(from, '2026-11-02T10:15Z' as WindowId)) {
        found += record.windows.length;
      }
      return found;
    });
    expect(measured).toEqual({ value: 150, requestUnits: 150 + 2 + 1 + 1 });
  });

  it('are those of each piece of work alone when two run at once', async () => {
    const { requestUnits } = stack.stores;
    const [one, other] = await Promise.all([
      requestUnits.measure(() => create('one', 3)),
      requestUnits.measure(() => create('other', 5)),
    ]);
    expect([one.requestUnits, other.requestUnits]).toEqual([3, 5]);
  });

  it('of a part are also those of the whole', async () => {
    const { requestUnits } = stack.stores;
    const whole = await requestUnits.measure(async () => {
      await create('outer', 1);
      return requestUnits.measure(() => create('inner', 2));
    });
    expect([whole.requestUnits, whole.value.requestUnits]).toEqual([3, 2]);
  });
});
