// GET /api/v1/chargeback/report: who owes what for a period, as JSON or as CSV.
import type { ReadReport } from '../shared/app/reports/read-report';
import { contentResponse } from '../shared/http/content-response';
import { unknownBusinessUnit, unknownPeriod } from '../shared/http/question-problems';
import { problemResponse } from '../shared/http/problem';
import { reportCsv } from '../shared/http/report-csv';
import { parseReportQuery } from '../shared/http/report-query';
import { withProblems, type Handler } from './with-problems';

export const makeChargebackReportHandler = (dependencies: { readReport: ReadReport }): Handler =>
  withProblems(async (request) => {
    const query = parseReportQuery(request.url, request.headers.get('accept'));
    if (!query.ok) return problemResponse(query.problem);
    const { question, format } = query.value;
    const answer = await dependencies.readReport(question);
    switch (answer.kind) {
      case 'unknownPeriod':
        return problemResponse(unknownPeriod(question.period, answer.published));
      case 'unknownBusinessUnit':
        return problemResponse(unknownBusinessUnit(answer.period));
      case 'report': {
        const { report } = answer;
        const text = format === 'csv' ? reportCsv(report) : JSON.stringify(report);
        const fileName = ['chargeback', report.period, report.businessUnit ?? []].flat().join('-');
        return contentResponse(request, { format, text, fileName });
      }
    }
  });
