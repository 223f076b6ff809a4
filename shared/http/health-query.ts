// Reads which health question a request asks.
import type { Parsed } from './parsed';
import { parseChoice, readQuery } from './query';

export const parseHealthQuery = (url: string): Parsed<'live' | 'ready'> => {
  const query = readQuery(url, ['probe']);
  return query.ok ? parseChoice('probe', query.value.probe, ['live', 'ready'], 'ready') : query;
};
