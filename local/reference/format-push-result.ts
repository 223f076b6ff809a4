// What a check or a push found and did, as text for a terminal.
import type { PushResult } from '../../shared/app/reference/reference-data';
import type { Problem } from '../../shared/domain/reference/problems';
import { formatTable } from '../demo/table';

export type Attempt = 'check' | 'dryRun' | 'push';

export const formatPushResult = (result: PushResult, attempt: Attempt): string =>
  [versionTable(result, attempt), problemTable(result), verdict(result, attempt)]
    .filter((part) => part !== '')
    .join('\n\n');

const versionTable = ({ versions, outcome }: PushResult, attempt: Attempt): string => {
  if (versions.length === 0 || outcome === 'invalid') return '';
  // A check compares with nothing, so it cannot know what would become of a version.
  const ifCompared = (text: string): string[] => (attempt === 'check' ? [] : [text]);
  const title = attempt === 'push' ? 'was' : 'would be';
  return formatTable(
    ['file', 'kind', 'valid from', 'version', ...ifCompared(title)].map((each) => ({
      title: each,
    })),
    versions.map(({ source, kind, validFrom, version, outcome: each }) => {
      const time = validFrom.replace('T00:00:00.000Z', '');
      return { cells: [source, kind, time, version, ...ifCompared(each)] };
    }),
  );
};

const problemTable = ({ problems }: PushResult): string =>
  problems.length === 0
    ? ''
    : formatTable(
        ['', 'file', 'where', 'problem'].map((title) => ({ title })),
        problems.map(({ severity, source, path, message }) => ({
          cells: [severity, source, path === '' ? '(the file)' : path, message],
        })),
      );

const verdict = ({ outcome, problems, versions }: PushResult, attempt: Attempt): string => {
  const count = (wanted: Problem['severity']): string => {
    const found = problems.filter(({ severity }) => severity === wanted).length;
    return `${found} ${wanted}${found === 1 ? '' : 's'}`;
  };
  switch (outcome) {
    case 'invalid': {
      const refusal = `${count('error')}: nothing was changed.`;
      return versions.length > 0
        ? refusal
        : `${refusal} Whether the files go together is checked once these are corrected.`;
    }
    case 'unchanged':
      return 'All of it is in force already: nothing was changed.';
    case 'pushed':
      if (attempt === 'push') return 'Pushed: the next tick of the rollup uses it.';
      return problems.length === 0
        ? 'In order. Nothing was changed.'
        : `In order, with ${count('warning')}. Nothing was changed.`;
  }
};
