// Reads the question that a request to the chargeback report asks.
import { isPeriod } from '../domain/calendar';
import { foldName } from '../domain/fold-name';
import { parseFormat, type Format } from './media-type';
import { parsed, refused, type Parsed } from './parsed';
import { badParameter } from './problem';
import { readQuery } from './query';

export interface ReportQuery {
  readonly question: { readonly period?: string; readonly businessUnit?: string };
  readonly format: Format;
}

export const parseReportQuery = (url: string, accept: string | null): Parsed<ReportQuery> => {
  const query = readQuery(url, ['period', 'businessUnit', 'format']);
  if (!query.ok) return query;
  const { format, period, businessUnit } = query.value;
  const question = {
    ...(period !== undefined && { period }),
    ...(businessUnit !== undefined && { businessUnit: foldName(businessUnit) }),
  };
  if (question.period !== undefined && !isPeriod(question.period)) {
    return refused(badParameter('period', "'period' must be a month as YYYY-MM, e.g. 2026-11."));
  }
  const chosen = parseFormat(format, accept);
  return chosen.ok ? parsed({ question, format: chosen.value }) : chosen;
};
