// The kinds of calls that make joining, moving, rating or refusing interesting, and the events that
// tell of each.
import type { Random } from '../../../local/simulator/random';
import { dayMs, hourMs, minuteMs, secondMs } from '../world/clocks';
import {
  drawChunks,
  drawCounts,
  refused,
  respelled,
  statementsKept,
  subscriptions,
} from './draw-call';
import { policyEvent, unreadable, type Call, type GatewayEvent } from './gateway-events';
import {
  envelope,
  futureRecord,
  gatewayLogRecord,
  llmLogRecord,
  unreadableEnvelope,
} from './log-records';
import type { PlannedEvent, TrafficOptions } from './planned-event';

export interface Drawing {
  readonly random: Random;
  readonly call: Call;
  readonly atMs: number;
  readonly options: TrafficOptions;
  readonly index: number;
}

/** `part`: another one than the rest of the call, where there is a choice. */
type Plan = Omit<PlannedEvent, 'part'> & { readonly part?: number };

export interface CallKind {
  readonly weight: number;
  readonly when?: (options: TrafficOptions) => boolean;
  readonly plan: (drawing: Drawing) => readonly Plan[];
}

const usage = (event: GatewayEvent): Plan => ({ hub: 'llm-usage', build: () => event });
const logs = (event: GatewayEvent): Plan => ({ hub: 'apim-logs', build: () => event });

/** A little before, now and then in an earlier window, so that the record moves. */
const before = ({ random, atMs }: Drawing): number =>
  atMs - (random.chance(0.4) ? random.integer(0, 20 * minuteMs) : random.integer(0, 2 * secondMs));

const logEvents = (drawing: Drawing, hasGatewayLog: boolean): readonly Plan[] => {
  const { random, call, atMs } = drawing;
  const chunks = drawChunks(random, drawCounts(random)).map((chunk, sequence) =>
    llmLogRecord(respelled(random, call), atMs + sequence, chunk, sequence, {
      hasModel: sequence === 0,
    }),
  );
  const records = hasGatewayLog
    ? [gatewayLogRecord(respelled(random, call), before(drawing)), ...chunks]
    : random.shuffle(chunks);
  // In one envelope, or each in its own.
  return random.chance(0.3)
    ? [logs(envelope(records))]
    : records.map((record) => logs(envelope([record])));
};

const retries = ({ random, call, atMs }: Drawing): readonly Plan[] => {
  const answers = Array.from({ length: random.integer(2, statementsKept + 3) }, (_, index) => ({
    ...respelled(random, call),
    responseId: `${call.responseId}-${index}`,
  }));
  const chunks = answers.flatMap((answer, index) =>
    drawChunks(random, drawCounts(random)).map((chunk, sequence) =>
      llmLogRecord(answer, atMs + index, chunk, sequence, { hasModel: true }),
    ),
  );
  const attempts = Array.from({ length: random.integer(1, statementsKept + 2) }, (_, attempt) =>
    gatewayLogRecord(call, atMs - attempt, attempt),
  );
  const seen = random.chance(0.5) ? random.pick(answers) : undefined;
  return [
    ...random.shuffle([...chunks, ...attempts]).map((record) => logs(envelope([record]))),
    ...(seen === undefined ? [] : [usage(policyEvent(seen, atMs, drawCounts(random)))]),
  ];
};

export const callKinds: readonly CallKind[] = [
  {
    weight: 8,
    plan: ({ random, call, atMs }) => [usage(policyEvent(call, atMs, drawCounts(random)))],
  },
  {
    // The policy and the gateway's log, whose time is the earlier one.
    weight: 8,
    plan: (drawing) => {
      const { random, call, atMs, options } = drawing;
      // Now and then the two name different callers: the policy's word counts.
      const logged = random.chance(0.15)
        ? { ...call, subscription: random.pick(subscriptions) }
        : respelled(random, call);
      const log = logs(envelope([gatewayLogRecord(logged, before(drawing))]));
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
    // A broken gateway tries again under one id, more often than is kept: the log names each answer.
    weight: 8,
    when: ({ hasConflicts }) => hasConflicts,
    plan: (drawing) => retries(drawing),
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
    // The store refuses the record for good, beside others that it takes.
    weight: 1,
    plan: (drawing) => {
      const { random, atMs } = drawing;
      const call = refused(drawing.call);
      return [
        usage(policyEvent(call, atMs, drawCounts(random))),
        logs(envelope([gatewayLogRecord(call, before(drawing))])),
      ];
    },
  },
  {
    weight: 2,
    plan: ({ call, atMs, index }) => [usage(unreadable(call, atMs, index))],
  },
  {
    // A sender floods a hub with what nobody can read, now and then several items in one event.
    weight: 40,
    when: ({ hasFlood }) => hasFlood,
    plan: ({ random, call, atMs }) => [
      random.chance(0.5)
        ? usage(unreadable(call, atMs, random.pick([2, 3])))
        : logs(unreadableEnvelope(call, atMs, random.integer(1, 4))),
    ],
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
