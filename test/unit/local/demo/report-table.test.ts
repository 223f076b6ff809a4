import { coverageTable, reportTable } from '../../../../local/demo/report-table';
import { plainStyle } from '../../../../local/demo/style';
import { tokenMeters } from '../../../../shared/domain/usage/meters';
import { smallExpected, smallReport } from './small-report';

describe('reportTable', () => {
  it('shows per business unit requests, tokens, exact cost and total, and the totals below', () => {
    expect(reportTable(smallReport(), plainStyle).split('\n')).toEqual([
      'business unit  requests  tokens in  tokens out     exact cost  total USD  no usage  unpriced',
      '-------------  --------  ---------  ----------  -------------  ---------  --------  --------',
      'sales             1,400  1,234,567      80,000  3.8864175           3.89         1         3',
      'unattributed        100          0       9,000  0.09000000005       0.09         0         0',
      '-------------  --------  ---------  ----------  -------------  ---------  --------  --------',
      'total             1,500  1,234,567      89,000  3.97641750005       3.98         1         3',
    ]);
  });

  it('counts the tokens of every meter, but for those of which only a total is known', () => {
    const ones = Object.fromEntries(tokenMeters.map((meter) => [meter, 1]));
    const figures = { ...smallExpected, totals: { ...smallExpected.totals, meters: ones } };
    const total = reportTable(figures, plainStyle).split('\n').at(-1);
    expect(total?.trim().split(/ +/).slice(0, 4)).toEqual(['total', '1,500', '9', '4']);
  });

  it('shows what the oracle expects in the same form as the report', () => {
    expect(reportTable(smallExpected, plainStyle)).toBe(reportTable(smallReport(), plainStyle));
  });
});

describe('coverageTable', () => {
  it('says in words what each figure means', () => {
    const lines = coverageTable(smallReport(), plainStyle).split('\n');
    expect(lines).toContain('   1,500  requests in these figures');
    expect(lines).toContain('       6  events that could not be read, kept as dead letters');
    expect(lines).toContain('     500  tokens of which only a total is known, not in or out');
  });

  it('leaves out a count that is not known', () => {
    expect(coverageTable(smallExpected, plainStyle)).not.toContain('dead letters');
  });
});
