// Floods of rejected items, and a container of dead letters that takes no more: everything is counted
// once, the batch goes on, and what is stored with its payload stays within its limits.
import type { DeadLetter, DeadLetterStore, Documents } from '../../../../shared/app/ports';
import { DependencyUnavailable } from '../../../../shared/app/ports';
import type { RawEvent } from '../../../../shared/domain/readers/reading';
import { senderOf } from '../../../../shared/app/ingest/sender-of';
import { deadLetterPartition } from '../../../../shared/app/dead-letter-partition';
import {
  deadLetterShards,
  deadLettersPerSlice,
  deadLettersStoredMax,
  deadLettersStoredPerBatchMax,
  ingestMsMax,
} from '../../../../shared/limits';
import { InMemoryProgram } from '../../../support/in-memory-program';
import {
  meteredDeadLetters,
  meteredDocuments,
  RequestUnitClock,
} from '../../../support/metered-stores';
import type { ProgramStores } from '../../../support/program-under-test';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../../support/sample-events';

const day = '2026-11-20';
const manyItems = 100_000;

/** A program whose state and dead letters get so many request units a second. */
class MeteredProgram extends InMemoryProgram {
  readonly meter: RequestUnitClock;
  readonly #deadLetters: DeadLetterStore;
  readonly #state: Documents;

  constructor(requestUnitsPerSecond: number) {
    super();
    this.meter = new RequestUnitClock(this.clock, requestUnitsPerSecond);
    this.#deadLetters = meteredDeadLetters(this.deadLetters, this.meter);
    this.#state = meteredDocuments(this.state, this.meter);
  }

  protected override stores(): ProgramStores {
    const { usage, rollups, chargebacks, reference, requestUnits } = this;
    const metered = { deadLetters: this.#deadLetters, state: this.#state };
    return { usage, rollups, chargebacks, reference, requestUnits, ...metered };
  }
}

const countsOf = (program: InMemoryProgram) =>
  program.process().collections.rejections.countByReason(day);

const repeated = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Sources of CloudEvents that count as so many senders. */
const gateways = (count: number): readonly string[] => {
  const sources = new Map<string, string>();
  for (let index = 0; sources.size < count; index += 1) {
    const source = `/apim/service-${index}/westeurope`;
    sources.set(senderOf({ source }), source);
  }
  return [...sources.values()];
};

/** Bodies of so many rejected items in all. */
const floods: readonly (readonly [string, () => readonly unknown[]])[] = [
  ['events that are not JSON', () => repeated(manyItems, () => 'not JSON')],
  [
    'records of 100 envelopes',
    () => repeated(100, () => ({ records: repeated(manyItems / 100, () => 'no record') })),
  ],
  [
    'every other record of 200 envelopes',
    () =>
      repeated(200, () => ({
        records: repeated(manyItems / 100, (index) =>
          index % 2 === 0 ? 'no record' : { category: 'AuditLogs', properties: {} },
        ),
      })),
  ],
  [
    'events of 64 senders, with four reasons',
    () =>
      repeated(manyItems, (index) => {
        const source = `/apim/service-${index % 64}/westeurope`;
        const event = { ...usageEvent({ id: 9 }), source, note: 'x'.repeat(500) };
        const reasons = [
          { ...event, time: 'yesterday' },
          { ...event, id: null },
          { ...event, type: 'llm.usage.v9' },
          { ...event, time: '2026-01-01T00:00:00Z' },
        ];
        return reasons[Math.floor(index / 64) % reasons.length];
      }),
  ],
];

describe('a batch of 100,000 rejected items', () => {
  it.each(floods)('passes at 1,000 RU/s, and every item is counted: %s', async (_what, bodies) => {
    const program = new MeteredProgram(1_000);
    const events = program.enqueue(...bodies());
    const began = Date.parse(program.clock.now());
    const summary = await program.deliver(events);
    expect(Date.parse(program.clock.now()) - began).toBeLessThan(ingestMsMax);
    expect(summary.rejected).toBe(manyItems);

    const counts = Object.values(await countsOf(program));
    const items = counts.reduce((sum, one) => sum + one.items, 0);
    const withoutPayload = counts.reduce((sum, one) => sum + one.withoutPayload, 0);
    expect(items).toBe(manyItems);
    expect(withoutPayload).toBe(manyItems - program.deadLetters.letters.size);
    expect(summary.rejectedWithoutPayload).toBe(withoutPayload);
    expect(program.deadLetters.letters.size).toBeGreaterThanOrEqual(deadLettersStoredMax);
    expect(program.deadLetters.letters.size).toBeLessThanOrEqual(deadLettersStoredPerBatchMax);
  });

  it('costs a redelivery little more than the reads of its sets', async () => {
    const program = new MeteredProgram(1_000);
    const events = program.enqueue(...repeated(20_000, () => 'not JSON'));
    await program.deliver(events);
    const { spent } = program.meter;
    await program.deliver(events, 1);
    expect(program.meter.spent - spent).toBeLessThan(spent / 20);
    expect(program.deadLetters.writes).toBe(deadLettersStoredMax);
    expect(await countsOf(program)).toMatchObject({ notJson: { items: 20_000 } });
  });
});

describe('a batch that the store is too slow for', () => {
  it('is delivered again and gets further each time, and nothing is written twice', async () => {
    const program = new MeteredProgram(20);
    const sources = gateways(4);
    const events = program.enqueue(
      ...repeated(4 * deadLettersPerSlice, (index) => ({
        ...usageEvent({ id: index, time: 'yesterday' }),
        source: sources[index % sources.length],
      })),
    );
    const kept: number[] = [];
    let failures = 0;
    for (let attempt = 0; kept.at(-1) !== events.length; attempt += 1) {
      expect(attempt).toBeLessThan(10);
      try {
        await program.deliver(events, attempt);
      } catch (error) {
        expect(error).toBeInstanceOf(DependencyUnavailable);
        failures += 1;
      }
      kept.push(program.deadLetters.letters.size);
    }
    await program.deliver(events, 9);
    expect(failures).toBeGreaterThan(1);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(program.deadLetters.writes).toBe(events.length);
    expect(await countsOf(program)).toEqual({
      badTime: { items: events.length, withoutPayload: 0 },
    });
  });
});

describe('a batch whose sets take longer to read than a batch may take', () => {
  it('gets further with each delivery all the same', async () => {
    const program = new MeteredProgram(1_000);
    program.state.before = ({ kind }) => {
      program.meter.perSecond = kind === 'readMany' ? 0.01 : 1_000;
    };
    const sources = gateways(4);
    const events = program.enqueue(
      ...repeated(3 * deadLettersPerSlice, (index) => ({
        ...usageEvent({ id: index, time: 'yesterday' }),
        source: sources[index % sources.length],
      })),
    );
    const outcomes: string[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await program.deliver(events, attempt).then(
        () => outcomes.push('passed'),
        () => outcomes.push(`${program.deadLetters.letters.size} stored`),
      );
    }
    expect(outcomes).toEqual(['500 stored', '1000 stored', '1500 stored', 'passed']);
    expect(await countsOf(program)).toEqual({
      badTime: { items: events.length, withoutPayload: 0 },
    });
  });
});

describe('past the number for a reason, sender and day', () => {
  it('only positions are kept, over all batches, and each sender and day has its own number', async () => {
    const program = new InMemoryProgram();
    const flood = (source: string) =>
      program.enqueue(
        ...repeated(deadLettersStoredMax, () => ({
          ...usageEvent({ id: 9, time: 'yesterday' }),
          source,
        })),
      );
    const [one = '', other = ''] = gateways(2);
    await program.deliver(flood(one).slice(0, 300));
    await program.deliver(flood(one));
    await program.deliver(flood(one));
    expect(program.deadLetters.letters.size).toBe(deadLettersStoredMax);
    await program.deliver(flood(other));
    expect(program.deadLetters.letters.size).toBe(2 * deadLettersStoredMax);
    program.advance(24 * 60 * 60 * 1000);
    await program.deliver(flood(one));
    expect(program.deadLetters.letters.size).toBe(3 * deadLettersStoredMax);
    expect(await countsOf(program)).toEqual({
      badTime: { items: 300 + 3 * deadLettersStoredMax, withoutPayload: 800 },
    });
  });
});

describe('a process', () => {
  it('remembers which senders have enough dead letters, and does not ask for them again', async () => {
    const program = new InMemoryProgram();
    const { ingest } = program.process();
    const deliver = () =>
      ingest({
        hub: 'llm-usage',
        partition: '0',
        events: program.enqueue(...repeated(deadLettersStoredMax, () => 'not JSON')),
        attempt: 0,
      });
    let asked = 0;
    program.state.before = ({ kind, partition }) => {
      if (kind === 'excerpts' && partition.startsWith('rejected:')) asked += 1;
    };
    await deliver();
    await deliver();
    const askedBefore = asked;
    expect(askedBefore).toBeGreaterThan(0);
    expect(await deliver()).toMatchObject({ rejectedWithoutPayload: deadLettersStoredMax });
    expect(asked).toBe(askedBefore);
  });
});

const prepared = async (): Promise<{
  readonly program: InMemoryProgram;
  readonly batch: readonly RawEvent[];
}> => {
  const program = new InMemoryProgram();
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  const batch = program.enqueue(
    usageEvent({ id: 1 }),
    { records: ['no record', null, 'no record'] },
    'not JSON',
  );
  return { program, batch };
};

describe('if the container of the dead letters takes no more', () => {
  it('the batch goes on, the positions are counted, and coverage says how many have no payload', async () => {
    const { program, batch } = await prepared();
    program.deadLetters.takes = ({ index }) => index !== 1;
    const summary = await program.deliver(batch);
    // Of the envelope, the payload of the first record is claimed: those after a refusal are not.
    expect(summary).toMatchObject({ accepted: 1, rejected: 4, rejectedWithoutPayload: 2 });
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '0.0035' });
    expect(report.coverage).toMatchObject({ deadLettered: 4, deadLettersWithoutPayload: 2 });
    expect(await program.process().collections.exceptions.all()).toEqual([
      expect.objectContaining({ kind: 'deadLettersRefused', where: 'llm-usage:0' }),
    ]);
    const [event] = program.telemetry.named('IngestBatch');
    expect(event?.measurements['rejectedWithoutPayload']).toBe(2);
  });

  it('no further slice of the batch is tried', async () => {
    const program = new InMemoryProgram();
    const tried: DeadLetter[] = [];
    program.deadLetters.takes = (letter) => {
      tried.push(letter);
      return false;
    };
    const events = gateways(3).flatMap((source) =>
      repeated(deadLettersStoredMax, () => ({
        ...usageEvent({ id: 9, time: 'yesterday' }),
        source,
      })),
    );
    await program.deliver(program.enqueue(...events));
    expect(tried).toHaveLength(deadLettersPerSlice);
    expect(await countsOf(program)).toEqual({
      badTime: { items: events.length, withoutPayload: events.length },
    });
  });

  it('a redelivery stores the payloads if there is room again, and no count changes', async () => {
    const { program, batch } = await prepared();
    program.deadLetters.takes = () => false;
    await program.deliver(batch);
    expect(await countsOf(program)).toEqual({
      notAnEvent: { items: 3, withoutPayload: 3 },
      notJson: { items: 1, withoutPayload: 1 },
    });
    program.deadLetters.takes = () => true;
    expect(await program.deliver(batch, 1)).toMatchObject({ rejectedWithoutPayload: 0 });
    expect(await countsOf(program)).toEqual({
      notAnEvent: { items: 3, withoutPayload: 0 },
      notJson: { items: 1, withoutPayload: 0 },
    });
  });

  it('and the state fails too, that is an outage, and the batch is delivered again', async () => {
    const { program, batch } = await prepared();
    program.deadLetters.takes = () => false;
    program.state.before = ({ kind, partition }) => {
      if (kind === 'put' && partition.startsWith('rejected:')) {
        throw new DependencyUnavailable('planted');
      }
    };
    await expect(program.deliver(batch)).rejects.toThrow('planted');
    expect(await program.process().collections.watermarks.read()).toEqual([]);
    program.state.before = () => undefined;
    await program.deliver(batch, 1);
    expect(await countsOf(program)).toMatchObject({ notJson: { items: 1, withoutPayload: 1 } });
  });

  it('but fails in another way, that is an outage', async () => {
    const { program, batch } = await prepared();
    program.deadLetters.before = () => {
      throw new DependencyUnavailable('planted');
    };
    await expect(program.deliver(batch)).rejects.toThrow('planted');
  });
});

describe('a set of positions that other hosts keep changing', () => {
  it('ends as an outage, not as a lost position', async () => {
    const { program, batch } = await prepared();
    const { rejections } = program.process().collections;
    let sequenceNumber = 100;
    let isInside = false;
    program.state.before = async ({ kind, partition }) => {
      if (isInside || kind !== 'put' || !partition.startsWith('rejected:')) return;
      isInside = true;
      sequenceNumber += 1;
      const block = { day, reason: 'notJson', sender: 'unknown', hub: 'llm-usage' } as const;
      const positions = [[720, sequenceNumber, 1, 1, 0]] as const;
      await rejections.join([{ ...block, partition: '0', block: 0, positions }]);
      isInside = false;
    };
    await expect(program.deliver(batch)).rejects.toThrow(/were\s+joined/);
    program.state.before = () => undefined;
    await program.deliver(batch, 1);
    expect(await countsOf(program)).toMatchObject({ notJson: { items: sequenceNumber - 100 + 1 } });
  });
});

test('the dead letters of a day are spread evenly over partition keys', () => {
  const letters = repeated(160, (sequenceNumber) => ({ day, sequenceNumber, index: 0 }));
  const partitions = new Map<string, number>();
  for (const letter of letters) {
    const partition = deadLetterPartition(letter as DeadLetter);
    partitions.set(partition, (partitions.get(partition) ?? 0) + 1);
  }
  expect(partitions.size).toBe(deadLetterShards);
  expect([...partitions.values()]).toEqual(repeated(deadLetterShards, () => 10));
  expect([...partitions.keys()].sort()[0]).toBe(`${day}/00`);
});
