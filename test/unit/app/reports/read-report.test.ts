import { makeChargebackReader, makeChargebacks } from '../../../../shared/app/rollup/chargebacks';
import { makeDayRollups } from '../../../../shared/app/rollup/day-rollups';
import { makePeriods } from '../../../../shared/app/rollup/periods';
import {
  makeReadReport,
  type ReadReportDependencies,
} from '../../../../shared/app/reports/read-report';
import type { Chargeback } from '../../../../shared/domain/chargeback/chargeback';
import { InMemoryChargebacks } from '../../../support/in-memory-chargebacks';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import { noDeadLetters, noPendingWindows, oneWatermark } from '../../../support/quiet-operations';
import { at, samplePeriod, type SampleOptions } from '../../../support/sample-period';

const setUp = (more: Partial<ReadReportDependencies> = {}) => {
  const chargebacks = new InMemoryChargebacks();
  const publish = (options: SampleOptions, publishedAt = '2026-11-02T11:00:00Z'): Chargeback => {
    const { chargeback, days } = samplePeriod(options);
    chargebacks.publish(chargeback, days, at(publishedAt));
    return chargeback;
  };
  const clock = new ManualClock('2026-11-02T12:00:00Z');
  const readReport = makeReadReport({
    chargebacks,
    pendingWindows: noPendingWindows,
    watermarks: oneWatermark,
    deadLetters: noDeadLetters,
    clock,
    ...more,
  });
  return { chargebacks, publish, clock, readReport };
};

describe('reading a report', () => {
  it('gives one consistent version while another one is being published', async () => {
    const { chargebacks, publish, readReport } = setUp();
    const before = publish({ units: 250 });
    chargebacks.beforeStatements = () => {
      publish({ units: 250, inputTokens: 2_000_000 }, '2026-11-02T11:59:00Z');
    };
    const answer = await readReport({});
    expect(answer).toMatchObject({
      kind: 'report',
      report: {
        asOf: '2026-11-02T11:00:00.000Z',
        totals: before.summary.totals,
        businessUnits: before.statements,
      },
    });
  });

  it('gives one consistent version from the stored documents as well', async () => {
    const { clock } = setUp();
    const documents = new InMemoryDocuments(clock);
    const periods = makePeriods(new InMemoryDocuments(clock), 'UTC');
    const stored = makeChargebacks(documents);
    const days = makeDayRollups(new InMemoryDocuments(clock));
    const chargebacks = makeChargebackReader(documents, stored, periods, days);
    const facts = { publishedAt: clock.now(), madeOf: {}, sweptAt: clock.now() };
    const publishStored = async (chargeback: Chargeback): Promise<void> => {
      const head = await stored.head('2026-11');
      expect(await stored.publish(chargeback, facts, head)).toBe('written');
    };
    const before = samplePeriod({ units: 250 }).chargeback;
    await publishStored(before);
    documents.before = async ({ kind }) => {
      if (kind !== 'readMany') return;
      documents.before = () => undefined;
      await publishStored(samplePeriod({ units: 250, inputTokens: 2_000_000 }).chargeback);
    };
    const { readReport } = setUp({ chargebacks });
    expect(await readReport({ period: '2026-11' })).toMatchObject({
      report: { totals: before.summary.totals, businessUnits: before.statements },
    });
    expect((await stored.head('2026-11'))?.value.totals).not.toEqual(before.summary.totals);
  });

  it('reads the figures after the marks, so that no pending window means that all is in', async () => {
    const order: string[] = [];
    const { chargebacks, publish, readReport } = setUp({
      watermarks: {
        read: async () => {
          order.push('watermarks');
          return oneWatermark.read();
        },
      },
      pendingWindows: {
        ...noPendingWindows,
        // The rollup publishes the last window of the period and then deletes its mark.
        count: () => {
          order.push('marks');
          publish({ units: 4 }, '2026-11-02T11:30:00Z');
          return Promise.resolve(0);
        },
      },
    });
    publish({ units: 3 });
    chargebacks.beforeStatements = () => order.push('figures');
    const answer = await readReport({ period: '2026-11' });
    expect(answer).toMatchObject({
      report: { asOf: '2026-11-02T11:30:00.000Z', businessUnits: { length: 5 } },
    });
    expect(order).toEqual(['watermarks', 'marks', 'figures']);
  });

  it('reads one statement, and no other, for one business unit', async () => {
    const { chargebacks, publish, readReport } = setUp();
    publish({ units: 250 });
    await readReport({ period: '2026-11', businessUnit: 'unit-17' });
    expect(chargebacks.statementReads).toEqual(['unit-17']);
  });

  it('counts the marks of the period and the dead letters of all UTC days it touches', async () => {
    const asked: string[][] = [];
    const { publish, readReport } = setUp({
      pendingWindows: {
        ...noPendingWindows,
        count: (from, to) => {
          asked.push([from, to]);
          return Promise.resolve(7);
        },
      },
      deadLetters: {
        count: (from, to) => {
          asked.push([from, to]);
          return Promise.resolve({ items: 5, withoutPayload: 2 });
        },
      },
    });
    publish({ timeZone: 'Asia/Kolkata' });
    expect(await readReport({})).toMatchObject({
      report: { pendingWindows: 7, coverage: { deadLettered: 5, deadLettersWithoutPayload: 2 } },
    });
    expect(asked).toEqual([
      ['2026-10-31T18:30:00.000Z', '2026-11-30T18:30:00.000Z'],
      ['2026-10-31', '2026-11-30'],
    ]);
  });

  it('takes the period that is running by its own bounds, in its own time zone', async () => {
    const { publish, clock, readReport } = setUp();
    publish({ timeZone: 'Asia/Kolkata' });
    clock.advanceMs(msUntil(clock, '2026-11-30T18:29:59.999Z'));
    expect(await readReport({})).toMatchObject({ kind: 'report', report: { period: '2026-11' } });
    clock.advanceMs(1);
    expect(await readReport({})).toEqual({ kind: 'unknownPeriod', published: ['2026-11'] });
  });

  it('names the periods that are published where there is none to answer for', async () => {
    const { publish, readReport } = setUp();
    expect(await readReport({})).toEqual({ kind: 'unknownPeriod', published: [] });
    publish({});
    expect(await readReport({ period: '2026-10' })).toEqual({
      kind: 'unknownPeriod',
      published: ['2026-11'],
    });
  });

  it('fails rather than report statements that do not add up to the total', async () => {
    const { chargebacks, readReport } = setUp();
    const { chargeback, days } = samplePeriod();
    const { summary, statements } = chargeback;
    chargebacks.publish(
      { summary, statements: statements.slice(1) },
      days,
      at('2026-11-02T11:00:00Z'),
    );
    await expect(readReport({})).rejects.toThrow('do not add up');
  });
});

const msUntil = (clock: ManualClock, text: string): number =>
  Date.parse(text) - Date.parse(clock.now());
