// Tables for a terminal. Numbers are aligned at their last digit and grouped by thousands without
// ever becoming floating-point numbers: what is printed is what was reported, to the last place.
import type { Paint } from './style';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A row of cells; `paint` colours it as a whole. `'rule'` is a line across the table. */
export type Row = { readonly cells: readonly string[]; readonly paint?: Paint } | 'rule';

/** Lines of text, columns two spaces apart, without trailing spaces. */
export const formatTable = (columns: readonly Column[], rows: readonly Row[]): string => {
  const widths = columns.map((column, index) =>
    Math.max(...[column.title, ...cellsOf(rows, index)].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return column.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [
    line(columns.map((column) => column.title)),
    rule,
    ...rows.map((row) => {
      if (row === 'rule') return rule;
      const text = line(row.cells);
      return row.paint === undefined ? text : row.paint(text);
    }),
  ].join('\n');
};

/** Groups the digits before the point of a plain decimal: `1234567.89` is `1,234,567.89`. */
export const grouped = (decimal: number | string): string => {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(String(decimal));
  if (match === null) return String(decimal);
  const [, sign = '', whole = '', fraction = ''] = match;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`;
};

const cellsOf = (rows: readonly Row[], index: number): string[] =>
  rows.flatMap((row) => (row === 'rule' ? [] : [row.cells[index] ?? '']));
