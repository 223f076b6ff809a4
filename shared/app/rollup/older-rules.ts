// Finds the windows that older rules made, and marks them for background work. The search reads the
// heads of one UTC date after the other, newest first, and counts; later the dates that have such
// windows are marked, a few at a time. How far it came is kept with the last run (tick-status.ts):
// one document, whose size follows the number of dates that are not sealed.
import { plusMs, type Instant } from '../../domain/instant';
import { rulesVersionOf } from '../../domain/usage/rules-version';
import { windowOf, type WindowId } from '../../domain/window';
import { backgroundMarksMax } from '../../limits';
import type { BackgroundMark, WindowMarks } from '../ingest/window-marks';
import { byUrgency } from './background-order';
import { isSealed } from './choose-marks';
import type { WindowRollups } from './window-rollups';

/** How far a search for windows of older rules has come. Dates are UTC, `YYYY-MM-DD`. */
export interface OlderRulesSearch {
  /** This date and all later ones were searched. */
  readonly searchedTo: string;
  /** Windows of older rules that are not marked yet, by date. */
  readonly found: Readonly<Record<string, number>>;
}

export interface OlderRulesDependencies {
  readonly windows: WindowRollups;
  readonly marks: WindowMarks;
  readonly options: { readonly sealAgeDays: number };
}

const dayMs = 24 * 60 * 60 * 1000;

/** A search that has not started. Senders' clocks may run early, so there may be windows of tomorrow. */
export function newSearch(now: Instant): OlderRulesSearch {
  return { searchedTo: dateOf(plusMs(now, 2 * dayMs)), found: {} };
}

export function countFound({ found }: OlderRulesSearch): number {
  return Object.values(found).reduce((sum, count) => sum + count, 0);
}

/** Searches further down, date by date, while there is time. Costs nothing once all is searched. */
export async function searchOlderRules(
  deps: OlderRulesDependencies,
  search: OlderRulesSearch,
  { rulesVersion, now, hasTime }: SearchBounds,
): Promise<OlderRulesSearch> {
  const oldest = dateOf(plusMs(now, -deps.options.sealAgeDays * dayMs));
  const found: Record<string, number> = { ...search.found };
  let { searchedTo } = search;
  while (searchedTo > oldest && hasTime()) {
    searchedTo = dateBefore(searchedTo);
    const windows = await windowsOfOlderRules(deps, searchedTo, rulesVersion, now);
    if (windows.length > 0) found[searchedTo] = windows.length;
  }
  return { searchedTo, found };
}

export interface SearchBounds {
  readonly rulesVersion: number;
  readonly now: Instant;
  readonly hasTime: () => boolean;
}

/** Marks what was found, the most urgent dates first, until enough marks wait. */
export async function markOlderRules(
  deps: OlderRulesDependencies,
  search: OlderRulesSearch,
  { waiting, rulesVersion, now, hasTime }: SearchBounds & { readonly waiting: number },
): Promise<{ readonly search: OlderRulesSearch; readonly marked: number }> {
  const order = byUrgency(deps.options.sealAgeDays, now);
  const dates = Object.keys(search.found).sort((a, b) => order(lastWindow(a), lastWindow(b)));
  const found = new Map(Object.entries(search.found));
  let marked = 0;
  for (const date of dates) {
    if (waiting + marked >= backgroundMarksMax || !hasTime()) break;
    // Read again: usage may have had some of them recomputed since they were counted.
    const windows = await windowsOfOlderRules(deps, date, rulesVersion, now);
    if (windows.length > 0) await deps.marks.markInBackground(windows, 'rules', now);
    marked += windows.length;
    found.delete(date);
  }
  return { search: { ...search, found: Object.fromEntries(found) }, marked };
}

async function windowsOfOlderRules(
  { windows, options }: OlderRulesDependencies,
  date: string,
  rulesVersion: number,
  now: Instant,
): Promise<readonly BackgroundMark[]> {
  const heads = await windows.heads(firstWindow(date), firstWindow(dateAfter(date)));
  return [...heads]
    .filter(([window]) => !isSealed(window, options.sealAgeDays, now))
    .filter(([, { value }]) => rulesVersionOf(value) < rulesVersion)
    .map(([window, { value }]) => ({ window, records: value.recordsSeen }));
}

function firstWindow(date: string): WindowId {
  return windowOf(startOf(date));
}

function lastWindow(date: string): WindowId {
  return windowOf(plusMs(startOf(date), dayMs - 1));
}

function dateBefore(date: string): string {
  return dateOf(plusMs(startOf(date), -dayMs));
}

function dateAfter(date: string): string {
  return dateOf(plusMs(startOf(date), dayMs));
}

function startOf(date: string): Instant {
  return `${date}T00:00:00.000Z` as Instant;
}

function dateOf(instant: Instant): string {
  return instant.slice(0, 10);
}
