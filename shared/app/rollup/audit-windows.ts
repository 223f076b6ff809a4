// The daily audit: recomputes the windows that settled a day ago and compares them with what is stored,
// and with what their day and period were made of. It writes no figure. If a difference stays, it
// reports it and marks the window, and the rollup writes the new figures. If there is none, it sweeps
// up what rollups that lost a race or crashed left of the window. It compares windows of its own rules
// only: other rules may give other figures, and that is no drift.
import { canonicalJson, type JsonValue } from '../../domain/digest';
import type { Instant } from '../../domain/instant';
import { rulesVersionOf } from '../../domain/usage/rules-version';
import { windowStart, type WindowId } from '../../domain/window';
import type { WindowUsage } from '../../domain/usage/window-usage';
import type { Audit, Audits } from './audits';
import type { Chargebacks } from './chargebacks';
import { isSealed } from './choose-marks';
import type { DayRollups } from './day-rollups';
import type { LedgerExceptions } from '../ledger-exceptions';
import type { Periods } from './periods';
import {
  computeWindows,
  rulesOf,
  type Computed,
  type RecomputeWindowsDependencies,
} from './recompute-windows';
import { shows } from './revisions';
import type { WindowMarks } from '../ingest/window-marks';

export interface AuditDependencies extends RecomputeWindowsDependencies {
  readonly audits: Audits;
  readonly marks: WindowMarks;
  readonly exceptions: LedgerExceptions;
  readonly periods: Periods;
  readonly days: DayRollups;
  readonly chargebacks: Chargebacks;
  /** Told of what failed and will be tried again; it must not throw. */
  readonly onFailure: (what: string, error: unknown) => void;
  readonly options: { readonly sealAgeDays: number };
}

/** Audits what is due, as long as there is time, and answers how many windows had drifted. */
export const auditWindows = async (
  deps: AuditDependencies,
  now: Instant,
  hasTime: () => boolean,
): Promise<number> => {
  let drifted = 0;
  for (const audit of await deps.audits.due(now)) {
    if (!hasTime()) break;
    const { window } = audit;
    try {
      if (isSealed(window, deps.options.sealAgeDays, now)) {
        await deps.audits.done(audit);
        continue;
      }
      // Each with a query of its own: there are some hundred a day, and none may hold up the others.
      const computed = (await computeWindows(deps, [window], hasTime)).get(window);
      if (computed?.kind === 'newerRules') await deps.audits.postpone(audit, now);
      else if (computed !== undefined && (await auditOne(deps, audit, computed, now))) drifted += 1;
    } catch (error) {
      deps.onFailure(`audit of the window ${window}`, error);
    }
  }
  return drifted;
};

const auditOne = async (
  deps: AuditDependencies,
  audit: Audit,
  { usage }: Computed,
  now: Instant,
): Promise<boolean> => {
  const { audits, marks, exceptions, windows } = deps;
  const { window } = audit;
  // Read after the records: where a rollup came in between, it knows more of them, and never less.
  const stored = await windows.read(window);
  const version = stored === undefined ? rulesOf(deps).version : rulesVersionOf(stored.value);
  if (version > rulesOf(deps).version) {
    await audits.postpone(audit, now);
    return false;
  }
  if (version < rulesOf(deps).version) {
    // The search for windows of older rules may have passed it: an older program wrote it since.
    await marks.markInBackground([{ window, records: usage.recordsSeen }], 'rules', now);
    await audits.done(audit);
    return false;
  }
  const kept = stored === undefined ? undefined : await windows.usageOf(stored.value);
  if (stored !== undefined && kept !== undefined && sameUsage(usage, kept)) {
    // A tick that died before the day, or lost its mark to a rival, may have left the day behind.
    // Mostly that makes no difference to the figures; computed anew, it never does.
    const isBehind = !(await isPublished(deps, window, stored.value.revision));
    if (isBehind) await marks.mark([window], now);
    else await windows.sweep(window, stored.value, now);
    await audits.done(audit);
    return false;
  }
  // A mark explains the difference, and a stale read shows none; either way, look again later.
  const isStale = usage.recordsSeen < (kept?.recordsSeen ?? 0);
  if (!audit.suspected || isStale || (await marks.isMarked(window))) {
    await audits.suspect(audit, now);
    return false;
  }
  await exceptions.record({
    kind: 'auditDrift',
    where: window,
    detail: `${kept?.recordsSeen ?? 0} records were summed, ${usage.recordsSeen} are there`,
    at: now,
  });
  await marks.mark([window], now);
  await audits.done(audit);
  return true;
};

/** Whether the window's day was made of this revision of it or a later one, and the period of that. */
const isPublished = async (
  { periods, days, chargebacks }: AuditDependencies,
  window: WindowId,
  revision: number,
): Promise<boolean> => {
  const start = windowStart(window);
  const { period, date } = (await periods.begin([start])).dayOf(start);
  const day = (await days.read(period, date))?.value;
  const summary = (await chargebacks.head(period))?.value;
  return (
    day !== undefined &&
    summary !== undefined &&
    shows(day.madeOf, { [window]: revision }) &&
    shows(summary.madeOf, { [date]: day.revision })
  );
};

const sameUsage = (a: WindowUsage, b: WindowUsage): boolean =>
  canonicalJson(a as unknown as JsonValue) === canonicalJson(b as unknown as JsonValue);
