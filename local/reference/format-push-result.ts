// What a check or a push found and did, as text for a terminal.
import type { PushResult } from '../../shared/app/reference/reference-data';
import { formatTable } from '../demo/table';

/** `isDone`: it was a push, and not a dry run. */
export const formatPushResult = (result: PushResult, isDone: boolean): string =>
  [versionTable(result, isDone), problemTable(result), verdict(result, isDone)]
    .filter((part) => part !== '')
    .join('\n\n');

const versionTable = ({ versions, outcome }: PushResult, isDone: boolean): string =>
  versions.length === 0 || outcome === 'invalid'
    ? ''
    : formatTable(
        ['file', 'kind', 'valid from', 'version', isDone ? 'was' : 'would be'].map((title) => ({
          title,
        })),
        versions.map(({ source, kind, validFrom, version, outcome: each }) => ({
          cells: [source, kind, validFrom.replace('T00:00:00.000Z', ''), version, each],
        })),
      );

const problemTable = ({ problems }: PushResult): string =>
  problems.length === 0
    ? ''
    : formatTable(
        ['', 'file', 'where', 'problem'].map((title) => ({ title })),
        problems.map(({ severity, source, path, message }) => ({
          cells: [severity, source, path === '' ? '(the file)' : path, message],
        })),
      );

const verdict = ({ outcome, problems }: PushResult, isDone: boolean): string => {
  switch (outcome) {
    case 'invalid': {
      const errors = problems.filter(({ severity }) => severity === 'error').length;
      return `${errors} ${errors === 1 ? 'error' : 'errors'}: nothing was changed.`;
    }
    case 'unchanged':
      return 'All of it is in force already: nothing was changed.';
    case 'pushed':
      return isDone
        ? 'Pushed: the next tick of the rollup uses it.'
        : 'In order. Nothing was changed.';
  }
};
