// Meters are disjoint: whatever a source counts, no token is billed twice and none disappears.
import fc from 'fast-check';
import { counterNames } from '../../../shared/domain/usage/counter-names';
import { sumOf } from '../../../shared/domain/usage/meters';
import { normaliseCounters, totalTokens } from '../../../shared/domain/usage/normalise-counters';
import { sources } from '../../../shared/domain/usage/observation';
import { countMax } from '../../../shared/limits';

const count = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: countMax }));
const counters = fc.dictionary(fc.constantFrom(...counterNames), count, { maxKeys: 12 });
const model = fc.constantFrom('gpt-5', 'claude-opus-4-1', 'gpt-image-1', 'sora-2', undefined);
const source = fc.constantFrom(...sources);

describe('meters', () => {
  it('are whole numbers above zero, whatever was counted', () => {
    fc.assert(
      fc.property(counters, model, source, (raw, of, by) => {
        const { meters } = normaliseCounters(raw, of, { source: by });
        for (const quantity of Object.values(meters)) {
          expect(Number.isSafeInteger(quantity) && quantity > 0).toBe(true);
        }
      }),
    );
  });

  it("add up to the source's total, or are flagged", () => {
    fc.assert(
      fc.property(counters, model, source, (raw, of, by) => {
        const normalised = normaliseCounters(raw, of, { source: by });
        const isFlagged = normalised.totalMismatch || normalised.cacheWritesUnknown;
        const total = raw['total_tokens'];
        expect(total === undefined || isFlagged || totalTokens(normalised.meters) === total).toBe(
          true,
        );
      }),
    );
  });

  it("keep every token of OpenAI's sums, however their details overlap", () => {
    const detail = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(detail, detail, detail, detail, detail, (prompt, completion, a, b, c) => {
        const { meters } = normaliseCounters(
          {
            prompt_tokens: prompt,
            completion_tokens: completion,
            'prompt_tokens_details.cached_tokens': a,
            'prompt_tokens_details.audio_tokens': b,
            'completion_tokens_details.reasoning_tokens': c,
          },
          'gpt-5',
        );
        expect(totalTokens(meters)).toBe(prompt + completion);
        expect(sumOf(meters, ['output', 'reasoningOutput'])).toBe(completion);
      }),
    );
  });
});
