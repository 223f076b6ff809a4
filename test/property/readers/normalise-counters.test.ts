// Meters are disjoint: whatever a source counts, no token is billed twice and none disappears.
import fc from 'fast-check';
import { countedBy, counterNames, type Counted } from '../../../shared/domain/usage/counter-names';
import { sumOf, type Meter, type Meters } from '../../../shared/domain/usage/meters';
import {
  allTokens,
  normaliseCounters,
  totalTokens,
} from '../../../shared/domain/usage/normalise-counters';
import { sources, type Counters } from '../../../shared/domain/usage/observation';
import { countMax } from '../../../shared/limits';

const count = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.constant(countMax),
);
const counters = fc.dictionary(fc.constantFrom(...counterNames), count, { maxKeys: 12 });
const model = fc.constantFrom('gpt-5', 'claude-opus-4-1', 'gpt-image-1', 'sora-2', undefined);
const source = fc.constantFrom(...sources);

const isBilledByCohere = (raw: Counters): boolean =>
  Object.keys(raw).some((name) => name.startsWith('billed_units.'));

const inputMeters: readonly Meter[] = [
  ...(['input', 'cachedInput', 'cachedAudioInput', 'cachedImageInput', 'audioInput'] as const),
  ...(['imageInput', 'cacheWrite', 'cacheWrite5m', 'cacheWrite1h'] as const),
];
const outputMeters: readonly Meter[] = [
  ...(['output', 'reasoningOutput', 'audioOutput', 'imageOutput'] as const),
];

/** The meters in which a counter's tokens must be found. */
const metersOf: Readonly<Partial<Record<Counted, readonly Meter[]>>> = {
  prompt: inputMeters,
  promptText: inputMeters,
  uncached: inputMeters,
  promptAudio: ['audioInput', 'cachedAudioInput'],
  promptImage: ['imageInput', 'cachedImageInput'],
  cached: ['cachedInput', 'cachedAudioInput', 'cachedImageInput'],
  cachedText: ['cachedInput', 'cachedAudioInput', 'cachedImageInput'],
  cachedAudio: ['cachedAudioInput'],
  cachedImage: ['cachedImageInput'],
  written: ['cacheWrite', 'cacheWrite5m', 'cacheWrite1h'],
  written5m: ['cacheWrite5m'],
  written1h: ['cacheWrite1h'],
  completion: outputMeters,
  completionText: outputMeters,
  reasoning: ['reasoningOutput'],
  completionAudio: ['audioOutput'],
  completionImage: ['imageOutput'],
};

const expectNothingLost = (raw: Counters, meters: Meters): void => {
  for (const [name, quantity] of Object.entries(raw)) {
    const counted = countedBy.get(name);
    const held = counted === 'total' ? totalTokens(meters) : undefined;
    const inMeters = counted === undefined ? undefined : metersOf[counted];
    const found = held ?? (inMeters === undefined ? quantity : sumOf(meters, inMeters));
    if (found < quantity) throw new Error(`${name}: ${quantity} counted, ${found} metered`);
  }
};

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

  it('hold every token of every counter, and of the total', () => {
    fc.assert(
      fc.property(counters, model, source, (raw, of, by) => {
        if (isBilledByCohere(raw)) return;
        expectNothingLost(raw, normaliseCounters(raw, of, { source: by }).meters);
      }),
      { numRuns: 2_000 },
    );
  });

  it("add up to the source's total, or are flagged", () => {
    fc.assert(
      fc.property(counters, model, source, (raw, of, by) => {
        if (isBilledByCohere(raw)) return;
        const normalised = normaliseCounters(raw, of, { source: by });
        const isFlagged = normalised.totalMismatch || normalised.cacheWritesUnknown;
        const total = raw['total_tokens'];
        expect(total === undefined || isFlagged || totalTokens(normalised.meters) === total).toBe(
          true,
        );
      }),
    );
  });

  it('do not depend on the order of the counters', () => {
    fc.assert(
      fc.property(counters, model, (raw, of) => {
        const reversed = Object.fromEntries(Object.entries(raw).reverse());
        expect(normaliseCounters(reversed, of)).toEqual(normaliseCounters(raw, of));
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
        expect(sumOf(meters, inputMeters)).toBeGreaterThanOrEqual(Math.max(prompt, a, b));
        // A detail that fits into its sum lies inside it; one that does not lies beside it.
        if (a + b <= prompt) expect(sumOf(meters, inputMeters)).toBe(prompt);
        const output = c <= completion ? completion : completion + c;
        expect(sumOf(meters, ['output', 'reasoningOutput'])).toBe(output);
      }),
    );
  });
});

/** Sizes of the disjoint parts of a request. */
const part = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 }));
const parts = fc.record({
  ...{ text: part, cachedText: part, audio: part, cachedAudio: part, image: part },
  ...{ cachedImage: part, written5m: part, written1h: part, written: part },
  ...{ output: part, reasoning: part, audioOut: part, imageOut: part },
});
type Parts = typeof parts extends fc.Arbitrary<infer Value> ? Value : never;

const total = (...quantities: readonly number[]): number =>
  quantities.reduce((sum, quantity) => sum + quantity, 0);

/** What each API writes for such parts, and the meters that they are; what it cannot say is left out. */
interface Api {
  readonly api: string;
  readonly model?: string;
  readonly usage: (p: Parts) => Counters;
  readonly meters: (p: Parts) => Meters;
}

const apis: readonly Api[] = [
  {
    api: 'chat completions',
    usage: (p) => {
      const prompt = total(p.text, p.cachedText, p.audio, p.image, p.written);
      const completion = total(p.output, p.reasoning, p.audioOut);
      return {
        prompt_tokens: prompt,
        completion_tokens: completion,
        total_tokens: prompt + completion,
        'prompt_tokens_details.cached_tokens': p.cachedText,
        'prompt_tokens_details.audio_tokens': p.audio,
        'prompt_tokens_details.image_tokens': p.image,
        'prompt_tokens_details.cache_write_tokens': p.written,
        'completion_tokens_details.reasoning_tokens': p.reasoning,
        'completion_tokens_details.audio_tokens': p.audioOut,
        'completion_tokens_details.rejected_prediction_tokens': p.output,
      };
    },
    meters: (p) => ({
      ...{ input: p.text, cachedInput: p.cachedText, audioInput: p.audio, imageInput: p.image },
      ...{ cacheWrite: p.written, output: p.output, reasoningOutput: p.reasoning },
      audioOutput: p.audioOut,
    }),
  },
  {
    api: 'embeddings',
    usage: (p) => ({ prompt_tokens: p.text, total_tokens: p.text }),
    meters: (p) => ({ input: p.text }),
  },
  {
    api: 'Responses',
    usage: (p) => {
      const input = total(p.text, p.cachedText, p.written);
      const output = total(p.output, p.reasoning);
      return {
        ...{ input_tokens: input, output_tokens: output, total_tokens: input + output },
        'input_tokens_details.cached_tokens': p.cachedText,
        'input_tokens_details.cache_write_tokens': p.written,
        'output_tokens_details.reasoning_tokens': p.reasoning,
      };
    },
    meters: (p) => ({
      ...{ input: p.text, cachedInput: p.cachedText, cacheWrite: p.written },
      ...{ output: p.output, reasoningOutput: p.reasoning },
    }),
  },
  {
    api: 'images',
    model: 'gpt-image-1',
    usage: (p) => ({
      input_tokens: total(p.text, p.image),
      'input_tokens_details.text_tokens': p.text,
      'input_tokens_details.image_tokens': p.image,
      output_tokens: p.imageOut,
      total_tokens: total(p.text, p.image, p.imageOut),
    }),
    meters: (p) => ({ input: p.text, imageInput: p.image, imageOutput: p.imageOut }),
  },
  {
    api: 'MAI images',
    usage: (p) => ({
      num_input_text_tokens: p.text,
      num_input_image_tokens: p.image,
      num_output_tokens: p.imageOut,
    }),
    meters: (p) => ({ input: p.text, imageInput: p.image, imageOutput: p.imageOut }),
  },
  {
    api: 'transcription',
    model: 'gpt-4o-transcribe',
    usage: (p) => ({
      input_tokens: total(p.text, p.audio),
      'input_token_details.text_tokens': p.text,
      'input_token_details.audio_tokens': p.audio,
      output_tokens: p.output,
      total_tokens: total(p.text, p.audio, p.output),
    }),
    meters: (p) => ({ input: p.text, audioInput: p.audio, output: p.output }),
  },
  {
    api: 'transcription by duration',
    model: 'whisper',
    usage: (p) => ({ seconds: p.audio / 8 }),
    meters: (p) => ({ audioSeconds: p.audio * 125 }),
  },
  {
    api: 'video',
    model: 'sora-2',
    usage: (p) => ({ seconds: p.image }),
    meters: (p) => ({ videoSeconds: p.image * 1_000 }),
  },
  {
    api: 'realtime',
    usage: (p) => {
      const cached = total(p.cachedText, p.cachedAudio, p.cachedImage);
      const input = total(cached, p.text, p.audio, p.image);
      const output = total(p.output, p.audioOut);
      return {
        ...{ input_tokens: input, output_tokens: output, total_tokens: input + output },
        'input_token_details.cached_tokens': cached,
        'input_token_details.text_tokens': p.text + p.cachedText,
        'input_token_details.audio_tokens': p.audio + p.cachedAudio,
        'input_token_details.image_tokens': p.image + p.cachedImage,
        'input_token_details.cached_tokens_details.text_tokens': p.cachedText,
        'input_token_details.cached_tokens_details.audio_tokens': p.cachedAudio,
        'input_token_details.cached_tokens_details.image_tokens': p.cachedImage,
        'output_token_details.text_tokens': p.output,
        'output_token_details.audio_tokens': p.audioOut,
      };
    },
    meters: (p) => ({
      ...{ input: p.text, audioInput: p.audio, imageInput: p.image, cachedInput: p.cachedText },
      ...{ cachedAudioInput: p.cachedAudio, cachedImageInput: p.cachedImage },
      ...{ output: p.output, audioOutput: p.audioOut },
    }),
  },
  {
    api: 'Anthropic',
    model: 'claude-opus-5',
    usage: (p) => ({
      input_tokens: p.text,
      cache_read_input_tokens: p.cachedText,
      cache_creation_input_tokens: total(p.written, p.written5m, p.written1h),
      'cache_creation.ephemeral_5m_input_tokens': p.written5m,
      'cache_creation.ephemeral_1h_input_tokens': p.written1h,
      output_tokens: p.output + p.reasoning,
      'output_tokens_details.thinking_tokens': p.reasoning,
      'server_tool_use.web_search_requests': p.image,
    }),
    meters: (p) => ({
      ...{ input: p.text, cachedInput: p.cachedText, cacheWrite: p.written },
      ...{ cacheWrite5m: p.written5m, cacheWrite1h: p.written1h, output: p.output },
      ...{ reasoningOutput: p.reasoning, webSearches: p.image },
    }),
  },
  {
    api: 'Grok',
    usage: (p) => ({
      prompt_tokens: p.text + p.cachedText,
      completion_tokens: p.output,
      total_tokens: total(p.text, p.cachedText, p.output, p.reasoning),
      'prompt_tokens_details.text_tokens': p.text + p.cachedText,
      'prompt_tokens_details.cached_tokens': p.cachedText,
      'completion_tokens_details.reasoning_tokens': p.reasoning,
    }),
    meters: (p) => ({
      ...{ input: p.text, cachedInput: p.cachedText },
      ...{ output: p.output, reasoningOutput: p.reasoning },
    }),
  },
  {
    api: 'Mistral',
    usage: (p) => ({
      prompt_tokens: p.text + p.cachedText,
      num_cached_tokens: p.cachedText,
      completion_tokens: p.output,
      total_tokens: total(p.text, p.cachedText, p.output),
    }),
    meters: (p) => ({ input: p.text, cachedInput: p.cachedText, output: p.output }),
  },
  {
    api: 'DeepSeek',
    usage: (p) => ({
      prompt_tokens: p.text + p.cachedText,
      prompt_cache_hit_tokens: p.cachedText,
      prompt_cache_miss_tokens: p.text,
      completion_tokens: p.output + p.reasoning,
      'completion_tokens_details.reasoning_tokens': p.reasoning,
      total_tokens: total(p.text, p.cachedText, p.output, p.reasoning),
    }),
    meters: (p) => ({
      ...{ input: p.text, cachedInput: p.cachedText },
      ...{ output: p.output, reasoningOutput: p.reasoning },
    }),
  },
];

const withoutZeros = (meters: Meters): Meters =>
  Object.fromEntries(Object.entries(meters).filter(([, quantity]) => quantity !== 0));

describe('what each API writes for a request of known parts', () => {
  it.each(apis)('comes out as those parts, and adds up: $api', ({ model: of, usage, meters }) => {
    fc.assert(
      fc.property(parts, (p) => {
        const normalised = normaliseCounters(usage(p), of);
        expect(normalised.meters).toEqual(withoutZeros(meters(p)));
        expect(normalised).toMatchObject({ totalMismatch: false, unknown: {} });
        expect(allTokens(normalised)).toBe(totalTokens(meters(p)));
      }),
    );
  });
});
