import { parseReportQuery } from '../../../shared/http/report-query';

const url = 'https://chargeback.example/chargeback/report';

describe('the question for a report', () => {
  it('names a business unit without regard to case', () => {
    const query = parseReportQuery(`${url}?businessUnit=Finance&period=2026-11`, null);
    expect(query).toMatchObject({
      ok: true,
      value: { question: { period: '2026-11', businessUnit: 'finance' } },
    });
  });

  it('names nothing that was not asked for', () => {
    const query = parseReportQuery(url, null);
    expect(query).toMatchObject({ ok: true });
    expect(query.ok && query.value.question).toEqual({});
  });
});
