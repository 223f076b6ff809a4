import { parseRoute } from '../../../../local/functions-host/route';

function match(template: string, path: string): Record<string, string> | undefined {
  return parseRoute(template).match(path.split('/').filter((part) => part !== ''));
}

describe('route templates', () => {
  it.each([
    ['chargeback/report', '/Chargeback/REPORT', {}],
    ['chargeback/report/{period}', '/chargeback/report/2026-11', { period: '2026-11' }],
    ['orders/{id?}', '/orders', {}],
    ['orders/{id?}', '/orders/7', { id: '7' }],
    ['orders/{page=1}', '/orders', { page: '1' }],
    ['files/{*rest}', '/files/a/b/c.txt', { rest: 'a/b/c.txt' }],
    ['files/{*rest}', '/files', {}],
    ['{id:int}', '/-42', { id: '-42' }],
    [
      '{id:guid}',
      '/0f8fad5b-d9cb-469f-a165-70867728950e',
      { id: '0f8fad5b-d9cb-469f-a165-70867728950e' },
    ],
    ['{code:length(3):alpha}', '/USD', { code: 'USD' }],
    ['report-{period}.{format}', '/report-2026-11.csv', { period: '2026-11', format: 'csv' }],
    ['a.b/{x}', '/a.b/1', { x: '1' }],
  ])('%s takes %s', (template, path, params) => {
    expect(match(template, path)).toEqual(params);
  });

  it.each([
    ['chargeback/report', '/chargeback'],
    ['chargeback/report', '/chargeback/report/2026-11'],
    ['chargeback/report/{period}', '/chargeback/report'],
    ['{id:int}', '/seven'],
    ['{id:int}', '/2147483648'],
    ['{n:range(1,12)}', '/13'],
    ['{code:length(3)}', '/US'],
    ['a.b/{x}', '/aXb/1'],
  ])('%s refuses %s', (template, path) => {
    expect(match(template, path)).toBeUndefined();
  });

  it.each([
    ['{rest*}/x', 'is not a route parameter'],
    ['{*rest}/x', 'only the last segment'],
    ['{id:colour}', '":colour" is no route constraint'],
    ['{id:length(x)}', '":length(x)" is no route constraint'],
    ['{id', 'a brace without its partner'],
    ['{a}{b?}', 'mixes an optional'],
  ])('%s is refused with what is wrong', (template, problem) => {
    expect(() => parseRoute(template)).toThrow(problem);
  });
});
