import { plainStyle } from '../../local/demo/style';
import { readBenchCommand } from './command-line';
import { formatAmount, formatFigures } from './figure-table';
import { percentile, takeTurns } from './measure';
import type { Section } from './section';

const section = (name: string): Section => ({
  name,
  title: `the ${name}`,
  run: () => Promise.resolve({ figures: [] }),
});
const all = [section('ingest'), section('rollup'), section('report')];

describe('the words of the benchmark', () => {
  test('nothing asked for is everything, at full size', () => {
    expect(readBenchCommand([], all)).toEqual({
      kind: 'run',
      sections: all,
      quick: false,
      jsonFile: undefined,
    });
  });

  test('the chosen sections run in their usual order', () => {
    const command = readBenchCommand(['--only', 'report, ingest', '--quick'], all);
    expect(command).toMatchObject({ kind: 'run', sections: [all[0], all[2]], quick: true });
  });

  test.each([[['--only', 'ingests']], [['--fast']], [['ingest']], [['--only']]])(
    'refuses %j',
    (args) => expect(readBenchCommand(args, all)).toMatchObject({ kind: 'wrong' }),
  );
});

describe('what is measured', () => {
  test('a percentile is a value that was measured, by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentile(values, 50)).toBe(100);
    expect(percentile(values, 99)).toBe(198);
    expect(percentile([7], 99)).toBe(7);
    expect(() => percentile([], 50)).toThrow('no values');
  });

  test('subjects take turns, each round begins with another, and warming up is not counted', async () => {
    const turns: string[] = [];
    const times = await takeTurns(
      { a: () => turns.push('a'), b: () => turns.push('b') },
      { rounds: 2, warmUpRounds: 1 },
    );
    expect(turns.join('')).toBe('abbaab');
    expect(times.a).toHaveLength(2);
    expect(times.b).toHaveLength(2);
  });
});

describe('what is printed', () => {
  test.each([
    [1_234_567, '1,234,567'],
    [12_345.6, '12,346'],
    [12.345, '12.3'],
    [0.012345, '0.0123'],
    [0, '0'],
  ])('%p is %p', (amount, text) => expect(formatAmount(amount)).toBe(text));

  test('a missed goal is printed as missed', () => {
    const figures = [
      {
        what: 'one',
        amount: 10,
        unit: 'ms',
        goal: { text: 'at most 5 ms', met: false },
        ratio: { times: 2.5, of: 'bare parse' },
      },
      { what: 'another', amount: 1.5, unit: 's' },
    ];
    expect(formatFigures(figures, plainStyle).split('\n')).toEqual([
      'what     amount  unit  ratio              goal',
      '-------  ------  ----  -----------------  --------------------',
      'one          10  ms    2.50 × bare parse  at most 5 ms: MISSED',
      'another    1.50  s',
    ]);
  });
});
