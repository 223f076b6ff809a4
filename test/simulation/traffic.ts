// The traffic of a run: calls of every kind that makes joining, moving, rating or refusing
// interesting, as events that wait to be enqueued. A plan is made into an event at the moment when
// the hub takes it, since some of them are on the very edge of what is accepted then.
import type { Random } from '../../local/simulator/random';
import { dayMs, hourMs, minuteMs, secondMs } from './clocks';
import {
  envelope,
  futureRecord,
  gatewayLogRecord,
  llmLogRecord,
  policyEvent,
  unreadable,
  type Call,
  type Chunk,
  type Counts,
  type GatewayEvent,
} from './gateway-events';

export type HubName = 'llm-usage' | 'apim-logs';

export interface PlannedEvent {
  readonly hub: HubName;
  /** In which part of the run it is enqueued; the parts of most runs are one. */
  readonly part: number;
  readonly build: (enqueuedMs: number) => GatewayEvent;
}

export interface TrafficOptions {
  readonly requests: number;
  readonly startMs: number;
  /** How far before the start the first of them happened, in ms. */
  readonly spanMs: number;
  readonly lateDays: number;
  /** Whether second sources come only in the second part, as late as may be. */
  readonly isLate: boolean;
  readonly hasConflicts: boolean;
  readonly hasFuture: boolean;
}

export const subscriptions = ['sub-a', 'sub-b', 'sub-c', 'sub-nobody'] as const;
const models = ['gpt-4o', 'gpt-4o-2024-11-20', 'gpt-5-mini', 'mystery-model'] as const;

/** Statements of one source that a record keeps. */
export const statementsKept = 8;

export const planTraffic = (random: Random, options: TrafficOptions): readonly PlannedEvent[] => {
  const planned: PlannedEvent[] = [];
  for (let index = 0; index < options.requests; index += 1) {
    planned.push(...planCall(random, options, index));
  }
  // Some events are sent twice by the gateway itself.
  const repeated = planned.filter(({ build }) => build.length === 0 && random.chance(0.08));
  return random.shuffle([...planned, ...repeated]);
};

const planCall = (
  random: Random,
  options: TrafficOptions,
  index: number,
): readonly PlannedEvent[] => {
  const call = drawCall(random, index);
  const atMs = options.startMs - random.integer(0, options.spanMs);
  const kind = random.weighted(kinds.filter(({ when }) => when === undefined || when(options)));
  const part = options.isLate && random.chance(0.3) ? 2 : 0;
  return kind
    .plan({ random, call, atMs, options, index })
    .map((event): PlannedEvent => ({ part, ...event }));
};

interface Drawing {
  readonly random: Random;
  readonly call: Call;
  readonly atMs: number;
  readonly options: TrafficOptions;
  readonly index: number;
}

type Plan = Omit<PlannedEvent, 'part'> & { readonly part?: number };

interface Kind {
  readonly weight: number;
  readonly when?: (options: TrafficOptions) => boolean;
  readonly plan: (drawing: Drawing) => readonly Plan[];
}

const usage = (event: GatewayEvent): Plan => ({ hub: 'llm-usage', build: () => event });
const logs = (event: GatewayEvent): Plan => ({ hub: 'apim-logs', build: () => event });

const digits = (number: number, length: number): string => String(number).padStart(length, '0');

const drawCall = (random: Random, index: number): Call => ({
  requestId: `abcdef00-0000-4000-8000-${digits(random.integer(0, 999_999), 6)}${digits(index, 6)}`,
  subscription: random.chance(0.05) ? undefined : random.pick(subscriptions),
  model: random.pick(models),
  status: 200,
  // A few share the model's own id of the answer: suspected doubles.
  responseId: `chatcmpl-${random.chance(0.1) ? 'shared' : index}`,
  streamed: false,
});

export const longPromptTokens = 128_000;

const drawCounts = (random: Random): Counts => {
  // On both sides of the size at which long prompts have prices of their own.
  const prompt = random.chance(0.15)
    ? longPromptTokens + random.integer(-1, 1)
    : random.integer(1, 5_000);
  const completion = random.integer(1, 900);
  return {
    prompt,
    cached: random.chance(0.5) ? random.integer(0, prompt) : 0,
    completion,
    reasoning: random.chance(0.4) ? random.integer(0, completion) : 0,
  };
};

/** A little before, now and then in an earlier window, so that the record moves. */
const before = ({ random, atMs }: Drawing): number =>
  atMs - (random.chance(0.4) ? random.integer(0, 20 * minuteMs) : random.integer(0, 2 * secondMs));

/** Chunks that only together say what the call used. */
const drawChunks = (random: Random, counts: Counts): readonly Chunk[] => {
  const { prompt, completion, cached, reasoning } = counts;
  const whole: Chunk = {
    promptTokens: prompt,
    completionTokens: completion,
    totalTokens: prompt + completion,
  };
  const zeros: Chunk = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };
  return random.pick<readonly Chunk[]>([
    [{ ...whole, promptCachedTokens: cached, completionReasoningTokens: reasoning }, zeros, zeros],
    [whole, { promptTokens: prompt, promptCachedTokens: cached }, zeros],
    [
      { promptTokens: prompt, completionTokens: 0 },
      { completionTokens: completion, completionReasoningTokens: reasoning },
      { ...whole, promptCachedTokens: cached },
    ],
  ]);
};

const logEvents = (drawing: Drawing, hasGatewayLog: boolean): readonly Plan[] => {
  const { random, call, atMs } = drawing;
  const chunks = drawChunks(random, drawCounts(random)).map((chunk, sequence) =>
    llmLogRecord(call, atMs + sequence, chunk, sequence, { model: sequence === 0 }),
  );
  const records = hasGatewayLog
    ? [gatewayLogRecord(call, before(drawing)), ...chunks]
    : random.shuffle(chunks);
  // In one envelope, or each in its own.
  return random.chance(0.3)
    ? [logs(envelope(records))]
    : records.map((record) => logs(envelope([record])));
};

const kinds: readonly Kind[] = [
  {
    weight: 8,
    plan: ({ random, call, atMs }) => [usage(policyEvent(call, atMs, drawCounts(random)))],
  },
  {
    // The policy and the gateway's log, whose time is the earlier one.
    weight: 8,
    plan: (drawing) => {
      const { random, call, atMs, options } = drawing;
      const log = logs(envelope([gatewayLogRecord(call, before(drawing))]));
      return [
        usage(policyEvent(call, atMs, drawCounts(random))),
        options.isLate ? { ...log, part: 1 } : log,
      ];
    },
  },
  {
    // A stream: the policy saw no usage, and the log has it in chunks.
    weight: 6,
    plan: (drawing) => {
      const call = { ...drawing.call, streamed: true };
      const policy = usage(policyEvent(call, drawing.atMs, null));
      return [policy, ...logEvents({ ...drawing, call }, true)];
    },
  },
  { weight: 4, plan: (drawing) => logEvents(drawing, drawing.random.chance(0.5)) },
  {
    // Both count, and perhaps differ; the policy knows a bare total, which gives way to the log.
    weight: 4,
    plan: (drawing) => [
      usage(policyEvent(drawing.call, drawing.atMs, { total: drawing.random.integer(1, 900) })),
      ...logEvents(drawing, false),
    ],
  },
  {
    // Nobody knows the counts; or nothing was used, because the gateway refused.
    weight: 2,
    plan: ({ random, call, atMs }) => {
      const status = random.pick([200, 429, 500, 403]);
      return [usage(policyEvent({ ...call, status }, atMs, null))];
    },
  },
  {
    // The source contradicts itself a little.
    weight: 2,
    plan: ({ random, call, atMs }) =>
      Array.from({ length: random.integer(2, 3) }, (_, word) =>
        usage(policyEvent(call, atMs, random.chance(0.8) ? drawCounts(random) : null, word)),
      ),
  },
  {
    // … and more often than is kept.
    weight: 12,
    when: ({ hasConflicts }) => hasConflicts,
    plan: ({ random, call, atMs }) =>
      Array.from({ length: statementsKept + random.integer(1, 3) }, (_, word) =>
        usage(
          policyEvent(
            call,
            atMs - random.integer(0, minuteMs),
            random.chance(0.85) ? drawCounts(random) : { total: random.integer(1, 99) },
            word,
          ),
        ),
      ),
  },
  {
    // On the edge of too early, and on the edge of too late, on either side.
    weight: 2,
    plan: ({ random, call, options }) => {
      const counts = drawCounts(random);
      const edgeMs = random.pick([hourMs, -options.lateDays * dayMs]);
      const offMs = random.pick([-1, 0, 1]);
      const build = (enqueuedMs: number): GatewayEvent =>
        policyEvent(call, enqueuedMs + edgeMs + offMs, counts);
      return [{ hub: 'llm-usage', build }];
    },
  },
  {
    weight: 2,
    plan: ({ call, atMs, index }) => [usage(unreadable(call, atMs, index))],
  },
  {
    weight: 5,
    when: ({ hasFuture }) => hasFuture,
    plan: (drawing) => {
      const { random, call, atMs } = drawing;
      return [
        usage(policyEvent(call, atMs, drawCounts(random))),
        logs(envelope([gatewayLogRecord(call, atMs - 1)])),
        logs(envelope([futureRecord(call.requestId, atMs)])),
      ];
    },
  },
];
