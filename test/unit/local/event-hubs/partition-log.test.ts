import { PartitionLog } from '../../../../local/event-hubs/partition-log';

const UNBOUNDED = { eventsMax: 1_000_000, bytesMax: 1_000_000_000 };
const EVENT_BYTES = 10;

function append(log: PartitionLog, count: number, firstMs = 1_000): void {
  for (let index = 0; index < count; index += 1) {
    log.append(firstMs + index, () => ({ message: Buffer.alloc(EVENT_BYTES), headerBytes: 0 }));
  }
}

describe('PartitionLog', () => {
  test('numbers events from 0 without gaps and gives each the byte it starts at', () => {
    const log = new PartitionLog(UNBOUNDED);
    append(log, 3);

    expect([0, 1, 2].map((number) => log.firstFrom(number)?.offset)).toEqual([0, 10, 20]);
    expect(log.last).toEqual({ sequenceNumber: 2, offset: 20, enqueuedAtMs: 1_002 });
    expect(log.firstFrom(3)).toBeUndefined();
  });

  test('numbers events from another start where it is asked to', () => {
    const log = new PartitionLog(UNBOUNDED, 2 ** 32);
    expect(log.beginSequenceNumber).toBe(2 ** 32);
    expect(log.resolve({ kind: 'earliest' })).toBe(2 ** 32);
    append(log, 2);
    expect(log.beginSequenceNumber).toBe(2 ** 32);
    expect(log.last).toMatchObject({ sequenceNumber: 2 ** 32 + 1, offset: 10 });
    expect(log.firstFrom(2 ** 32 + 1)?.offset).toBe(10);
  });

  test('never lets time go back, so that a search by time misses nothing', () => {
    const log = new PartitionLog(UNBOUNDED);
    append(log, 1, 5_000);
    append(log, 1, 4_000);

    expect(log.last?.enqueuedAtMs).toBe(5_000);
    expect(log.resolve({ kind: 'enqueuedTime', afterMs: 4_999 })).toBe(0);
  });

  test.each([
    [{ kind: 'earliest' }, 0],
    [{ kind: 'latest' }, 5],
    [{ kind: 'sequenceNumber', value: 2, isInclusive: false }, 3],
    [{ kind: 'sequenceNumber', value: 2, isInclusive: true }, 2],
    [{ kind: 'sequenceNumber', value: 4, isInclusive: false }, 5],
    [{ kind: 'offset', value: 20, isInclusive: false }, 3],
    [{ kind: 'offset', value: 20, isInclusive: true }, 2],
    [{ kind: 'offset', value: 21, isInclusive: true }, 3],
    [{ kind: 'offset', value: 40, isInclusive: false }, 5],
    [{ kind: 'enqueuedTime', afterMs: 999 }, 0],
    [{ kind: 'enqueuedTime', afterMs: 1_001 }, 2],
    [{ kind: 'enqueuedTime', afterMs: 2_000 }, 5],
  ] as const)('resolves %j among five events to number %i', (start, expected) => {
    const log = new PartitionLog(UNBOUNDED);
    append(log, 5);
    expect(log.resolve(start)).toBe(expected);
  });

  test.each([
    { kind: 'sequenceNumber', value: 5, isInclusive: false },
    { kind: 'sequenceNumber', value: 6, isInclusive: true },
    { kind: 'offset', value: 41, isInclusive: false },
  ] as const)('tells that %j lies past the end instead of waiting for it', (start) => {
    const log = new PartitionLog(UNBOUNDED);
    append(log, 5);
    expect(log.resolve(start)).toBe('past the end');
  });

  test('drops the oldest events past either limit and keeps counting', () => {
    const byCount = new PartitionLog({ ...UNBOUNDED, eventsMax: 3 });
    append(byCount, 5);
    expect(byCount.beginSequenceNumber).toBe(2);
    expect(byCount.nextSequenceNumber).toBe(5);

    const byBytes = new PartitionLog({ ...UNBOUNDED, bytesMax: 2 * EVENT_BYTES });
    append(byBytes, 5);
    expect(byBytes.beginSequenceNumber).toBe(3);
    expect(byBytes.last?.offset).toBe(40);
  });

  test('keeps the newest event even when it alone is past the limit', () => {
    const log = new PartitionLog({ ...UNBOUNDED, bytesMax: 1 });
    append(log, 2);
    expect(log.firstFrom(0)?.sequenceNumber).toBe(1);
  });

  test('continues a reader of dropped events with the oldest there is', () => {
    const log = new PartitionLog({ ...UNBOUNDED, eventsMax: 2 });
    append(log, 5);
    expect(log.firstFrom(0)?.sequenceNumber).toBe(3);
    expect(log.resolve({ kind: 'earliest' })).toBe(3);
    expect(log.resolve({ kind: 'offset', value: 0, isInclusive: true })).toBe(3);
  });

  test('finds every event again after thousands of others were dropped', () => {
    const log = new PartitionLog({ ...UNBOUNDED, eventsMax: 100 });
    append(log, 5_000);
    const kept = Array.from({ length: 100 }, (_, index) => 4_900 + index);
    expect(kept.map((number) => log.firstFrom(number)?.sequenceNumber)).toEqual(kept);
    expect(log.resolve({ kind: 'enqueuedTime', afterMs: 1_000 + 4_949 })).toBe(4_950);
  });
});
