// The usage record: the join of everything that was said about one gateway request. The join is
// commutative, associative and idempotent, so order, duplicates and batch splits change nothing.
// It keeps raw words; what they mean is decided in resolve.ts, and may be decided anew later.
import { statementsPerSourceMax } from '../../limits';
import { canonicalJson, digestOf } from '../digest';
import { earlier, type Instant } from '../instant';
import type { Counters, Facts, Observation, RequestId, Source } from './observation';
import { windowOf, type WindowId } from '../window';

/**
 * A new version is needed if an older program would misunderstand a record, or lose a part of it when it
 * writes the record again. In 1 each statement held its digest, by which the program told statements
 * apart; since 2 it does not. Since 3 a statement of the LLM log keeps its answers apart (`answers`).
 */
export const usageRecordSchemaVersion = 3;

/** What one source said. */
export interface Statement {
  readonly facts: Facts;
  readonly counters: Counters | null;
  /**
   * Of the LLM log, if its chunks name several responses, or some of them none: what was said of each
   * response that was named, by its id. Absent if the statement itself is all that was said of one.
   */
  readonly answers?: readonly Statement[];
}

/**
 * Further, different statements of one source; `overflow`: there were more than are kept. Of the LLM
 * log, the ids of the further responses that its chunks named: what was said of each is among the
 * `answers` of the statement that won.
 */
export interface Conflict {
  readonly losers: readonly Statement[];
  readonly overflow: boolean;
}

export interface UsageRecord {
  readonly id: RequestId;
  /** As it was stored; what is written is of usageRecordSchemaVersion. */
  readonly schemaVersion: number;
  /** The earliest time that any source gave. */
  readonly occurredAt: Instant;
  readonly window: WindowId;
  /** The windows of all times that were given, sorted: all that this record may have been in. */
  readonly windows: readonly WindowId[];
  /** The winning statement by source; a source that this version does not know is kept as it is. */
  readonly observations: Readonly<Partial<Record<Source, Statement>>>;
  readonly conflicts: Readonly<Partial<Record<Source, Conflict>>>;
}

export const recordOf = (observation: Observation): UsageRecord => {
  const { requestId, source, occurredAt, facts, counters } = observation;
  const window = windowOf(occurredAt);
  return {
    id: requestId,
    schemaVersion: usageRecordSchemaVersion,
    occurredAt,
    window,
    windows: [window],
    observations: { [source]: { facts, counters } },
    conflicts: {},
  };
};

/** Joins two records of one request; throws TypeError if they are of two. */
export const joinRecords = (a: UsageRecord, b: UsageRecord): UsageRecord => {
  if (a.id !== b.id) throw new TypeError(`records of two requests cannot be joined`);
  const occurredAt = earlier(a.occurredAt, b.occurredAt);
  const observations: Partial<Record<string, Statement>> = { ...a.observations };
  const conflicts: Partial<Record<string, Conflict>> = { ...a.conflicts };
  for (const source of Object.keys(b.observations) as Source[]) {
    const joined = joinSource(source, said(a, source), said(b, source));
    observations[source] = joined.statements[0];
    const losers = joined.statements.slice(1);
    if (losers.length > 0 || joined.overflow) {
      conflicts[source] = { losers, overflow: joined.overflow };
    }
  }
  return {
    id: a.id,
    schemaVersion: usageRecordSchemaVersion,
    occurredAt,
    window: windowOf(occurredAt),
    windows: joinWindows(a.windows, b.windows),
    observations,
    conflicts,
  };
};

/**
 * How much a statement knows of the token counts; the smallest is preferred. A measured count goes
 * before an estimate, and one with a split before a bare total, of whose tokens nobody can tell the
 * price. A statement that knows no counts at all is last.
 */
export const rankOf = ({ facts, counters }: Statement): number => {
  if (counters === null) return 4;
  return (facts.estimated === true ? 2 : 0) + (isBareTotal(counters) ? 1 : 0);
};

const isBareTotal = (counters: Counters): boolean =>
  Object.keys(counters).every((name) => name === 'total_tokens');

/** Whether more was said of the request than its record keeps. */
export const hasOverflowed = (record: UsageRecord): boolean =>
  Object.values(record.conflicts).some(({ overflow }) => overflow);

/** Whether two records say the same, whatever the order of their members. */
export const sameRecord = (a: UsageRecord, b: UsageRecord): boolean =>
  // Most records that are joined differ in their sources, or in their windows, which is seen sooner.
  Object.keys(a.observations).length === Object.keys(b.observations).length &&
  areSameWindows(a.windows, b.windows) &&
  canonicalJson({ ...a, windows: null } as never) ===
    canonicalJson({ ...b, windows: null } as never);

// A record may have been in thousands of windows: a sender that repeats one id can bring that about,
// once for each of its events. What a join costs must not grow with what came before.
const areSameWindows = (a: readonly WindowId[], b: readonly WindowId[]): boolean =>
  a === b || (a.length === b.length && a.every((window, index) => window === b[index]));

/** Sorted, without repetitions, as both are; the first list itself if the other adds nothing to it. */
const joinWindows = (a: readonly WindowId[], b: readonly WindowId[]): readonly WindowId[] => {
  const added = b.filter((window) => !includesSorted(a, window));
  return added.length === 0 ? a : [...a, ...added].sort();
};

const includesSorted = (sorted: readonly WindowId[], window: WindowId): boolean => {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as WindowId) < window) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === window;
};

/** All that one source said: the winner first, at most statementsPerSourceMax. */
interface Said {
  readonly statements: readonly Statement[];
  readonly overflow: boolean;
}

const said = (record: UsageRecord, source: Source): Said => {
  const winner = record.observations[source];
  const conflict = record.conflicts[source];
  return {
    statements: winner === undefined ? [] : [winner, ...(conflict?.losers ?? [])],
    overflow: conflict?.overflow ?? false,
  };
};

const joinSource = (source: Source, a: Said, b: Said): Said => {
  if (source === 'llmLog') return joinChunks(a, b);
  // Digests are made here and not stored: nearly every source speaks of a request only once.
  if (a.statements.length === 0) return b;
  const byDigest = new Map<string, Digested>();
  for (const statement of [...a.statements, ...b.statements]) {
    const { facts, counters } = statement;
    const digest = digestOf({ facts: { ...facts }, counters });
    // The first stays, with what another version of the program may have stored beside its words.
    if (!byDigest.has(digest)) byDigest.set(digest, { digest, statement });
  }
  const ordered = [...byDigest.values()].sort(byPreference);
  return {
    statements: ordered.slice(0, statementsPerSourceMax).map(({ statement }) => statement),
    overflow: a.overflow || b.overflow || ordered.length > statementsPerSourceMax,
  };
};

interface Digested {
  readonly digest: string;
  readonly statement: Statement;
}

// The order in which statements are preferred, and in which they are kept when there are too many:
// by rank, then by digest. A total order that depends on the statements alone, so that keeping the
// first ones commutes with joining.
const byPreference = (a: Digested, b: Digested): number =>
  rankOf(a.statement) - rankOf(b.statement) || (a.digest < b.digest ? -1 : 1);

// The gateway's LLM log speaks in chunks, of which any may lack what another has. Its words are
// joined per field: the larger count, the text that sorts last, so that any chunk may come first.
// A gateway that tried a second backend logs the answers of both under one id, and the join is
// then no answer that any model gave. The response ids tell: each besides the winner's is kept as a
// loser, so that the request shows as a conflict, and the words on each response are kept beside the
// join. A chunk that names no response may be of any, and is in the join alone.
const joinChunks = (a: Said, b: Said): Said => {
  const [left] = a.statements;
  // Joined are the sources of b, so it has said something.
  const [right] = b.statements as readonly [Statement];
  if (left === undefined) return b;
  const whole = joinStatements(left, right);
  // The largest ids are kept, because the largest of all is the winner's.
  const responseIds = [...new Set([...responsesIn(a), ...responsesIn(b)])].sort().reverse();
  const kept = responseIds.slice(0, statementsPerSourceMax);
  const answers = joinAnswers([...answersIn(left), ...answersIn(right)], kept);
  const isWhole = answers.length === 0 || (answers.length === 1 && isSame(answers[0], whole));
  return {
    statements: [
      isWhole ? whole : { ...whole, answers },
      ...kept.slice(1).map((responseId) => ({ facts: { responseId }, counters: null })),
    ],
    overflow: a.overflow || b.overflow || responseIds.length > kept.length,
  };
};

const responsesIn = ({ statements }: Said): readonly string[] =>
  statements.flatMap(({ facts }) => facts.responseId ?? []);

/** What a statement of the log says of each response by its id. */
export const answersIn = ({ facts, counters, answers }: Statement): readonly Statement[] =>
  answers ?? (facts.responseId === undefined ? [] : [{ facts, counters }]);

/** The answers with these ids, one for each, in the order of the ids. */
const joinAnswers = (
  answers: readonly Statement[],
  responseIds: readonly string[],
): readonly Statement[] => {
  const byId = new Map<string | undefined, Statement>();
  for (const answer of answers) {
    const id = answer.facts.responseId;
    const before = byId.get(id);
    byId.set(id, before === undefined ? answer : joinStatements(before, answer));
  }
  return responseIds.flatMap((id) => byId.get(id) ?? []);
};

const joinStatements = (a: Statement, b: Statement): Statement => ({
  facts: joinFields(a.facts, b.facts, (x, y) => (x > y ? x : y)),
  counters:
    a.counters === null || b.counters === null
      ? (a.counters ?? b.counters)
      : joinFields(a.counters, b.counters, Math.max),
});

const isSame = (a: Statement | undefined, b: Statement): boolean =>
  canonicalJson(a as never) === canonicalJson(b as never);

const joinFields = <T extends object>(a: T, b: T, larger: (x: never, y: never) => unknown): T => {
  const joined = { ...a } as Record<string, unknown>;
  for (const [key, value] of Object.entries(b)) {
    const other = joined[key];
    joined[key] = other === undefined ? value : larger(other as never, value as never);
  }
  return joined as T;
};
