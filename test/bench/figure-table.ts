// Figures as a table for a terminal: amounts line up at the right, units behind them.
import type { Style } from '../../local/demo/style';
import { formatTable, grouped, type Column, type Row } from '../../local/demo/table';
import type { Figure } from './section';

const columns: readonly Column[] = [
  { title: 'what' },
  { title: 'amount', align: 'right' },
  { title: 'unit' },
  { title: 'ratio' },
  { title: 'goal' },
];

/** Digits that a measured amount is printed with: more would claim what no run can repeat. */
const significantDigits = 3;

export const formatFigures = (figures: readonly Figure[], style: Style): string => {
  const used = columns.filter(
    ({ title }) =>
      (title !== 'ratio' || figures.some(({ ratio }) => ratio !== undefined)) &&
      (title !== 'goal' || figures.some(({ goal }) => goal !== undefined)),
  );
  return formatTable(
    used,
    figures.map((figure) => rowOf(figure, used, style)),
  );
};

const rowOf = (figure: Figure, used: readonly Column[], style: Style): Row => {
  const { goal, ratio } = figure;
  const cells: Readonly<Record<string, string>> = {
    what: figure.what,
    amount: formatAmount(figure.amount),
    unit: figure.unit,
    ratio: ratio === undefined ? '' : `${formatAmount(ratio.times)} × ${ratio.of}`,
    goal: goal === undefined ? '' : `${goal.text}: ${goal.met ? 'met' : 'MISSED'}`,
  };
  return {
    cells: used.map(({ title }) => cells[title] ?? ''),
    ...(goal !== undefined && { paint: goal.met ? style.good : style.bad }),
  };
};

/** Whole numbers as they are, others to three digits, and never fewer than those before the point. */
export const formatAmount = (amount: number): string => {
  if (Number.isInteger(amount)) return grouped(amount);
  const magnitude = Math.floor(Math.log10(Math.abs(amount)));
  return grouped(amount.toFixed(Math.min(100, Math.max(0, significantDigits - 1 - magnitude))));
};
