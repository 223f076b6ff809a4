// What the LLM log says of a request, whose chunks may name several responses: the gateway tried again,
// and each answer was bought. One is billed, the tokens of the others are reported.
import { statementsKept } from '../traffic/draw-call';
import type { Said } from '../traffic/gateway-events';
import { tokensOf } from './meters';

type Words = Pick<Said, 'facts' | 'counters'>;

export interface LogTruth {
  /** undefined: the log is silent. */
  readonly billed: Words | undefined;
  readonly hasSeveral: boolean;
  /** More responses than are kept were named. */
  readonly overflows: boolean;
  /** All answers that were counted, where there are several. */
  readonly answers: readonly Words[];
}

/** `seenByPolicy`: the id of the answer that the policy saw. */
export function readLog(chunks: readonly Said[], seenByPolicy: unknown): LogTruth {
  if (chunks.length === 0) {
    return { billed: undefined, hasSeveral: false, overflows: false, answers: [] };
  }
  const ids = [...new Set(chunks.flatMap(({ facts }) => facts['responseId'] ?? []))].sort();
  // Those that sort last are kept, whichever came first.
  const answers = ids
    .reverse()
    .slice(0, statementsKept)
    .map((id) => joinChunks(chunks.filter(({ facts }) => facts['responseId'] === id)))
    .filter(({ counters }) => counters !== null);
  const seen = answers.find(({ facts }) => facts['responseId'] === seenByPolicy);
  const [largest] = answers.toSorted((a, b) => tokensOf(b.counters) - tokensOf(a.counters));
  const billed = answers.length < 2 ? joinChunks(chunks) : (seen ?? largest);
  return {
    billed,
    hasSeveral: ids.length > 1,
    overflows: ids.length > statementsKept,
    answers: answers.length < 2 ? [] : answers,
  };
}

/** Any chunk may lack what another has. */
function joinChunks(chunks: readonly Said[]): Words {
  const facts: Record<string, string | number | boolean> = {};
  const counters: Record<string, number> = {};
  for (const chunk of chunks) {
    for (const [name, fact] of Object.entries(chunk.facts)) {
      const known = facts[name];
      facts[name] = known === undefined || fact > known ? fact : known;
    }
    for (const [name, count] of Object.entries(chunk.counters ?? {})) {
      counters[name] = Math.max(counters[name] ?? 0, count);
    }
  }
  return { facts, counters: chunks.every((chunk) => chunk.counters === null) ? null : counters };
}

/** Tokens of all answers but the one that is billed. */
export const otherTokens = ({ answers }: LogTruth, billedId: unknown): number =>
  answers
    .filter(({ facts }) => facts['responseId'] !== billedId)
    .reduce((sum, { counters }) => sum + tokensOf(counters), 0);
