// The programs that take part in a run: the one of this repository, and copies of it that stand for
// its next version and for other limits. A planted bug is in all of them.
import { mutatedProgram, type Replacement } from './mutated-program';
import * as program from './program';
import type { Program } from '../world/simulated-process';

/** The program, and what else may run in a rolling deployment or under other limits. */
export interface Programs {
  readonly current: Program;
  /** The next version: other rules, and a source that the current one does not know. */
  readonly next: Program;
  /** The current one, with documents so small that rows need several. */
  readonly smallDocuments: Program;
}

/** What the next version does differently: it reads one more source, and computes anew. */
const nextVersion: readonly Replacement[] = [
  {
    file: 'shared/app/reference/references-in-force.ts',
    text: 'const algorithmVersion = 2;',
    by: 'const algorithmVersion = 3;',
  },
  {
    file: 'diagnostics.ts',
    text: "  if (category === 'gatewaylogs') {",
    by: `  if (category === 'gatewayfuturelogs') {
    const { record, requestId } = openRecord(fields, place, context, new Faults());
    const occurredAt = record.instant('time');
    if (typeof occurredAt !== 'string') return occurredAt;
    const facts = { model: 'of-the-future' };
    const counters = { future_tokens: 7 };
    const source = 'futureLog' as never;
    return { kind: 'observed', observation: { requestId, source, occurredAt, facts, counters } };
  }
  if (category === 'gatewaylogs') {`,
  },
];

/** So small that a window of a few callers needs several documents. */
const smallDocuments: Replacement = {
  file: 'limits.ts',
  text: 'export const documentCharsMax = 600_000;',
  by: 'export const documentCharsMax = 1_200;',
};

/** The programs as they are, or with a bug planted in each. */
export const programsWith = (bug: readonly Replacement[] = []): Programs => ({
  current: bug.length === 0 ? program : mutatedProgram(bug),
  next: mutatedProgram([...bug, ...nextVersion]),
  smallDocuments: mutatedProgram([...bug, smallDocuments]),
});
