// GET /api/v1/usage/summary: meters, requests and cost by any dimension, as JSON or as CSV.
import type { ReadUsageSummary } from '../shared/app/reports/read-usage-summary';
import { contentResponse } from '../shared/http/content-response';
import { mixedCurrencies, tooManyRows, unknownPeriod } from '../shared/http/question-problems';
import { problemResponse } from '../shared/http/problem';
import { usageCsv } from '../shared/http/usage-csv';
import { parseUsageQuery } from '../shared/http/usage-query';
import { withProblems, type Handler } from './with-problems';

export const makeUsageSummaryHandler = (dependencies: {
  readUsageSummary: ReadUsageSummary;
}): Handler =>
  withProblems(async (request) => {
    const query = parseUsageQuery(request.url, request.headers.get('accept'));
    if (!query.ok) return problemResponse(query.problem);
    const { question, format } = query.value;
    const answer = await dependencies.readUsageSummary(question);
    switch (answer.kind) {
      case 'unknownPeriod':
        return problemResponse(unknownPeriod('these dates', answer.published, 'from'));
      case 'mixedCurrencies':
        return problemResponse(mixedCurrencies(answer.currencies));
      case 'tooManyRows':
        return problemResponse(tooManyRows());
      case 'summary': {
        const text = format === 'csv' ? usageCsv(answer.summary) : JSON.stringify(answer.summary);
        const fileName = `usage-${question.from}-to-${question.to}`;
        return contentResponse(request, { format, pieces: [text], fileName });
      }
    }
  });
