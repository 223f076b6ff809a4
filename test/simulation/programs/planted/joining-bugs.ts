// Bugs in what is accepted, and in how it is joined.
import { plant, type PlantedBug } from '../planted-bug';

const record = 'usage-record.ts';
const ingest = 'ingest-batch.ts';

export const joinBugs: readonly PlantedBug[] = [
  plant('accepting', 'what is too late is refused one moment too early', 'ordinary', [
    'admit.ts',
    'if (occurredAt < plusMs(',
    'if (occurredAt <= plusMs(',
  ]),
  plant('accepting', 'what is too early is accepted for a day', 'ordinary', [
    'admit.ts',
    'if (occurredAt > plusMs(enqueuedTime, earlyMsMax))',
    'if (occurredAt > plusMs(enqueuedTime, 24 * earlyMsMax))',
  ]),
  plant('accepting', 'what the store refuses is dropped without a word', 'ordinary', [
    ingest,
    'const deadLetters = [...sorted.deadLetters, ...refused];',
    'const deadLetters = refused.length < 0 ? refused : sorted.deadLetters;',
  ]),
  plant('accepting', "an event is judged by the time of its batch's first event", 'ordinary', [
    'sort-batch.ts',
    'const enqueued = position.event.position.enqueuedTime;',
    'const enqueued = (events[0] ?? position.event).position.enqueuedTime;',
  ]),
  plant('joining', 'the time heard last wins, not the earliest', 'ordinary', [
    record,
    'const occurredAt = earlier(a.occurredAt, b.occurredAt);',
    'const occurredAt = b.occurredAt;',
  ]),
  plant('joining', 'chunks are added up', 'ordinary', [
    record,
    'joinFields(a.counters, b.counters, Math.max)',
    'joinFields(a.counters, b.counters, (x: number, y: number) => x + y)',
  ]),
  plant('joining', 'the statements kept are the first ones that came', 'conflicts', [
    record,
    'const ordered = [...byDigest.values()].sort(byPreference);',
    'const ordered = [...byDigest.values()];',
  ]),
  plant('joining', 'a record forgets the windows it was in', 'ordinary', [
    record,
    'windows: joinWindows(a.windows, b.windows)',
    'windows: [windowOf(occurredAt)]',
  ]),
  plant('joining', 'a source that this version does not know is dropped', 'versions', [
    record,
    'const observations: Partial<Record<string, Statement>> = { ...a.observations };',
    `const known = ['policy', 'gatewayLog', 'llmLog'];
     const observations: Partial<Record<string, Statement>> = Object.fromEntries(
       Object.entries(a.observations).filter(([source]) => known.includes(source)));`,
  ]),
  plant('joining', 'a replace that lost its race counts as done', 'storm', [
    'join-into-store.ts',
    'else changed.push(mine);',
    "else outcomes.set(mine.id, { kind: 'unchanged', record: before });",
  ]),
  plant('joining', 'the last chunk wins', 'ordinary', [
    record,
    'joinFields(a.counters, b.counters, Math.max)',
    'b.counters',
  ]),
  plant('joining', 'of two statements the one with the larger digest wins', 'conflicts', [
    record,
    'a.digest < b.digest ? -1 : 1',
    'a.digest > b.digest ? -1 : 1',
  ]),
  plant('joining', 'a contradiction counts only when there are too many', 'ordinary', [
    record,
    'if (losers.length > 0 || joined.overflow) {',
    'if (joined.overflow) {',
  ]),
  plant('joining', "the logs' word goes before the policy's", 'ordinary', [
    'resolve.ts',
    'of [llmLog, gatewayLog, policy]',
    'of [policy, gatewayLog, llmLog]',
  ]),
  plant('joining', 'the overflow of a record is forgotten when it is joined', 'conflicts', [
    record,
    'overflow: a.overflow || b.overflow || ordered.length > statementsPerSourceMax,',
    'overflow: ordered.length > statementsPerSourceMax,',
  ]),
  plant('joining', 'the overflow of the answers in a log is forgotten', 'conflicts', [
    record,
    'overflow: a.overflow || b.overflow || responseIds.length > kept.length,',
    'overflow: responseIds.length > kept.length,',
  ]),
  plant('joining', 'of the answers in a log the first ones are kept', 'conflicts', [
    record,
    'const responseIds = [...new Set([...responsesIn(a), ...responsesIn(b)])].sort().reverse();',
    'const responseIds = [...new Set([...responsesIn(a), ...responsesIn(b)])];',
  ]),
  plant('joining', 'answers in a log are billed as their largest counts', 'conflicts', [
    'billed-answer.ts',
    'if (llmLog === undefined || counted.length < 2)',
    'if (llmLog === undefined || counted.length < 200)',
  ]),
  plant('joining', 'people are not told of an overflow', 'conflicts', [
    ingest,
    'const overflowed = stowed.filter(isOverflowed);',
    'const overflowed = stowed.filter(isOverflowed).slice(0, 0);',
  ]),
];
