import {
  normaliseCounters,
  totalTokens,
  type NormalisedCounters,
} from '../../../../shared/domain/usage/normalise-counters';
import type { Meters } from '../../../../shared/domain/usage/meters';
import type { Counters } from '../../../../shared/domain/usage/observation';

const metersOf = (counters: Counters, model?: string): Meters => {
  const normalised = normaliseCounters(counters, model);
  expect(normalised).toMatchObject({ totalMismatch: false, cacheWritesUnknown: false });
  return normalised.meters;
};

describe("OpenAI's counters, whose details are parts of their sums", () => {
  it('bills no token of a chat completion twice', () => {
    const meters = metersOf({
      prompt_tokens: 1200,
      completion_tokens: 340,
      total_tokens: 1540,
      'prompt_tokens_details.cached_tokens': 1000,
      'prompt_tokens_details.cache_write_tokens': 50,
      'prompt_tokens_details.audio_tokens': 20,
      'prompt_tokens_details.image_tokens': 30,
      'completion_tokens_details.reasoning_tokens': 64,
      'completion_tokens_details.audio_tokens': 16,
      'completion_tokens_details.accepted_prediction_tokens': 3,
    });
    expect(meters).toStrictEqual({
      input: 100,
      cachedInput: 1000,
      cacheWrite: 50,
      audioInput: 20,
      imageInput: 30,
      output: 260,
      reasoningOutput: 64,
      audioOutput: 16,
    });
    expect(totalTokens(meters)).toBe(1540);
  });

  it('bills rejected prediction tokens as the output that they are part of', () => {
    const meters = metersOf({
      prompt_tokens: 10,
      completion_tokens: 9,
      total_tokens: 19,
      'completion_tokens_details.rejected_prediction_tokens': 7,
    });
    expect(meters).toStrictEqual({ input: 10, output: 9 });
  });

  it('takes the counters of the Responses API apart in the same way', () => {
    const meters = metersOf({
      input_tokens: 36,
      'input_tokens_details.cached_tokens': 10,
      'input_tokens_details.cache_write_tokens': 12,
      output_tokens: 87,
      'output_tokens_details.reasoning_tokens': 30,
      total_tokens: 123,
    });
    expect(meters).toStrictEqual({
      input: 14,
      cachedInput: 10,
      cacheWrite: 12,
      output: 57,
      reasoningOutput: 30,
    });
  });

  it('finds nothing but input in embeddings', () => {
    expect(metersOf({ prompt_tokens: 8, total_tokens: 8 })).toStrictEqual({ input: 8 });
  });

  it('takes a cached audio token of a realtime session as cached, not as cached and audio', () => {
    const meters = metersOf({
      total_tokens: 253,
      input_tokens: 132,
      output_tokens: 121,
      'input_token_details.audio_tokens': 73,
      'input_token_details.image_tokens': 10,
      'input_token_details.cached_tokens': 64,
      'input_token_details.cached_tokens_details.audio_tokens': 60,
      'input_token_details.cached_tokens_details.image_tokens': 4,
      'output_token_details.audio_tokens': 91,
    });
    expect(meters).toStrictEqual({
      input: 49,
      cachedInput: 64,
      audioInput: 13,
      imageInput: 6,
      output: 30,
      audioOutput: 91,
    });
  });

  it.each(['gpt-4o-transcribe', undefined])('meters transcribed audio (%s)', (model) => {
    const meters = metersOf(
      {
        input_tokens: 140,
        'input_token_details.audio_tokens': 120,
        'input_token_details.text_tokens': 20,
        output_tokens: 45,
        total_tokens: 185,
      },
      model,
    );
    expect(meters).toStrictEqual({ input: 20, audioInput: 120, output: 45 });
  });
});

describe('images', () => {
  it('are all output of the images API, which gives its output no kind', () => {
    const counters = {
      input_tokens: 50,
      'input_tokens_details.text_tokens': 10,
      'input_tokens_details.image_tokens': 40,
      output_tokens: 4160,
      total_tokens: 4210,
    };
    expect(metersOf(counters)).toStrictEqual({ input: 10, imageInput: 40, imageOutput: 4160 });
  });

  it('are all output of a model that makes nothing else', () => {
    const counters = { input_tokens: 10, output_tokens: 4160, total_tokens: 4170 };
    expect(metersOf(counters, 'gpt-image-1')).toStrictEqual({ input: 10, imageOutput: 4160 });
    expect(metersOf(counters, 'gpt-5')).toStrictEqual({ input: 10, output: 4160 });
  });

  it('are told from text where the answer does so', () => {
    const counters = {
      input_tokens: 50,
      'input_tokens_details.text_tokens': 50,
      output_tokens: 4200,
      'output_tokens_details.image_tokens': 4160,
      'output_tokens_details.text_tokens': 40,
      total_tokens: 4250,
    };
    expect(metersOf(counters, 'gpt-image-1.5')).toStrictEqual({
      input: 50,
      output: 40,
      imageOutput: 4160,
    });
  });

  it('are counted where a model sells them by the piece', () => {
    expect(metersOf({ images: 2 }, 'dall-e-3')).toStrictEqual({ images: 2 });
  });
});

describe('seconds', () => {
  it.each([
    [12.4, 12],
    [12.5, 13],
    [0.4, undefined],
    [0.5, 1],
    [61, 61],
  ])('of audio are billed to the nearest one, half a second as one: %d', (seconds, billed) => {
    expect(metersOf({ seconds }, 'whisper').audioSeconds).toBe(billed);
  });

  it('are of video where the model makes video', () => {
    expect(metersOf({ seconds: 8 }, 'sora-2')).toStrictEqual({ videoSeconds: 8 });
  });
});

describe("Anthropic's counters, which lie side by side", () => {
  it('are added and not subtracted', () => {
    const meters = metersOf({
      input_tokens: 2095,
      cache_creation_input_tokens: 2051,
      cache_read_input_tokens: 1800,
      'cache_creation.ephemeral_5m_input_tokens': 2000,
      'cache_creation.ephemeral_1h_input_tokens': 40,
      output_tokens: 503,
      'server_tool_use.web_search_requests': 2,
    });
    expect(meters).toStrictEqual({
      input: 2095,
      cachedInput: 1800,
      cacheWrite: 11,
      cacheWrite5m: 2000,
      cacheWrite1h: 40,
      output: 503,
      webSearches: 2,
    });
    expect(totalTokens(meters)).toBe(6449);
  });

  it('need no cache', () => {
    expect(metersOf({ input_tokens: 95, output_tokens: 3 }, 'claude-sonnet-4-5')).toStrictEqual({
      input: 95,
      output: 3,
    });
  });

  it('may state any one of them alone', () => {
    expect(metersOf({ cache_read_input_tokens: 5 })).toStrictEqual({ cachedInput: 5 });
    expect(metersOf({ 'cache_creation.ephemeral_1h_input_tokens': 5 })).toStrictEqual({
      cacheWrite1h: 5,
    });
  });

  it('are flagged when the split of the cache writes exceeds their sum', () => {
    const { meters, totalMismatch } = normaliseCounters(
      { cache_creation_input_tokens: 10, 'cache_creation.ephemeral_5m_input_tokens': 12 },
      undefined,
    );
    expect({ meters, totalMismatch }).toStrictEqual({
      meters: { cacheWrite5m: 12 },
      totalMismatch: true,
    });
  });

  it('are flagged when a total contradicts them', () => {
    const counters = { input_tokens: 5, cache_read_input_tokens: 5, total_tokens: 5 };
    expect(normaliseCounters(counters, undefined).totalMismatch).toBe(true);
    expect(normaliseCounters({ ...counters, total_tokens: 10 }, undefined).totalMismatch).toBe(
      false,
    );
  });

  it('are nested where a proxy put them beside a prompt that includes them', () => {
    const meters = metersOf({
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 30,
    });
    expect(meters).toStrictEqual({ input: 10, cachedInput: 60, cacheWrite: 30, output: 10 });
  });
});

describe("the gateway's LLM log of an Anthropic model", () => {
  const log = (counters: Counters, model = 'claude-sonnet-4-5'): NormalisedCounters =>
    normaliseCounters(counters, model, { source: 'llmLog' });

  it.each([150, 950])(
    'states the uncached input, and cannot know of cache writes (%d)',
    (total) => {
      const counters = {
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: total,
        'prompt_tokens_details.cached_tokens': 800,
        'completion_tokens_details.reasoning_tokens': 20,
      };
      expect(log(counters)).toStrictEqual({
        meters: { input: 100, cachedInput: 800, output: 30, reasoningOutput: 20 },
        totalMismatch: false,
        cacheWritesUnknown: true,
      });
    },
  );

  it('is flagged when its total is neither with nor without the cached tokens', () => {
    const counters = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 151 };
    expect(log(counters).totalMismatch).toBe(true);
  });

  it('is flagged when its reasoning exceeds its completion', () => {
    const counters = { completion_tokens: 5, 'completion_tokens_details.reasoning_tokens': 6 };
    expect(log(counters)).toMatchObject({ meters: { reasoningOutput: 5 }, totalMismatch: true });
  });

  it('is nested for every other model', () => {
    const counters = { prompt_tokens: 100, 'prompt_tokens_details.cached_tokens': 80 };
    expect(log(counters, 'gpt-5')).toMatchObject({
      meters: { input: 20, cachedInput: 80 },
      cacheWritesUnknown: false,
    });
  });
});

describe('counters that do not add up', () => {
  it('never make a meter negative: overlapping details are clamped and flagged', () => {
    const normalised = normaliseCounters(
      {
        prompt_tokens: 100,
        completion_tokens: 5,
        total_tokens: 105,
        'prompt_tokens_details.cached_tokens': 80,
        'prompt_tokens_details.audio_tokens': 50,
        'completion_tokens_details.reasoning_tokens': 9,
      },
      'gpt-4o-audio',
    );
    expect(normalised).toStrictEqual({
      meters: { cachedInput: 80, audioInput: 20, reasoningOutput: 5 },
      totalMismatch: true,
      cacheWritesUnknown: false,
    });
  });

  it.each([104, 106])('are flagged by a total that is another one: %d', (total) => {
    const counters = { prompt_tokens: 100, completion_tokens: 5, total_tokens: total };
    expect(normaliseCounters(counters, 'gpt-5')).toStrictEqual({
      meters: { input: 100, output: 5 },
      totalMismatch: true,
      cacheWritesUnknown: false,
    });
  });

  it('are unclassified where they are only a total', () => {
    expect(metersOf({ total_tokens: 777 })).toStrictEqual({ unclassified: 777 });
  });

  it('are unclassified as far as the total exceeds the one sum that is stated', () => {
    expect(metersOf({ completion_tokens: 5, total_tokens: 12 })).toStrictEqual({
      output: 5,
      unclassified: 7,
    });
    expect(metersOf({ prompt_tokens: 5, total_tokens: 12 })).toStrictEqual({
      input: 5,
      unclassified: 7,
    });
  });

  it('are the details where no sum is stated', () => {
    expect(metersOf({ 'prompt_tokens_details.cached_tokens': 4 })).toStrictEqual({
      cachedInput: 4,
    });
  });

  it('are no meters where nothing was counted', () => {
    expect(metersOf({})).toStrictEqual({});
    expect(metersOf({ prompt_tokens: 0, 'some.unknown_tokens': 5 })).toStrictEqual({});
  });
});
