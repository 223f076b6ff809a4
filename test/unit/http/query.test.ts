import { parseChoice, readQuery } from '../../../shared/http/query';

const read = (query: string) => readQuery(`http://localhost/api${query}`, ['period', 'format']);

describe('reading a query string', () => {
  it('gives the parameters by name and leaves out those that are absent', () => {
    expect(read('?period=2026-11')).toEqual({ ok: true, value: { period: '2026-11' } });
    expect(read('')).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['an unknown parameter', '?perod=2026-11', 'perod'],
    ['a parameter in another case', '?Period=2026-11', 'Period'],
    ['a repeated parameter', '?period=2026-11&period=2026-12', 'period'],
    ['a parameter repeated with the same value', '?format=csv&format=csv', 'format'],
    ['an empty parameter', '?period=', 'period'],
    ['a name that every object has', '?toString=1', 'toString'],
  ])('refuses %s and names it', (_, query, parameter) => {
    expect(read(query)).toMatchObject({ ok: false, problem: { status: 400, parameter } });
  });

  it('names all unknown parameters and the known ones', () => {
    const answer = read('?a=1&period=2026-11&b=2');
    const detail = answer.ok ? '' : answer.problem.detail;
    expect(detail).toBe("Unknown: 'a', 'b'. The parameters here are: 'period', 'format'.");
  });

  it("lets the host's own key parameters pass and never repeats their values", () => {
    expect(read('?code=s3cret&clientId=default')).toEqual({ ok: true, value: {} });
    expect(JSON.stringify(read('?code=s3cret&x=s3cret'))).not.toContain('s3cret');
  });

  it('repeats no more than the beginning of a long unknown name', () => {
    expect(JSON.stringify(read(`?${'x'.repeat(5_000)}=1`)).length).toBeLessThan(500);
  });
});

describe('reading a choice', () => {
  it('takes one of the choices, and the default where there is none', () => {
    expect(parseChoice('format', 'csv', ['json', 'csv'], 'json')).toEqual({
      ok: true,
      value: 'csv',
    });
    expect(parseChoice('format', undefined, ['json', 'csv'], 'json')).toMatchObject({
      value: 'json',
    });
  });

  it('refuses anything else and lists the choices', () => {
    expect(parseChoice('format', 'CSV', ['json', 'csv'], 'json')).toMatchObject({
      problem: { parameter: 'format', detail: "'format' must be one of: json, csv." },
    });
  });
});
