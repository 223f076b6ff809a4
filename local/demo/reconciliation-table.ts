// The reconciliation for a terminal: for every business unit its exact cost and total on both sides
// and how many figures agree; below it every figure that does not; last, the verdict.
import type { Comparison, Reconciliation } from './reconcile';
import type { Style } from './style';
import { formatTable, grouped, type Column, type Row } from './table';

/** Differences that are printed one by one; the rest is counted. */
const differencesShownMax = 40;

const right = (title: string): Column => ({ title, align: 'right' });

export const reconciliationTable = (
  { comparisons, differences }: Reconciliation,
  style: Style,
): string => {
  const overview = formatTable(
    [
      { title: 'reconciliation' },
      right('figures'),
      right('agree'),
      right('cost, oracle'),
      right('cost, report'),
      right('total, oracle'),
      right('total, report'),
      { title: '' },
    ],
    [...groupedBy(comparisons)].map(([of, figures]) => overviewRow(of, figures, style)),
  );
  const parts = [overview];
  if (differences.length > 0) parts.push(differencesTable(differences, style));
  parts.push(verdict({ comparisons, differences }, style));
  return parts.join('\n\n');
};

/** 0 where everything agrees, else 1: the exit code of whoever asked. */
export const exitCodeOf = ({ differences }: Reconciliation): 0 | 1 =>
  differences.length === 0 ? 0 : 1;

const overviewRow = (of: string, figures: readonly Comparison[], style: Style): Row => {
  const agreeing = figures.filter(({ agrees }) => agrees).length;
  const isSame = agreeing === figures.length;
  const named = (name: string): Comparison | undefined =>
    figures.find(({ figure }) => figure === name);
  return {
    cells: [
      of,
      String(figures.length),
      String(agreeing),
      shown(named('usageCost')?.expected),
      shown(named('usageCost')?.reported),
      shown(named('total')?.expected),
      shown(named('total')?.reported),
      isSame ? 'same' : 'DIFFERENT',
    ],
    ...(!isSame && { paint: style.bad }),
  };
};

const differencesTable = (differences: readonly Comparison[], style: Style): string => {
  const shownOnes = differences.slice(0, differencesShownMax);
  const table = formatTable(
    [{ title: 'difference' }, { title: 'figure' }, right('oracle'), right('report')],
    shownOnes.map(({ of, figure, expected, reported }) => ({
      cells: [of, figure, expected ?? 'missing', reported ?? 'missing'],
      paint: style.bad,
    })),
  );
  const more = differences.length - shownOnes.length;
  return more === 0 ? table : `${table}\nand ${more} more`;
};

const verdict = ({ comparisons, differences }: Reconciliation, style: Style): string =>
  differences.length === 0
    ? style.good(
        `The report agrees with the oracle in all ${comparisons.length} figures, to the last decimal.`,
      )
    : style.bad(
        `The report differs from the oracle in ${differences.length} of ${comparisons.length} figures.`,
      );

const groupedBy = (comparisons: readonly Comparison[]): Map<string, Comparison[]> => {
  const groups = new Map<string, Comparison[]>();
  for (const comparison of comparisons) {
    groups.set(comparison.of, [...(groups.get(comparison.of) ?? []), comparison]);
  }
  return groups;
};

const shown = (decimal: string | undefined): string =>
  decimal === undefined ? '' : grouped(decimal);
