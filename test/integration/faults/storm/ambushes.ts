// Where the hosts of the storm are killed: each in the middle of something that it cannot finish, and
// that the next one must find, take up and finish without counting anything twice.
import type { Ambush } from './fault-plan';
import { documentName, documentsOf } from './store-request';

/** At the write of this name, as doingOf tells it, after so many were let pass. */
const at = (doing: string, done: Ambush['done'], after: number): Ambush => {
  let passed = 0;
  return { done, takenUpBy: documentsOf, suits: (asked) => asked === doing && ++passed > after };
};

// A tick writes windows, then days, then periods.
const atPeriod = (doing: string, done: Ambush['done']): Ambush => {
  const written = new Set<string>();
  return {
    done,
    // Whatever became of its statements: they are named by their content, which may be another then.
    takenUpBy: ({ operations }) => [
      documentName('chargebacks/summary', operations[0]?.partitionKey ?? '', 'summary'),
    ],
    suits: (asked) => {
      if (/^(Create|Replace) rollups/.test(asked)) written.add(asked.replace(/^\w+ /, ''));
      return written.size === 2 && asked === doing;
    },
  };
};

export const ambushes = {
  'the records of a batch are written, their marks are not': () => at('Create usage', 'all', 2),
  'windows and days are written, their period is not': () =>
    atPeriod('Upsert chargebacks/statement', 'nothing'),
  'half of the records of a batch are written': () => at('Create usage', 'half', 1),
  'windows are marked, the watermark is not moved': () => at('Upsert state/mark', 'all', 1),
  'a period is published, its marks are still there': () =>
    atPeriod('Replace chargebacks/summary', 'all'),
  'a batch is finished, and its checkpoint is not written': () =>
    at('Replace state/watermark', 'all', 1),
} as const satisfies Readonly<Record<string, () => Ambush>>;

export type AmbushName = keyof typeof ambushes;
