import { csvOf, type Cell } from '../../../shared/http/csv';
import { parseCsv } from '../../support/parse-csv';

const written = (...cells: Cell[]): string =>
  csvOf([{ name: 'cell', cell: (cell: Cell) => cell }], cells);
const readBack = (...cells: Cell[]): (string | undefined)[] =>
  parseCsv(written(...cells)).map((record) => record['cell']);

describe('CSV', () => {
  it('begins with a byte order mark, ends each record with CRLF and has the header first', () => {
    expect(written('a', 1)).toBe('\ufeffcell\r\na\r\n1\r\n');
  });

  it.each(['a,b', 'say "hi"', 'two\r\nlines', 'two\nlines', 'two\rlines', 'Zürich €', ' spaced '])(
    'gives back %j as it was',
    (text) => {
      expect(readBack(text)).toEqual([text]);
    },
  );

  it('writes nothing for null and undefined, and booleans by name', () => {
    expect(readBack(null, undefined, true, false)).toEqual(['', '', 'true', 'false']);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+41 44', "'+41 44"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t'=1"],
    ['\r=1', "'\r'=1"],
    ['＝1+1', "'＝1+1"],
    ['a;=HYPERLINK("http://x")', 'a;\'=HYPERLINK("http://x")'],
    ['a\n@x', "a\n'@x"],
  ])('takes away from %j that it is a formula', (text, safe) => {
    expect(readBack(text)).toEqual([safe]);
  });

  it.each(['-12.5', '-0.000000000001', '0', '12', '-1'])(
    'leaves the number %s a number',
    (text) => {
      expect(readBack(text)).toEqual([text]);
    },
  );

  it.each(['-1e5', '-1;2', '-.5', '--1', '-1.'])('treats %s as text, not as a number', (text) => {
    expect(readBack(text)).toEqual([`'${text}`]);
  });
});
