// The chargeback report for a terminal: what each business unit used and owes, and how complete the
// figures are. The same table serves the oracle's expectation.
import { outputMeters, promptMeters, type Meter } from '../../shared/domain/usage/meters';
import type { Expected, ExpectedFigures, ExpectedUnitCoverage } from '../simulator/expected';
import type { Style } from './style';
import { formatTable, grouped, type Column, type Row } from './table';

/** What the table shows: the report, or the expectation of one. */
export type Figures = Pick<Expected, 'currency' | 'totals' | 'businessUnits'> & {
  readonly coverage: Expected['coverage'] & { readonly deadLettered?: number };
};

export const reportTable = (figures: Figures, style: Style): string => {
  const columns: Column[] = [
    { title: 'business unit' },
    { title: 'requests', align: 'right' },
    { title: 'tokens in', align: 'right' },
    { title: 'tokens out', align: 'right' },
    { title: 'exact cost', align: 'right' },
    { title: `total ${figures.currency}`, align: 'right' },
    { title: 'no usage', align: 'right' },
    { title: 'unpriced', align: 'right' },
  ];
  const places = placesOf([...figures.businessUnits, figures.totals]);
  const cells = (name: string, unit: ExpectedFigures, coverage: UnitCoverage): string[] => [
    name,
    grouped(unit.requests),
    grouped(sum(unit, promptMeters)),
    grouped(sum(unit, outputMeters)),
    alignedAtPoint(unit.usageCost, places),
    grouped(unit.total),
    grouped(coverage.withoutUsage),
    grouped(coverage.unpriced),
  ];
  const rows: Row[] = figures.businessUnits.map((unit) => ({
    cells: cells(unit.businessUnit, unit, unit.coverage),
  }));
  const total = cells('total', figures.totals, figures.coverage);
  return formatTable(columns, [...rows, 'rule', { cells: total, paint: style.bold }]);
};

type UnitCoverage = Pick<ExpectedUnitCoverage, 'withoutUsage' | 'unpriced'>;

/** The coverage figures, each with what it means, for those who read the report the first time. */
export const coverageTable = ({ coverage, totals }: Figures, style: Style): string => {
  const lines: readonly (readonly [count: number | undefined, meaning: string])[] = [
    [coverage.requests, 'requests in these figures'],
    [coverage.unattributed, 'of callers that no business unit owns'],
    [coverage.withoutUsage, 'answered, without a token count from any source'],
    [coverage.unpriced, 'with a quantity that has no price yet'],
    [coverage.tierAssumed, 'billed at a service tier that no response confirmed'],
    [coverage.tierUnknown, 'of which no source knows the service tier, billed at the usual one'],
    [coverage.modelDiffers, 'answered by another model than the deployment list names'],
    [coverage.conflicts, 'about which one source contradicts itself'],
    [coverage.sourcesDisagree, 'on which two sources disagree'],
    [coverage.suspectedDoubles, 'that look like another one, reported by a second gateway'],
    [coverage.cacheWritesUnknown, 'of models whose cache writes the log does not state'],
    [totals.meters.unclassified ?? 0, 'tokens of which only a total is known, not in or out'],
    [coverage.deadLettered, 'events that could not be read, kept as dead letters'],
  ];
  const rows = lines.flatMap(([count, meaning]): Row[] =>
    count === undefined
      ? []
      : [{ cells: [grouped(count), meaning], ...(count === 0 && { paint: style.dim }) }],
  );
  return formatTable([{ title: 'coverage', align: 'right' }, { title: '' }], rows);
};

const sum = ({ meters }: ExpectedFigures, names: readonly Meter[]): number =>
  names.reduce((total, name) => total + (meters[name] ?? 0), 0);

const placesOf = (units: readonly ExpectedFigures[]): number =>
  Math.max(...units.map(({ usageCost }) => (usageCost.split('.')[1] ?? '').length));

// Right-aligned by the point and not by the last digit: exact amounts differ in their places.
const alignedAtPoint = (decimal: string, places: number): string => {
  const fraction = decimal.split('.')[1] ?? '';
  const missing = places - fraction.length + (fraction === '' && places > 0 ? 1 : 0);
  return grouped(decimal) + ' '.repeat(missing);
};
