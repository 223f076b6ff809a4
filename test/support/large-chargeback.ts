// A period of many business units with many lines each: what an estate of 1,200 units publishes.
import { makeChargebackReportHandler } from '../../functions/chargeback-report';
import type { Handler } from '../../functions/with-problems';
import type { Documents } from '../../shared/app/ports';
import { makeReadReport } from '../../shared/app/reports/read-report';
import { makeChargebackReader, makeChargebacks } from '../../shared/app/rollup/chargebacks';
import { makeDayRollups } from '../../shared/app/rollup/day-rollups';
import { makePeriods } from '../../shared/app/rollup/periods';
import type { Chargeback } from '../../shared/domain/chargeback/chargeback';
import { InMemoryDocuments } from './in-memory-documents';
import { ManualClock } from './manual-clock';
import { noDeadLetters, noPendingWindows, oneWatermark } from './quiet-operations';
import { samplePeriod } from './sample-period';

export const largeChargeback = (units: number, linesEach: number): Chargeback => {
  const { summary, statements } = samplePeriod({ units }).chargeback;
  return {
    summary,
    statements: statements.map((statement) => {
      const [line] = statement.lines;
      if (line === undefined) return statement;
      const lines = Array.from({ length: linesEach }, (_, index) => ({
        ...line,
        model: `gpt-4o-2024-11-20-of-${statement.businessUnit}-${index}`,
      }));
      return { ...statement, lines };
    }),
  };
};

/** The report handler over published documents, and what was published. */
export const publishLarge = async (
  documents: Documents,
  units: number,
  linesEach: number,
): Promise<{ readonly handler: Handler; readonly chargeback: Chargeback }> => {
  const clock = new ManualClock('2026-11-02T12:00:00Z');
  const chargebacks = makeChargebacks(documents);
  const other = new InMemoryDocuments(clock);
  const chargeback = largeChargeback(units, linesEach);
  const facts = { publishedAt: clock.now(), madeOf: {}, sweptAt: clock.now() };
  const answer = await chargebacks.publish(chargeback, facts, undefined);
  if (answer !== 'written') throw new Error('the chargeback was not published');
  const readReport = makeReadReport({
    chargebacks: makeChargebackReader(
      documents,
      chargebacks,
      makePeriods(other, 'UTC'),
      makeDayRollups(other),
    ),
    pendingWindows: noPendingWindows,
    watermarks: oneWatermark,
    deadLetters: noDeadLetters,
    clock,
  });
  return { handler: makeChargebackReportHandler({ readReport }), chargeback };
};
