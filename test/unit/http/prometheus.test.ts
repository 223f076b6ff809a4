import { gauge } from '../../../shared/domain/metric-family';
import { prometheusText } from '../../../shared/http/prometheus';

describe('the Prometheus text', () => {
  it('gives each family its help, its type and its samples', () => {
    const families = [
      gauge('a_seconds', 'Some time.', [{ labels: {}, value: 1.5 }]),
      gauge('b', 'Some things.', [
        { labels: { hub: 'llm-usage', partition: '0' }, value: 0 },
        { labels: { hub: 'llm-usage', partition: '1' }, value: 1e21 },
      ]),
    ];
    expect(prometheusText(families)).toBe(
      [
        '# HELP a_seconds Some time.',
        '# TYPE a_seconds gauge',
        'a_seconds 1.5',
        '# HELP b Some things.',
        '# TYPE b gauge',
        'b{hub="llm-usage",partition="0"} 0',
        'b{hub="llm-usage",partition="1"} 1e+21',
        '',
      ].join('\n'),
    );
  });

  it('keeps a label in its quotes whatever it holds', () => {
    const text = prometheusText([
      gauge('x', 'A \\ and\na line.', [{ labels: { unit: 'a"} 1\nb\\' }, value: 2 }]),
    ]);
    expect(text).toContain('# HELP x A \\\\ and\\na line.\n');
    expect(text).toContain('x{unit="a\\"} 1\\nb\\\\"} 2\n');
  });

  it('spells what is no finite number as Prometheus does', () => {
    const values = [Infinity, -Infinity, NaN].map((value) => ({ labels: {}, value }));
    expect(prometheusText([gauge('x', 'X.', values)])).toMatch(/x \+Inf\nx -Inf\nx NaN\n$/);
  });
});
