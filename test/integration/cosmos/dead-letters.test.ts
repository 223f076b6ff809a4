import { makeRejections, type RejectedSet } from '../../../shared/app/ingest/rejections';
import { DependencyUnavailable, type DeadLetter } from '../../../shared/app/ports';
import type { Instant } from '../../../shared/domain/instant';
import type { RejectionReason } from '../../../shared/domain/readers/reading';
import type { RejectedPositions } from '../../../shared/domain/usage/rejected-positions';
import { bulkRetriesMax } from '../../../shared/limits';
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
  sender: 'event-07',
  payload: '{"trunc',
});

const writes = { method: 'POST', path: /colls\/deadletters\/docs/ };

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
        pk: '2026-11-02/07',
        schemaVersion: 1,
      }),
    ]);
  });

  it('are written each by itself, and say which of them found no room', async () => {
    const { deadLetters } = stack.stores;
    const full = { failBulkOperations: [1], status: 403, subStatus: 1014 };
    stack.proxy.inject({ match: writes, times: 1, answer: full });
    const letters = [deadLetter(1), deadLetter(2), deadLetter(3)];
    expect(await deadLetters.write(letters)).toEqual(['stored', 'noRoom', 'stored']);
    expect(await stored()).toHaveLength(2);
    expect(await deadLetters.write(letters)).toEqual(['stored', 'stored', 'stored']);
    expect(await stored()).toHaveLength(3);
  });

  it('say so, too, where the whole request is refused for want of room', async () => {
    const headers = { 'x-ms-substatus': '1014' };
    stack.proxy.inject({ match: writes, times: 1, answer: { status: 403, headers } });
    expect(await stack.stores.deadLetters.write([deadLetter(1)])).toEqual(['noRoom']);
  });

  it('find no room where they are throttled for longer than the retries last', async () => {
    const answer = { failBulkOperations: [0], status: 429, retryAfterMs: 1 };
    const fault = stack.proxy.inject({ match: writes, times: Infinity, answer });
    const answers = await stack.stores.deadLetters.write([deadLetter(1), deadLetter(2)]);
    expect(answers).toEqual(['noRoom', 'stored']);
    expect(fault.hits()).toBe(bulkRetriesMax + 1);
  });

  it.each([
    ['403 without a sub-status', { status: 403 }],
    [
      '403 of the firewall, of one operation',
      { failBulkOperations: [0], status: 403, subStatus: 5300 },
    ],
    ['404', { failBulkOperations: [0], status: 404 }],
    ['503', { failBulkOperations: [0], status: 503 }],
  ])('that fail in another way are an outage: %s', async (_how, answer) => {
    stack.proxy.inject({ match: writes, times: Infinity, answer });
    await expect(stack.stores.deadLetters.write([deadLetter(1)])).rejects.toThrow(
      DependencyUnavailable,
    );
  });
});

describe('rejected positions in Cosmos DB', () => {
  const set = (
    day: string,
    reason: RejectionReason,
    positions: RejectedPositions,
  ): RejectedSet => ({
    day,
    reason,
    sender: 'event-07',
    hub: 'llm-usage',
    partition: '3',
    block: 0,
    positions,
  });
  const minute = 616;

  it('are counted over whole days, the last one included, and by reason', async () => {
    const rejections = makeRejections(stack.stores.state);
    await rejections.join([
      set('2026-10-31', 'notJson', [[minute, 0, 7, 1, 0]]),
      set('2026-11-01', 'notJson', [[minute, 0, 5, 2, 1]]),
      set('2026-11-30', 'tooLate', [[minute, 0, 3, 1, 1]]),
      set('2026-11-30', 'notJson', [[minute, 9, 1, 1, 0]]),
      set('2026-12-01', 'tooLate', [[minute, 0, 1, 1, 0]]),
    ]);
    expect(await rejections.count('2026-11-01', '2026-11-30')).toEqual({
      items: 14,
      withoutPayload: 6,
    });
    expect(await rejections.count('2026-10-31', '2026-12-01')).toEqual({
      items: 22,
      withoutPayload: 14,
    });
    expect(await rejections.count('2027-01-01', '2027-01-31')).toEqual({
      items: 0,
      withoutPayload: 0,
    });
    expect(await rejections.countByReason('2026-11-30')).toEqual({
      tooLate: { items: 3, withoutPayload: 0 },
      notJson: { items: 1, withoutPayload: 1 },
    });
    const source = { day: '2026-11-01', reason: 'notJson', sender: 'event-07' } as const;
    expect(await rejections.storedOf(source)).toBe(5);
  });

  it('are joined when two hosts write at the same time', async () => {
    const rejections = makeRejections(stack.stores.state);
    await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        rejections.join([set('2026-11-01', 'notJson', [[minute, index * 2, 3, 1, 0]])]),
      ),
    );
    expect(await rejections.count('2026-11-01', '2026-11-01')).toMatchObject({ items: 9 });
  });
});
