// Events that nobody can read, and one reason for each why. They tell of no call, so that they
// change no figure but the count of the dead letters.
import type { Random } from './random';
import { isoTime } from './timestamps';

export interface MalformedEvent {
  readonly body: Buffer | object;
  /** Why it must be rejected. */
  readonly reason: string;
}

const dayMs = 86_400_000;

/** One of every kind, in turn. */
export const malformedEvents = (
  count: number,
  atMs: number,
  random: Random,
): readonly MalformedEvent[] =>
  Array.from({ length: count }, (_, index) => {
    const make = kinds[index % kinds.length] ?? notJson;
    return make(atMs, random);
  });

type Make = (atMs: number, random: Random) => MalformedEvent;

const usageEvent = (random: Random, fields: object, usage: object = {}): object => ({
  specversion: '1.0',
  id: random.guid(),
  source: '/apim/apim-contoso/westeurope',
  type: 'llm.usage.v1',
  subject: 'azure-openai/ChatCompletions_Create',
  data: {
    caller: { subscriptionId: 'trial-4711' },
    model: 'gpt-4o',
    response: { status: 200 },
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, ...usage },
  },
  ...fields,
});

const notJson: Make = () => ({ body: Buffer.from('<usage tokens="10"/>'), reason: 'notJson' });

const badCount =
  (count: unknown): Make =>
  (atMs, random) => ({
    body: usageEvent(random, { time: isoTime(atMs) }, { prompt_tokens: count }),
    reason: 'badCount',
  });

const badTime =
  (fields: object): Make =>
  (_, random) => ({ body: usageEvent(random, fields), reason: 'badTime' });

const kinds: readonly Make[] = [
  notJson,
  () => ({ body: Buffer.from('42'), reason: 'notAnEvent' }),
  () => ({ body: Buffer.from('null'), reason: 'notAnEvent' }),
  () => ({ body: { hello: 'world' }, reason: 'unknownShape' }),
  badCount(-5),
  badCount(1.5),
  badCount(1e12),
  badCount('many'),
  badTime({}),
  badTime({ time: '2026-02-30T10:00:00Z' }),
  badTime({ time: 'yesterday' }),
  (atMs, random) => ({
    body: usageEvent(random, { time: isoTime(atMs - 400 * dayMs) }),
    reason: 'tooLate',
  }),
  // Far enough ahead that it is too early even where a past month is sent today.
  (atMs, random) => ({
    body: usageEvent(random, { time: isoTime(atMs + 3_000 * dayMs) }),
    reason: 'tooEarly',
  }),
];
