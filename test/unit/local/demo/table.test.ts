import { formatTable, grouped } from '../../../../local/demo/table';
import { plainStyle, styleFor } from '../../../../local/demo/style';

describe('formatTable', () => {
  it('aligns text at the left and numbers at the right, without trailing spaces', () => {
    const table = formatTable(
      [{ title: 'unit' }, { title: 'requests', align: 'right' }, { title: 'note' }],
      [
        { cells: ['sales', '1,200', ''] },
        { cells: ['human-resources', '7', 'small'] },
        'rule',
        { cells: ['total', '1,207'] },
      ],
    );
    expect(table.split('\n')).toEqual([
      'unit             requests  note',
      '---------------  --------  -----',
      'sales               1,200',
      'human-resources         7  small',
      '---------------  --------  -----',
      'total               1,207',
    ]);
  });

  it('paints a row as a whole, so that colours do not shift columns', () => {
    const table = formatTable(
      [{ title: 'a' }, { title: 'b', align: 'right' }],
      [{ cells: ['x', '1'], paint: (text) => `<${text}>` }],
    );
    expect(table.split('\n').at(-1)).toBe('<x  1>');
  });
});

describe('grouped', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [1_234_567, '1,234,567'],
    ['-1234567.891234567891', '-1,234,567.891234567891'],
    ['0.000000525', '0.000000525'],
    ['missing', 'missing'],
  ])('writes %s as %s, every digit kept', (decimal, text) => {
    expect(grouped(decimal)).toBe(text);
  });
});

describe('styleFor', () => {
  it('colours on a terminal only, and not where NO_COLOR is set', () => {
    const terminal = { isTTY: true };
    expect(styleFor(terminal, {}).bad('x')).not.toBe('x');
    expect(styleFor(terminal, { NO_COLOR: '' }).bad('x')).not.toBe('x');
    expect(styleFor(terminal, { NO_COLOR: '1' })).toBe(plainStyle);
    expect(styleFor({}, {})).toBe(plainStyle);
    expect(plainStyle.bad('x')).toBe('x');
  });

  it('ends every colour that it begins', () => {
    const painted = styleFor({ isTTY: true }, {}).good('x');
    expect(painted.endsWith('[0m')).toBe(true);
  });
});
