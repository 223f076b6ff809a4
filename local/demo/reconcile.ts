// Compares what the oracle expects with what the report says, figure by figure and to the last
// decimal. Amounts are compared as text: both sides write an exact decimal in its shortest form, so
// that 1.20 for 1.2 is a difference, too.
import type { Expected, ExpectedFigures, ExpectedUnitCoverage } from '../simulator/expected';
import type { ReportJson } from './report-json';

/** One figure on both sides; undefined where a side does not have it. */
export interface Comparison {
  /** A business unit's id, `totals` or `coverage`. */
  readonly of: string;
  readonly figure: string;
  readonly expected: string | undefined;
  readonly reported: string | undefined;
  readonly agrees: boolean;
}

export interface Reconciliation {
  readonly comparisons: readonly Comparison[];
  readonly differences: readonly Comparison[];
}

/** `deadLettered` is the number of dead letters to expect; absent: it is not compared. */
export const reconcile = (
  expected: Expected,
  report: ReportJson,
  deadLettered?: number,
): Reconciliation => {
  const comparisons = [
    ...compare('report', { currency: expected.currency }, { currency: report.currency }),
    ...compareUnits(expected, report),
    ...compare('totals', figuresOf(expected.totals), figuresOf(report.totals)),
    ...compare(
      'coverage',
      { ...expected.coverage, ...(deadLettered !== undefined && { deadLettered }) },
      reportedCoverage(report, deadLettered !== undefined),
    ),
  ];
  return { comparisons, differences: comparisons.filter(({ agrees }) => !agrees) };
};

type Figures = Readonly<Record<string, string | number>>;

const compareUnits = (expected: Expected, report: ReportJson): Comparison[] => {
  const ids = [...expected.businessUnits, ...report.businessUnits].map((unit) => unit.businessUnit);
  return [...new Set(ids)].sort().flatMap((id) => {
    const isThis = (unit: { readonly businessUnit: string }): boolean => unit.businessUnit === id;
    return compare(
      id,
      unitFigures(expected.businessUnits.find(isThis)),
      unitFigures(report.businessUnits.find(isThis)),
    );
  });
};

type Unit = ExpectedFigures & { readonly coverage: ExpectedUnitCoverage };

const unitFigures = (unit: Unit | undefined): Figures =>
  unit === undefined ? {} : { ...figuresOf(unit), ...unit.coverage };

const figuresOf = ({ requests, meters, usageCost, total }: ExpectedFigures): Figures => ({
  requests,
  ...Object.fromEntries(
    Object.entries(meters)
      .filter(([, quantity]) => quantity !== 0)
      .map(([meter, quantity]) => [`meters.${meter}`, quantity]),
  ),
  usageCost,
  total,
});

const reportedCoverage = ({ coverage }: ReportJson, withDeadLetters: boolean): Figures => {
  const { deadLettered, ...counts } = coverage;
  return withDeadLetters ? { ...counts, deadLettered } : counts;
};

const compare = (of: string, expected: Figures, reported: Figures): Comparison[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(reported)])].map((figure) => {
    const [left, right] = [textOf(expected[figure]), textOf(reported[figure])];
    return { of, figure, expected: left, reported: right, agrees: left === right };
  });

const textOf = (figure: string | number | undefined): string | undefined =>
  figure === undefined ? undefined : String(figure);
