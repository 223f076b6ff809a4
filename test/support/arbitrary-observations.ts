// Observations of few requests, few sources and few words, so that random ones often meet: repeat
// each other, contradict each other, and come in chunks.
import fc from 'fast-check';
import { instantOf } from '../../shared/domain/instant';
import type {
  Counters,
  Facts,
  Observation,
  RequestId,
} from '../../shared/domain/usage/observation';
import { sources } from '../../shared/domain/usage/observation';

const firstMs = Date.parse('2026-11-02T10:00:00Z');

const facts: fc.Arbitrary<Facts> = fc.record(
  {
    subscriptionId: fc.constantFrom('sub-a', 'sub-b'),
    model: fc.constantFrom('gpt-4o', 'claude-sonnet-4-5'),
    status: fc.constantFrom(200, 429, 500),
    backendStatus: fc.constantFrom(200, 503),
    streamed: fc.boolean(),
    responseId: fc.constantFrom('chatcmpl-1', 'chatcmpl-2'),
    estimated: fc.constant(true as const),
  },
  { requiredKeys: [] },
);

const counters: fc.Arbitrary<Counters | null> = fc.option(
  fc.record(
    {
      prompt_tokens: fc.integer({ min: 0, max: 5 }),
      completion_tokens: fc.integer({ min: 0, max: 5 }),
      'prompt_tokens_details.cached_tokens': fc.integer({ min: 0, max: 3 }),
      total_tokens: fc.integer({ min: 0, max: 9 }),
    },
    { requiredKeys: [] },
  ),
);

/** Observations of one request. */
export const observationOf = (id: string): fc.Arbitrary<Observation> =>
  fc.record({
    requestId: fc.constant(id as RequestId),
    source: fc.constantFrom(...sources),
    // Within a few windows, so that some move.
    occurredAt: fc.integer({ min: 0, max: 45 * 60_000 }).map((ms) => instantOf(firstMs + ms)),
    facts,
    counters,
  });

export const someObservations: fc.Arbitrary<readonly Observation[]> = fc.array(
  fc.constantFrom('r1', 'r2', 'r3').chain(observationOf),
  { minLength: 1, maxLength: 25 },
);
