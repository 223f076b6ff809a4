// The programs that take part in a run: the one of this repository, and copies of it that stand for
// its next version and for other limits. A planted bug is in all of them.
import type { Rules } from '../../../shared/domain/usage/rules';
import { mutatedProgram, type Replacement } from './mutated-program';
import * as program from './program';
import type { Program } from '../world/simulated-process';

/** The program, and what else may run in a rolling deployment or under other limits. */
export interface Programs {
  readonly current: Program;
  /** The next version: another algorithm, and a source that the current one does not know. */
  readonly next: Program;
  /** The current one, with documents so small that rows need several. */
  readonly smallDocuments: Program;
  /** The current one, whose background work goes in small groups and few marks. */
  readonly smallGroups: Program;
  /** The current one, which stores few dead letters of one sender and reason. */
  readonly fewDeadLetters: Program;
  /** That of small groups with the next version of the algorithm. */
  readonly smallGroupsNext: Program;
}

const nextAlgorithm: Replacement = {
  file: 'shared/app/reference/references-in-force.ts',
  text: 'const algorithmVersion = 2;',
  by: 'const algorithmVersion = 3;',
};

/** What the next version reads besides. */
const nextSource: Replacement = {
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
};

/** So small that a window of a few callers needs several documents. */
const smallDocuments: Replacement = {
  file: 'limits.ts',
  text: 'export const documentCharsMax = 600_000;',
  by: 'export const documentCharsMax = 1_200;',
};

/** So small that the windows of some hours need several runs. */
const smallGroups: readonly Replacement[] = [
  {
    file: 'limits.ts',
    text: 'export const recordsPerBackgroundGroupMax = 2_000;',
    by: 'export const recordsPerBackgroundGroupMax = 2;',
  },
  {
    file: 'limits.ts',
    text: 'export const backgroundMarksMax = 480;',
    by: 'export const backgroundMarksMax = 24;',
  },
];

/** Dead letters of one reason, sender and day that the program of the floods stores. */
export const deadLettersKept = 3;

const fewDeadLetters: readonly Replacement[] = [
  {
    file: 'limits.ts',
    text: 'export const deadLettersStoredMax = 500;',
    by: `export const deadLettersStoredMax = ${deadLettersKept};`,
  },
  {
    file: 'limits.ts',
    text: 'export const deadLettersPerSlice = 500;',
    by: 'export const deadLettersPerSlice = 2;',
  },
];

/** The programs as they are, or with a bug planted in each. */
export const programsWith = (bug: readonly Replacement[] = []): Programs => {
  const made = new Map<readonly Replacement[], Program>();
  const variant = (replacements: readonly Replacement[]): Program => {
    const known = made.get(replacements) ?? mutatedProgram([...bug, ...replacements]);
    made.set(replacements, known);
    return known;
  };
  return {
    current: bug.length === 0 ? program : mutatedProgram(bug),
    // Most runs need one or two of them.
    get next() {
      return variant(variants.next);
    },
    get smallDocuments() {
      return variant(variants.smallDocuments);
    },
    get fewDeadLetters() {
      return variant(variants.fewDeadLetters);
    },
    get smallGroups() {
      return variant(variants.smallGroups);
    },
    get smallGroupsNext() {
      return variant(variants.smallGroupsNext);
    },
  };
};

const variants = {
  next: [nextAlgorithm, nextSource],
  smallDocuments: [smallDocuments],
  fewDeadLetters,
  smallGroups,
  smallGroupsNext: [...smallGroups, nextAlgorithm],
} as const;

/** The rules of a release before this one, which took every prompt and every answer for one meter each. */
export const olderRules = ({ rulesInForce }: Program): Rules => ({
  version: rulesInForce.version - 1,
  resolve: (record) => {
    const resolved = rulesInForce.resolve(record);
    const { cachedInput = 0, reasoningOutput = 0, ...meters } = resolved.meters;
    const input = (meters.input ?? 0) + cachedInput;
    const output = (meters.output ?? 0) + reasoningOutput;
    return {
      ...resolved,
      meters: { ...meters, ...(input > 0 && { input }), ...(output > 0 && { output }) },
    };
  },
});
