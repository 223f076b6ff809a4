// GET /api/v1/chargeback/report: who owes what for a period, as JSON or as CSV.
import type { ReadReport } from '../shared/app/reports/read-report';
import { contentResponse } from '../shared/http/content-response';
import { unknownBusinessUnit, unknownPeriod } from '../shared/http/question-problems';
import { problemResponse } from '../shared/http/problem';
import { reportCsv } from '../shared/http/report-csv';
import { reportJson } from '../shared/http/report-json';
import { parseReportQuery } from '../shared/http/report-query';
import { withProblems, type Handler } from './with-problems';

export const makeChargebackReportHandler = (dependencies: { readReport: ReadReport }): Handler =>
  withProblems(async (request) => {
    const query = parseReportQuery(request.url, request.headers.get('accept'));
    if (!query.ok) return problemResponse(query.problem);
    const { question, format } = query.value;
    // Written while its statements are read, so that memory does not grow with their number.
    const answer = await dependencies.readReport(question, (report) => {
      const { period, businessUnit } = report.head;
      const pieces = format === 'csv' ? reportCsv(report) : reportJson(report);
      const fileName = ['chargeback', period, businessUnit ?? []].flat().join('-');
      return contentResponse(request, { format, pieces, fileName });
    });
    switch (answer.kind) {
      case 'unknownPeriod':
        return problemResponse(unknownPeriod(question.period, answer.published));
      case 'unknownBusinessUnit':
        return problemResponse(unknownBusinessUnit(answer.period));
      case 'report':
        return answer.report;
    }
  });
