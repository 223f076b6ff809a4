// Promise 1, through the real ingest and rollup: whatever the order, the repetitions, the batches,
// the crashes and the rivals, the figures are byte for byte those of one ordered delivery.
import fc from 'fast-check';
import type { RawEvent } from '../../shared/domain/readers/reading';
import { InMemoryProgram } from '../support/in-memory-program';
import { interrupted } from '../support/port-calls';
import { runs } from '../support/property-runs';
import {
  businessUnitsFile,
  chatUsage,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  requestGuid,
  usageEvent,
} from '../support/sample-events';

// Few requests, few windows and few words, so that events often meet: on both sides of midnight and
// of the turn of a month, and in neighbouring windows of one day.
const id = fc.integer({ min: 1, max: 4 });
const time = fc.constantFrom(
  '2026-10-31T23:59:30Z',
  '2026-11-01T00:00:10Z',
  '2026-11-02T10:14:00Z',
  '2026-11-02T10:16:00Z',
  '2026-11-02T10:31:00Z',
);

const policyEvent = fc
  .record(
    {
      id,
      time,
      subscription: fc.constantFrom('sub-a', 'sub-b', 'sub-of-nobody', null),
      model: fc.constantFrom('gpt-4o', 'gpt-4o-2024-11-20', 'model-without-a-price'),
      status: fc.constantFrom(200, 429, 500),
      streamed: fc.boolean(),
      responseId: fc.constantFrom('chatcmpl-1', 'chatcmpl-2'),
      usage: fc.constantFrom(
        null,
        chatUsage(1_000, 100),
        chatUsage(333, 7),
        chatUsage(0, 0),
        chatUsage(150_000, 1),
        { total_tokens: 50 },
        { ...chatUsage(500, 5), prompt_tokens_details: { cached_tokens: 400 } },
      ),
    },
    { requiredKeys: ['id', 'time'] },
  )
  .map(usageEvent);

const llmLogChunk = fc
  .record({
    id,
    time,
    prompt: fc.integer({ min: 0, max: 50 }),
    completion: fc.integer({ min: 0, max: 50 }),
    sequence: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ id: request, ...options }) => llmLogEvent(request, options));

const gatewayLog = fc
  .record({
    id,
    time,
    apimSubscriptionId: fc.constantFrom('sub-a', 'sub-b'),
    status: fc.constantFrom(200, 429),
  })
  .map(({ id: request, time: at, status, ...properties }) => ({
    category: 'GatewayLogs',
    time: at,
    correlationId: requestGuid(request),
    properties: { ...properties, apiId: 'azure-openai', responseCode: status },
  }));

const withoutId = fc.record({ tokens: fc.integer({ min: 1, max: 9 }) }).map(({ tokens }) => ({
  Timestamp: '11/2/2026 10:16:00 AM',
  ApiOperation: 'chat',
  AppKey: 'a key',
  PromptTokens: String(tokens),
  CompletionTokens: '1',
  TotalTokens: String(tokens + 1),
}));

const badEvent = fc.constantFrom<unknown>(
  '{"cut": ',
  42,
  null,
  usageEvent({ time: 'yesterday' }),
  usageEvent({ id: 3, usage: { prompt_tokens: -1 } }),
  usageEvent({ id: 3, time: '2026-01-01T00:00:00Z' }),
  { records: [{ category: 'GatewayLlmLogs', properties: 'not JSON' }] },
);

const body: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: policyEvent },
  { weight: 3, arbitrary: llmLogChunk },
  { weight: 2, arbitrary: gatewayLog },
  { weight: 1, arbitrary: fc.array(gatewayLog, { maxLength: 3 }).map((records) => ({ records })) },
  { weight: 1, arbitrary: withoutId },
  { weight: 1, arbitrary: badEvent },
);

/** What happens at a call of a piece of work, if it makes so many. */
type Accident =
  | { readonly kind: 'none' }
  | { readonly kind: 'crash'; readonly at: number }
  | { readonly kind: 'delivery'; readonly at: number; readonly batch: readonly number[] }
  | { readonly kind: 'rollUp'; readonly at: number };

type Step =
  | { readonly kind: 'deliver'; readonly batch: readonly number[]; readonly accident: Accident }
  | { readonly kind: 'rollUp'; readonly accident: Accident };

interface Story {
  readonly bodies: readonly unknown[];
  readonly steps: readonly Step[];
  /** At the end everything is delivered once more, in this order and these splits. */
  readonly redelivery: readonly (readonly number[])[];
}

const stories: fc.Arbitrary<Story> = fc
  .array(body, { minLength: 1, maxLength: 10 })
  .chain((bodies) => {
    const indexes = bodies.map((_, index) => index);
    const batch = fc.array(fc.constantFrom(...indexes), { minLength: 1, maxLength: 6 });
    const at = fc.nat(40);
    const accident: fc.Arbitrary<Accident> = fc.oneof(
      fc.constant({ kind: 'none' } as const),
      fc.record({ kind: fc.constant('crash' as const), at }),
      fc.record({ kind: fc.constant('delivery' as const), at, batch }),
      fc.record({ kind: fc.constant('rollUp' as const), at }),
    );
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ kind: fc.constant('deliver' as const), batch, accident }),
      fc.record({ kind: fc.constant('rollUp' as const), accident }),
    );
    const shuffled = fc.shuffledSubarray(indexes, { minLength: indexes.length });
    return fc.record({
      bodies: fc.constant(bodies),
      steps: fc.array(step, { maxLength: 6 }),
      redelivery: fc
        .tuple(shuffled, fc.integer({ min: 1, max: 4 }))
        .map(([order, size]) =>
          order.flatMap((_, index) =>
            index % size === 0 ? [order.slice(index, index + size)] : [],
          ),
        ),
    });
  });

const prepared = async (bodies: readonly unknown[]) => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deploymentsFile,
    priceBookFile(),
  );
  return { program, events: program.enqueue(...bodies) };
};

const rollUpAll = async (program: InMemoryProgram): Promise<void> => {
  for (let tick = 0; tick < 5; tick += 1) {
    if ((await program.rollUp()).pendingWindows === 0) return;
  }
  throw new Error('the rollup does not come to an end');
};

const run = async (
  program: InMemoryProgram,
  events: readonly RawEvent[],
  { accident, ...step }: Step,
): Promise<void> => {
  const pick = (batch: readonly number[]): readonly RawEvent[] =>
    batch.flatMap((index) => events[index] ?? []);
  const work = (): Promise<unknown> =>
    step.kind === 'deliver' ? program.deliver(pick(step.batch)) : program.rollUp();
  const happen = async (): Promise<void> => {
    if (accident.kind === 'crash') throw new Error('crash');
    if (accident.kind === 'delivery') await program.deliver(pick(accident.batch));
    if (accident.kind === 'rollUp') await program.rollUp();
  };
  await interrupted(
    program,
    ({ number }) => (accident.kind !== 'none' && number === accident.at ? happen() : undefined),
    work,
  ).catch((error: unknown) => {
    if (!String(error).includes('crash')) throw error;
  });
};

const outcomeOf = (program: InMemoryProgram): string =>
  [program.figures(), ...[...program.deadLetters.letters.keys()].sort()].join('\n');

describe('whatever happens on the way', () => {
  it('the figures and the dead letters are those of one ordered delivery', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ bodies, steps, redelivery }) => {
        const smooth = await prepared(bodies);
        await smooth.program.deliver(smooth.events);
        await rollUpAll(smooth.program);

        const { program, events } = await prepared(bodies);
        for (const step of steps) await run(program, events, step);
        for (const batch of redelivery) {
          await program.deliver(batch.flatMap((index) => events[index] ?? []));
        }
        await rollUpAll(program);
        expect(outcomeOf(program)).toBe(outcomeOf(smooth.program));
      }),
      runs(40),
    );
  });
});
