// Compares reports: whole with the oracle's at the end, and with what was published at any time.
import type { ReportAnswer } from '../../../shared/app/reports/read-report';
import type { ChargebackReport } from '../../../shared/domain/chargeback/chargeback-report';
import { expectedReport, type ComparableReport, type PeriodTruth } from '../oracle/expected-report';
import { monthBounds } from '../oracle/months';
import type { ReferencesTruth } from '../oracle/references-truth';
import { lineKey, unpricedKey } from '../oracle/unit-statement';
import { suspectedDoublesOf, usageOf } from '../oracle/usage';
import { Broken, type World } from '../world/world';
import type { PublishedVersion } from '../watch/publication-watch';
import { canonical, differences } from './comparison';
import type { LedgerTruth } from './ledger-truth';
import { rejectedSets } from './rejected-sets';
import { storedUsages, sealedWindows, storedWindow } from './stored-windows';

/** At rest: every figure of the report is the oracle's. */
export const checkReport = (
  world: World,
  truth: LedgerTruth,
  references: ReferencesTruth,
  asked: { readonly period: string; readonly answer: ReportAnswer; readonly when: string },
): void => {
  const { period, answer, when } = asked;
  const known = periodTruth(world, truth, period);
  if (answer.kind !== 'report') {
    // Where every window was sealed before its day was published, nothing ever was.
    const sealed = sealedWindows(world, truth);
    const own = [...truth.windows.keys()].filter((window) => truth.periodOf(window) === period);
    if (own.every((window) => sealed.has(window))) return;
    throw new Broken(`${when}, there is no report of ${period}`);
  }
  const found = comparable(answer.report);
  const expected = expectedReport(known, references);
  const wrong = differences(found, expected);
  if (wrong !== '') throw new Broken(`${when}, report of ${period}: ${wrong}`);
};

/** In the midst of it all: a reader is given one version, whole. Answers whether it is the last. */
export const checkPublished = (
  report: ChargebackReport,
  versions: readonly PublishedVersion[],
): 'latest' | 'older' => {
  const { asOf, totals, businessUnits } = report;
  const figures = canonical([totals, businessUnits]);
  const published = versions.findLast(
    (version) =>
      version.asOf === asOf && canonical([version.totals, version.statements]) === figures,
  );
  if (published === undefined) {
    throw new Broken(`a reader was given a report of ${report.period} that was never published`);
  }
  return published === versions.at(-1) ? 'latest' : 'older';
};

const periodTruth = (world: World, truth: LedgerTruth, period: string): PeriodTruth => {
  const { timeZone } = world.settings;
  const sealed = sealedWindows(world, truth);
  const open = truth.requests.filter(
    ({ window }) => truth.periodOf(window) === period && !sealed.has(window),
  );
  const frozen = [...sealed].filter((window) => truth.periodOf(window) === period);
  const frozenDoubles = frozen.map((window) => storedWindow(world, window).suspectedDoubles);
  return {
    period,
    timeZone,
    usages: [...open.map(usageOf), ...frozen.flatMap((window) => storedUsages(world, window))],
    suspectedDoubles: frozenDoubles.reduce((sum, count) => sum + count, suspectedDoublesOf(open)),
    ...deadLettersOf(world, period),
    watermarks: watermarksOf(truth),
  };
};

/** Those of the days that the month touches; that each is right was compared before. */
const deadLettersOf = (
  world: World,
  period: string,
): Pick<PeriodTruth, 'deadLettered' | 'deadLettersWithoutPayload'> => {
  const { fromMs, toMs } = monthBounds(period, world.settings.timeZone);
  const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const sets = rejectedSets(world).filter(
    ({ day }) => day >= date(fromMs) && day <= date(toMs - 1),
  );
  const rejected = sets.reduce((sum, set) => sum + set.rejected, 0);
  const stored = sets.reduce((sum, set) => sum + set.stored, 0);
  return { deadLettered: rejected, deadLettersWithoutPayload: rejected - stored };
};

const watermarksOf = ({ partitions }: LedgerTruth): readonly object[] =>
  partitions
    .flatMap(({ hub, name, events }) => {
      const last = events.at(-1);
      if (last === undefined) return [];
      return [{ hub, partition: name, enqueuedTime: last.raw.position.enqueuedTime }];
    })
    .sort((a, b) => (`${a.hub}:${a.partition}` < `${b.hub}:${b.partition}` ? -1 : 1));

const comparable = ({ asOf, businessUnits, ...report }: ChargebackReport): ComparableReport => ({
  ...report,
  businessUnits: byKey(
    businessUnits.map(({ businessUnit, lines, unpriced, ...figures }) => [
      businessUnit,
      {
        ...figures,
        lines: byKey(lines.map((line) => [lineKey(line), line])),
        unpriced: byKey(unpriced.map((line) => [unpricedKey(line), line])),
      },
    ]),
  ),
});

const byKey = <T>(items: readonly (readonly [string, T])[]): Readonly<Record<string, T>> => {
  const keyed = Object.fromEntries(items);
  if (Object.keys(keyed).length < items.length) {
    throw new Broken(`two lines are alike: ${items.map(([key]) => key).join(', ')}`);
  }
  return keyed;
};
