import type { DeadLetter } from '../../../shared/app/ports';
import type { Instant } from '../../../shared/domain/instant';
import type { RejectionReason } from '../../../shared/domain/readers/reading';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';

let stack: CosmosStack;
beforeEach(async () => {
  stack = await startCosmosStack();
});
afterEach(() => stack.close());

const deadLetter = (
  sequenceNumber: number,
  reason: RejectionReason = 'notJson',
  day = '2026-11-02',
): DeadLetter => ({
  id: `contoso.servicebus.windows.net/llm-usage/0/${sequenceNumber}#0`,
  day,
  reason,
  path: '',
  detail: 'the event is not JSON',
  hub: 'llm-usage',
  namespace: 'contoso.servicebus.windows.net',
  partition: '0',
  sequenceNumber,
  enqueuedTime: `${day}T10:00:00.000Z` as Instant,
  index: 0,
  payload: '{"trunc',
});

const stored = async (): Promise<readonly unknown[]> =>
  (await stack.container('deadletters').items.readAll().fetchAll()).resources;

describe('dead letters in Cosmos DB', () => {
  it('overwrite themselves when their event is delivered again', async () => {
    const { deadLetters } = stack.stores;
    await deadLetters.write([deadLetter(1), deadLetter(2)]);
    await deadLetters.write([deadLetter(2), deadLetter(3)]);
    expect(await stored()).toHaveLength(3);
  });

  it('keep everything that a person needs to mend them', async () => {
    await stack.stores.deadLetters.write([deadLetter(7)]);
    expect(await stored()).toEqual([
      expect.objectContaining({
        ...deadLetter(7),
        id: 'contoso.servicebus.windows.net%2Fllm-usage%2F0%2F7%230',
        schemaVersion: 1,
      }),
    ]);
  });

  it('are counted over whole days, the last one included', async () => {
    const { deadLetters } = stack.stores;
    await deadLetters.write([
      deadLetter(1, 'notJson', '2026-10-31'),
      deadLetter(2, 'notJson', '2026-11-01'),
      deadLetter(3, 'notJson', '2026-11-30'),
      deadLetter(4, 'tooLate', '2026-11-15'),
      deadLetter(5, 'tooLate', '2026-12-01'),
    ]);
    expect(await deadLetters.count('2026-11-01', '2026-11-30')).toBe(3);
    expect(await deadLetters.count('2027-01-01', '2027-01-31')).toBe(0);
  });

  it('are counted by reason as soon as they are written', async () => {
    const { deadLetters } = stack.stores;
    const counted = () => deadLetters.countByReason('2026-11-02');
    expect(await counted()).toEqual({});
    await deadLetters.write([deadLetter(1), deadLetter(2), deadLetter(3, 'tooLate', '2026-11-03')]);
    expect(await counted()).toEqual({ notJson: 2 });
    await deadLetters.write([deadLetter(2), deadLetter(4, 'tooLate')]);
    expect(await counted()).toEqual({ notJson: 2, tooLate: 1 });
  });

  it('cost one query of a report, and one of a day that has no more than before', async () => {
    const { deadLetters } = stack.stores;
    await deadLetters.write([deadLetter(1), deadLetter(2, 'tooLate')]);
    const before = await deadLetters.countByReason('2026-11-02');
    const queries = stack.proxy.inject({
      match: { method: 'POST', path: /colls\/deadletters\/docs/ },
      times: Infinity,
      answer: { rewrite: (answer) => answer },
    });
    expect(await deadLetters.countByReason('2026-11-02')).toEqual(before);
    expect(queries.hits()).toBe(1);
    expect(await deadLetters.countByReason('2026-11-03')).toEqual({});
    expect(queries.hits()).toBe(2);
    expect(await deadLetters.count('2026-11-01', '2026-11-30')).toBe(2);
    expect(queries.hits()).toBe(3);
  });
});
