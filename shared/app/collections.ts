// The program's own collections, each over the container that holds it.
import { makeAudits } from './rollup/audits';
import { makeChargebackReader, makeChargebacks } from './rollup/chargebacks';
import { makeDayRollups } from './rollup/day-rollups';
import { makeLedgerExceptions } from './ledger-exceptions';
import { makeRejections } from './ingest/rejections';
import { makePeriods } from './rollup/periods';
import { ratedDaysMax, rollupKeptDays } from '../limits';
import type { Clock, Documents, Telemetry } from './ports';
import { makeReferenceData } from './reference/reference-data';
import { makeReferences } from './reference/references-in-force';
import { makeSettlement } from './rollup/settlement';
import { makeTickStatus } from './rollup/tick-status';
import { makeWatermarks } from './ingest/watermarks';
import { makeWindowMarks } from './ingest/window-marks';
import { makeWindowRollups } from './rollup/window-rollups';

export interface Containers {
  readonly rollups: Documents;
  readonly chargebacks: Documents;
  readonly reference: Documents;
  readonly state: Documents;
}

export interface CollectionsOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly timeZone: string;
  /** Until when a window may be written: reference data that can rate it then is loaded. */
  readonly sealAgeDays?: number;
}

export const makeCollections = (
  { rollups, chargebacks: published, reference, state }: Containers,
  { clock, telemetry, timeZone, sealAgeDays = 0 }: CollectionsOptions,
) => {
  const ratedDays = Math.max(ratedDaysMax, rollupKeptDays + sealAgeDays);
  const periods = makePeriods(state, timeZone);
  const days = makeDayRollups(rollups);
  const chargebacks = makeChargebacks(published);
  return {
    periods,
    days,
    chargebacks,
    windows: makeWindowRollups(rollups),
    reader: makeChargebackReader(published, chargebacks, periods, days),
    references: makeReferences(
      makeReferenceData({ documents: reference, clock, ratedDaysMax: ratedDays }),
    ),
    marks: makeWindowMarks(state),
    audits: makeAudits(state),
    watermarks: makeWatermarks(state),
    rejections: makeRejections(state),
    settlement: makeSettlement(state),
    status: makeTickStatus(state),
    exceptions: makeLedgerExceptions(state, telemetry),
  };
};

export type Collections = ReturnType<typeof makeCollections>;
