// CSV as RFC 4180 has it (CRLF, quotes doubled), for spreadsheets and for programs.
//
// With a byte order mark: without it Excel reads UTF-8 as the machine's own code page, and finance
// gets broken names; programs know how to skip it (`utf-8-sig` in Python, `bom` in csv-parse).
//
// Safe to open: names and model ids come from callers, and a spreadsheet runs a cell that begins
// like a formula. Such text gets an apostrophe in front. Plain decimals, negative ones included,
// are left alone: they are figures, and cannot do anything.
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null | undefined;

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => Cell;
}

export const csvOf = <Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): string =>
  csvHead(columns) + csvRows(columns, rows);

/** The line with the columns' names, and the byte order mark. */
export const csvHead = <Row>(columns: readonly Column<Row>[]): string =>
  textOf([columns.map(({ name }) => name)], true);

/** Lines without a head, for a table that is written in pieces. */
export const csvRows = <Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): string => {
  const records: string[][] = [];
  for (const row of rows) records.push(columns.map(({ cell }) => cellText(cell(row))));
  return textOf(records, false);
};

const textOf = (records: readonly string[][], bom: boolean): string =>
  stringify([...records], { bom, record_delimiter: 'windows', quoted_match: /[\r\n;\t]/ });

const cellText = (cell: Cell): string =>
  typeof cell === 'string' ? neutralised(cell) : String(cell ?? '');

const plainDecimal = /^-?\d+(\.\d+)?$/;

// Where a cell may begin for a spreadsheet: at the start of the text, and, in locales that part
// cells by semicolons or tabs and after line breaks, inside of it. The full-width signs are
// formulas to spreadsheets in East Asian locales.
const formulaStarts = /^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

const neutralised = (text: string): string =>
  plainDecimal.test(text) ? text : text.replace(formulaStarts, "'");
