import { parseFormat } from '../../../shared/http/media-type';

describe('choosing the form of an answer', () => {
  it.each([
    [null, 'json'],
    ['*/*', 'json'],
    ['text/csv', 'csv'],
    ['text/*', 'csv'],
    ['TEXT/CSV; charset=utf-8', 'csv'],
    ['text/csv, application/json', 'json'],
    ['text/csv, */*;q=0.8', 'csv'],
    ['application/json;q=0.5, text/csv;q=0.9', 'csv'],
    ['text/csv;q=0, */*', 'json'],
    ['text/csv;q=2', 'json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
    ['image/png', 'json'],
    [';;,,q=', 'json'],
  ])('answers Accept %p with %s', (accept, format) => {
    expect(parseFormat(undefined, accept)).toEqual({ ok: true, value: format });
  });

  it('lets the format parameter win over the Accept header', () => {
    expect(parseFormat('json', 'text/csv')).toEqual({ ok: true, value: 'json' });
    expect(parseFormat('csv', 'application/json')).toEqual({ ok: true, value: 'csv' });
  });

  it('refuses a format that does not exist', () => {
    expect(parseFormat('xml', null)).toMatchObject({ ok: false, problem: { parameter: 'format' } });
  });
});
