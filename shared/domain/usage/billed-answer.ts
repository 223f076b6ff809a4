// Which answer of the LLM log is billed, if the log names several for one request: the gateway tried a
// second backend, and both answers were bought. One is billed, the tokens of the others are reported.
import { normaliseCounters, totalTokens } from './normalise-counters';
import type { Counters } from './observation';
import type { Statement } from './usage-record';

export interface BilledAnswer {
  /** What the log says of the answer that is billed; undefined if there is no log. */
  readonly statement: Statement | undefined;
  /** All answers whose tokens the log counted, if there are several. */
  readonly answers: readonly CountedAnswer[];
}

/** What the log says of one answer, whose tokens it counted. */
export type CountedAnswer = Statement & { readonly counters: Counters };

/**
 * The answer that the policy saw, by its id; else the largest one. Of a log whose counts belong to
 * one answer at the most, all that it says.
 */
export function billedAnswer(
  llmLog: Statement | undefined,
  seenByPolicy: string | undefined,
): BilledAnswer {
  const counted = llmLog?.answers?.filter(isCounted) ?? [];
  if (llmLog === undefined || counted.length < 2) return { statement: llmLog, answers: [] };
  const isSeen = ({ facts }: Statement): boolean => facts.responseId === seenByPolicy;
  // The answers are in the order of their ids, so that equal ones have an order, too.
  const [billed] = counted.toSorted(
    (a, b) => Number(isSeen(b)) - Number(isSeen(a)) || tokensIn(b) - tokensIn(a),
  ) as [CountedAnswer, ...CountedAnswer[]];
  const facts = { ...llmLog.facts, ...billed.facts };
  return { statement: { facts, counters: billed.counters }, answers: counted };
}

const isCounted = (answer: Statement): answer is CountedAnswer => answer.counters !== null;

/** All tokens of an answer in the LLM log. */
export const tokensIn = ({ facts, counters }: CountedAnswer): number =>
  totalTokens(normaliseCounters(counters, facts.model, { source: 'llmLog' }).meters);
