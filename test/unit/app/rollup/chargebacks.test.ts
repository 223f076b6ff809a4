import { makeChargebackReader, makeChargebacks } from '../../../../shared/app/rollup/chargebacks';
import { makeDayRollups } from '../../../../shared/app/rollup/day-rollups';
import { makePeriods } from '../../../../shared/app/rollup/periods';
import type {
  BusinessUnitStatement,
  Chargeback,
} from '../../../../shared/domain/chargeback/chargeback';
import { documentBytesMax } from '../../../../shared/limits';
import { allOf } from '../../../support/all-of';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import { samplePeriod } from '../../../support/sample-period';

/** A chargeback whose first unit has statement lines of several documents. */
const longChargeback = (count: number): Chargeback => {
  const { summary, statements } = samplePeriod().chargeback;
  const [first, ...others] = statements;
  const [line] = first?.lines ?? [];
  const [unpriced] = first?.unpriced ?? [];
  if (first === undefined || line === undefined || unpriced === undefined) {
    throw new Error('the sample has lines');
  }
  // Three bytes a character, as long as a fact can be.
  const name = (index: number): string => `${'\u6a21'.repeat(250)}${index}`;
  const long: BusinessUnitStatement = {
    ...first,
    lines: Array.from({ length: count }, (_, index) => ({ ...line, model: name(index) })),
    unpriced: Array.from({ length: count }, (_, index) => ({ ...unpriced, model: name(index) })),
  };
  return { summary, statements: [long, ...others] };
};

const setUp = () => {
  const clock = new ManualClock('2026-11-02T12:00:00Z');
  const documents = new InMemoryDocuments(clock);
  const chargebacks = makeChargebacks(documents);
  const periods = makePeriods(new InMemoryDocuments(clock), 'UTC');
  const days = makeDayRollups(new InMemoryDocuments(clock));
  const reader = makeChargebackReader(documents, chargebacks, periods, days);
  const publish = async (chargeback: Chargeback, sweptAt = clock.now()): Promise<void> => {
    const facts = { publishedAt: clock.now(), madeOf: {}, sweptAt };
    const before = await chargebacks.head(chargeback.summary.period);
    expect(await chargebacks.publish(chargeback, facts, before)).toBe('written');
  };
  const summary = async () => {
    const found = await reader.summary('2026-11');
    if (found === undefined) throw new Error('nothing is published');
    return found;
  };
  return { clock, documents, chargebacks, reader, publish, summary };
};

describe('published statements', () => {
  it('can be stored and read back however many lines they have', async () => {
    const { documents, publish, reader, summary } = setUp();
    const chargeback = longChargeback(3_000);
    await publish(chargeback);
    for (const json of Object.values(documents.contents())) {
      expect(Buffer.byteLength(json)).toBeLessThan(documentBytesMax);
    }
    expect(await allOf(reader.statements(await summary()))).toEqual(chargeback.statements);
    const [first] = chargeback.statements;
    expect(await allOf(reader.statements(await summary(), first?.businessUnit))).toEqual([first]);
  });

  it('lose none of their parts to the sweep, and leave none of an older version', async () => {
    const { clock, documents, chargebacks, publish, reader, summary } = setUp();
    const long = longChargeback(3_000);
    await publish(samplePeriod({ inputTokens: 5 }).chargeback);
    await publish(long);
    clock.advanceMs(2 * 60 * 60 * 1_000);
    const head = await chargebacks.head('2026-11');
    if (head === undefined) throw new Error('nothing is published');
    expect(await chargebacks.sweep(head.value, clock.now())).toBeGreaterThan(0);
    expect(await allOf(reader.statements(await summary()))).toEqual(long.statements);
    const listed = head.value.statements.flatMap(({ part, more = [] }) => [part, ...more]);
    expect(listed.length).toBeGreaterThan(long.statements.length);
    expect(Object.keys(documents.contents())).toHaveLength(listed.length + 1);
  });

  it('are written anew only where they changed, so that a tick costs what it changes', async () => {
    const { clock, documents, publish, reader, summary } = setUp();
    const { chargeback } = samplePeriod({ units: 50 });
    const sweptAt = clock.now();
    await publish(chargeback, sweptAt);
    const [first, ...others] = chargeback.statements;
    if (first === undefined) throw new Error('the sample has units');
    const changed = { ...chargeback, statements: [{ ...first, name: 'Renamed' }, ...others] };
    const puts: string[] = [];
    documents.before = ({ kind, id }) => {
      if (kind === 'put') puts.push(id);
    };
    await publish(changed, sweptAt);
    expect(puts).toEqual([expect.stringMatching(/^part:summary:/), 'summary']);
    expect(await allOf(reader.statements(await summary()))).toEqual(changed.statements);
  });

  it('are all written again with the sweep, which so mends what somebody deleted', async () => {
    const { clock, documents, publish, reader, summary } = setUp();
    const { chargeback } = samplePeriod();
    await publish(chargeback);
    const { statements } = await summary();
    const part = statements[0]?.part ?? '';
    const stored = await documents.read('2026-11', part);
    expect(await documents.delete('2026-11', part, stored?.etag ?? '')).toBe('deleted');
    clock.advanceMs(60 * 60 * 1_000);
    await publish(chargeback);
    expect(await allOf(reader.statements(await summary()))).toEqual(chargeback.statements);
  });
});
