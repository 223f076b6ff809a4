// In which form an answer is given: what `format` says, else what the Accept header prefers.
// JSON is the answer to everything else: RFC 9110 allows it, and a person can read it.
import { parsed, type Parsed } from './parsed';
import { parseChoice } from './query';

export const formats = ['json', 'csv'] as const;
export type Format = (typeof formats)[number];

export const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

export const parseFormat = (format: string | undefined, accept: string | null): Parsed<Format> =>
  format === undefined
    ? parsed(preferredFormat(accept ?? '*/*'))
    : parseChoice('format', format, formats, 'json');

const preferredFormat = (accept: string): Format => {
  const ranges = accept.split(',').map(parseRange);
  const csv = qualityOf(['text/csv', 'text/*', '*/*'], ranges);
  const json = qualityOf(['application/json', 'application/*', '*/*'], ranges);
  return csv > json ? 'csv' : 'json';
};

interface MediaRange {
  readonly range: string;
  readonly quality: number;
}

const parseRange = (text: string): MediaRange => {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 };
};

/** The weight of the most specific range that covers a type; 0 where none does. */
const qualityOf = (mostSpecificFirst: readonly string[], ranges: readonly MediaRange[]): number => {
  for (const wanted of mostSpecificFirst) {
    const match = ranges.find(({ range }) => range === wanted);
    if (match !== undefined) return match.quality;
  }
  return 0;
};
