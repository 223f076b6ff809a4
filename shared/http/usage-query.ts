// Reads the question that a request to the usage summary asks.
import { civilInstant } from '../domain/instant';
import {
  granularities,
  usageDimensions,
  type Granularity,
  type UsageDimension,
  type UsageFilter,
} from '../domain/chargeback/usage-summary';
import { hourlySummaryDaysMax, usageSummaryDaysMax } from '../limits';
import { parseFormat, type Format } from './media-type';
import { parsed, refused, type Parsed } from './parsed';
import { badParameter } from './problem';
import { parseChoice, readQuery } from './query';

export interface UsageQuery {
  readonly question: {
    readonly from: string;
    readonly to: string;
    readonly granularity: Granularity;
    readonly groupBy: readonly UsageDimension[];
    readonly filter: UsageFilter;
  };
  readonly format: Format;
}

const names = ['from', 'to', 'groupBy', 'granularity', 'format', ...usageDimensions] as const;

export const parseUsageQuery = (url: string, accept: string | null): Parsed<UsageQuery> => {
  const query = readQuery(url, names);
  if (!query.ok) return query;
  const { from, to, groupBy, granularity, format, ...filter } = query.value;
  const grain = parseChoice('granularity', granularity, granularities, 'day');
  if (!grain.ok) return grain;
  const range = parseRange(from, to, grain.value);
  if (!range.ok) return range;
  const dimensions = parseDimensions(groupBy);
  if (!dimensions.ok) return dimensions;
  const chosen = parseFormat(format, accept);
  if (!chosen.ok) return chosen;
  return parsed({
    question: {
      ...range.value,
      granularity: grain.value,
      groupBy: dimensions.value,
      filter,
    },
    format: chosen.value,
  });
};

const dayMs = 24 * 60 * 60 * 1000;

const parseRange = (
  from: string | undefined,
  to: string | undefined,
  granularity: Granularity,
): Parsed<{ readonly from: string; readonly to: string }> => {
  const fromMs = dateMs(from);
  const toMs = dateMs(to);
  if (from === undefined || fromMs === undefined) return refused(badDate('from'));
  if (to === undefined || toMs === undefined) return refused(badDate('to'));
  if (to < from) {
    return refused(badParameter('to', "'to' is before 'from'; both dates are part of the range."));
  }
  const days = (toMs - fromMs) / dayMs + 1;
  const daysMax = granularity === 'hour' ? hourlySummaryDaysMax : usageSummaryDaysMax;
  if (days > daysMax) {
    const detail =
      `The range has ${days} days; with granularity ${granularity} it may have ${daysMax}. ` +
      'Ask for a shorter one, or in several requests.';
    return refused(badParameter('to', detail));
  }
  return parsed({ from, to });
};

/** Milliseconds since 1970 of a date `YYYY-MM-DD`; undefined for anything else. */
const dateMs = (text: string | undefined): number | undefined => {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const epochMs = civilInstant(+year, +month, +day, 0, 0, 0);
  return epochMs !== undefined && epochMs >= 0 ? epochMs : undefined;
};

const badDate = (name: string) =>
  badParameter(name, `'${name}' must be a local date as YYYY-MM-DD, e.g. 2026-11-02.`);

const parseDimensions = (groupBy: string | undefined): Parsed<readonly UsageDimension[]> => {
  const dimensions: UsageDimension[] = [];
  for (const name of (groupBy ?? 'businessUnit').split(',')) {
    const dimension = usageDimensions.find((candidate) => candidate === name.trim());
    if (dimension === undefined || dimensions.includes(dimension)) {
      const detail = `'groupBy' must be a list, without repetitions, of: ${usageDimensions.join(', ')}.`;
      return refused(badParameter('groupBy', detail));
    }
    dimensions.push(dimension);
  }
  return parsed(dimensions);
};
