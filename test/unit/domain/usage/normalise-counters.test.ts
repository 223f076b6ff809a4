import {
  allTokens,
  normaliseCounters,
  totalTokens,
  type NormalisedCounters,
} from '../../../../shared/domain/usage/normalise-counters';
import { sumOf, type Meters } from '../../../../shared/domain/usage/meters';
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

  it('meters a cached audio token of a realtime session apart from cached text and from audio', () => {
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
    // Input that is not stated as audio or image and is not cached: 132 - 64 - 13 - 6.
    expect(meters).toStrictEqual({
      input: 49,
      cachedAudioInput: 60,
      cachedImageInput: 4,
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
    [12.4, 12_400],
    [0.4, 400],
    [0.0004, undefined],
    [0.0005, 1],
    [61, 61_000],
  ])('of audio are counted in whole milliseconds: %d', (seconds, milliseconds) => {
    expect(metersOf({ seconds }, 'whisper').audioSeconds).toBe(milliseconds);
  });

  it('of a prompt are audio, whatever the model is called', () => {
    const counters = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
    expect(metersOf({ ...counters, prompt_audio_seconds: 1.2 }, 'video-model')).toStrictEqual({
      input: 5,
      output: 2,
      audioSeconds: 1_200,
    });
  });

  it('are of video where the model makes video', () => {
    expect(metersOf({ seconds: 8 }, 'sora-2')).toStrictEqual({ videoSeconds: 8_000 });
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
    const counters = { input_tokens: 5, output_tokens: 0, cache_read_input_tokens: 5 };
    const mismatch = (total: number): boolean =>
      normaliseCounters({ ...counters, total_tokens: total }, undefined).totalMismatch;
    expect(mismatch(4)).toBe(true);
    expect(mismatch(6)).toBe(true);
    expect(mismatch(10)).toBe(false);
  });

  it('lie inside the input if the total says that the input includes them', () => {
    const counters = { input_tokens: 50, output_tokens: 7, cache_read_input_tokens: 40 };
    expect(metersOf({ ...counters, total_tokens: 57 })).toStrictEqual({
      input: 10,
      cachedInput: 40,
      output: 7,
    });
    expect(metersOf({ ...counters, total_tokens: 97 })).toStrictEqual({
      input: 50,
      cachedInput: 40,
      output: 7,
    });
  });

  it('lie inside the input if a detail of the input repeats them under the name of OpenAI', () => {
    const counters = { input_tokens: 50, output_tokens: 7, cache_read_input_tokens: 40 };
    const meters = metersOf({ ...counters, 'input_tokens_details.cached_tokens': 40 });
    expect(meters).toStrictEqual({ input: 10, cachedInput: 40, output: 7 });
  });

  it('may hold thinking, which is part of the output', () => {
    const counters = { input_tokens: 13, cache_read_input_tokens: 0, output_tokens: 44 };
    expect(metersOf({ ...counters, 'output_tokens_details.thinking_tokens': 33 })).toStrictEqual({
      input: 13,
      output: 11,
      reasoningOutput: 33,
    });
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
        others: [],
        unknown: {},
        toolCallsUnmetered: 0,
      });
    },
  );

  it('is flagged when its total is neither with nor without the cached tokens', () => {
    const counters = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 151 };
    expect(log(counters)).toMatchObject({ meters: { unclassified: 1 }, totalMismatch: true });
  });

  it('is flagged when its reasoning exceeds its completion', () => {
    const counters = { completion_tokens: 5, 'completion_tokens_details.reasoning_tokens': 6 };
    expect(log(counters)).toMatchObject({
      meters: { output: 5, reasoningOutput: 6 },
      totalMismatch: true,
    });
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
  it('keep every detail that exceeds its sum or overlaps another one, and are flagged', () => {
    const { meters, totalMismatch } = normaliseCounters(
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
    expect({ meters, totalMismatch }).toStrictEqual({
      // 30 tokens at least are cached and audio. Reasoning cannot lie inside a smaller sum.
      meters: {
        cachedInput: 50,
        cachedAudioInput: 30,
        audioInput: 20,
        output: 5,
        reasoningOutput: 9,
      },
      totalMismatch: true,
    });
  });

  it.each([
    [
      'images',
      { 'prompt_tokens_details.image_tokens': 50 },
      { imageInput: 20, cachedImageInput: 30 },
    ],
    ['writes', { 'prompt_tokens_details.cache_write_tokens': 50 }, { cacheWrite: 50 }],
  ])('keep %s that overlap the cached tokens', (_, detail, expected) => {
    const counters = { prompt_tokens: 100, 'prompt_tokens_details.cached_tokens': 80, ...detail };
    const { meters, totalMismatch } = normaliseCounters(counters, 'gpt-5');
    expect(meters).toMatchObject(expected);
    expect(sumOf(meters, ['cachedInput', 'cachedImageInput'])).toBe(80);
    expect(totalMismatch).toBe(true);
  });

  it('are flagged by a total that is smaller', () => {
    const counters = { prompt_tokens: 100, completion_tokens: 5, total_tokens: 104 };
    expect(normaliseCounters(counters, 'gpt-5')).toMatchObject({
      meters: { input: 100, output: 5 },
      totalMismatch: true,
    });
  });

  it('are unclassified as far as a total exceeds both sums, and flagged', () => {
    const counters = { prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 };
    expect(normaliseCounters(counters, 'gemini-2.5-pro')).toMatchObject({
      meters: { input: 35, output: 12, unclassified: 62 },
      totalMismatch: true,
    });
  });

  it.each([
    ['cached tokens', { 'prompt_tokens_details.cached_tokens': 5, num_cached_tokens: 3 }],
    ['text', { 'prompt_tokens_details.text_tokens': 9, prompt_tokens: 4 }],
    ['cache misses', { prompt_tokens: 4, prompt_cache_hit_tokens: 5, prompt_cache_miss_tokens: 4 }],
    ['text of the output', { completion_tokens: 4, 'output_tokens_details.text_tokens': 9 }],
    [
      'kinds of cached tokens',
      {
        'input_token_details.cached_tokens': 5,
        'input_token_details.cached_tokens_details.audio_tokens': 9,
      },
    ],
  ])('lose no token: %s', (_, counters) => {
    const { meters } = normaliseCounters(counters, undefined);
    expect(totalTokens(meters)).toBeGreaterThanOrEqual(
      Math.max(...Object.values<number>(counters)),
    );
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

  it('are the details and the rest of the total where no sum is stated', () => {
    const counters = { total_tokens: 100, 'prompt_tokens_details.cached_tokens': 40 };
    expect(metersOf(counters)).toStrictEqual({ cachedInput: 40, unclassified: 60 });
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

  it('are the kinds of tokens where those are all that is stated', () => {
    const counters = {
      'input_token_details.text_tokens': 20,
      'input_token_details.audio_tokens': 30,
      'output_token_details.text_tokens': 4,
      'output_token_details.audio_tokens': 6,
    };
    expect(metersOf(counters)).toStrictEqual({
      input: 20,
      audioInput: 30,
      output: 4,
      audioOutput: 6,
    });
  });
});

describe("counters of one request under several APIs' names", () => {
  it('are the sum that counts, not the zero beside it', () => {
    const meters = metersOf({
      prompt_tokens: 0,
      completion_tokens: 0,
      total_tokens: 51_279_835,
      input_tokens: 31_493_594,
      output_tokens: 19_786_241,
      'prompt_tokens_details.cached_tokens': 0,
      'input_tokens_details.cached_tokens': 24_045_184,
      'output_tokens_details.reasoning_tokens': 18_373_824,
    });
    expect(meters).toStrictEqual({
      input: 7_448_410,
      cachedInput: 24_045_184,
      output: 1_412_417,
      reasoningOutput: 18_373_824,
    });
  });

  it("are Anthropic's where OpenAI's sums are zero", () => {
    const counters = { prompt_tokens: 0, input_tokens: 10, cache_read_input_tokens: 60 };
    expect(metersOf(counters)).toStrictEqual({ input: 10, cachedInput: 60 });
  });
});

describe("details that a source's own total puts beside their sums", () => {
  it("are Grok's reasoning", () => {
    const meters = metersOf({
      prompt_tokens: 10_120,
      completion_tokens: 1_499,
      total_tokens: 14_428,
      'prompt_tokens_details.cached_tokens': 128,
      'completion_tokens_details.reasoning_tokens': 2_809,
    });
    expect(meters).toStrictEqual({
      input: 9_992,
      cachedInput: 128,
      output: 1_499,
      reasoningOutput: 2_809,
    });
  });

  it('are reasoning that is smaller than the completion, too', () => {
    const counters = { prompt_tokens: 10, completion_tokens: 50, total_tokens: 80 };
    const detail = { 'completion_tokens_details.reasoning_tokens': 20 };
    expect(metersOf({ ...counters, ...detail })).toStrictEqual({
      input: 10,
      output: 50,
      reasoningOutput: 20,
    });
    expect(metersOf({ ...counters, ...detail, total_tokens: 60 })).toStrictEqual({
      input: 10,
      output: 30,
      reasoningOutput: 20,
    });
  });

  it("are Voxtral's audio", () => {
    const meters = metersOf({
      prompt_audio_seconds: 30,
      prompt_tokens: 6,
      completion_tokens: 2,
      total_tokens: 383,
      'prompt_tokens_details.cached_tokens': 0,
      'prompt_tokens_details.audio_tokens': 375,
    });
    expect(meters).toStrictEqual({ input: 6, audioInput: 375, output: 2, audioSeconds: 30_000 });
  });

  it('are as few as explain the total, and none that only come near it', () => {
    const counters = {
      prompt_tokens: 100,
      completion_tokens: 100,
      'prompt_tokens_details.cached_tokens': 30,
      'prompt_tokens_details.audio_tokens': 20,
      'completion_tokens_details.reasoning_tokens': 50,
    };
    const total = (total_tokens: number) => normaliseCounters({ ...counters, total_tokens }, 'm');
    expect(total(250).meters).toStrictEqual({
      input: 50,
      cachedInput: 30,
      audioInput: 20,
      output: 100,
      reasoningOutput: 50,
    });
    expect(total(280).meters).toMatchObject({ input: 80, output: 100, reasoningOutput: 50 });
    expect(total(251)).toMatchObject({ meters: { unclassified: 51 }, totalMismatch: true });
  });

  it('are the kinds beside a prompt that is all text, without a total', () => {
    const counters = {
      prompt_tokens: 12,
      'prompt_tokens_details.text_tokens': 12,
      'prompt_tokens_details.audio_tokens': 69,
      'prompt_tokens_details.cached_tokens': 2,
    };
    const beside = { ...counters, completion_tokens: 1 };
    expect(metersOf(beside)).toStrictEqual({
      input: 10,
      cachedInput: 2,
      audioInput: 69,
      output: 1,
    });
  });
});

describe("the vendors' own counters", () => {
  it.each([
    ['Mistral', { prompt_tokens: 997, num_cached_tokens: 976 }],
    ['Moonshot', { prompt_tokens: 997, cached_tokens: 976 }],
    [
      'DeepSeek',
      { prompt_tokens: 997, prompt_cache_hit_tokens: 976, prompt_cache_miss_tokens: 21 },
    ],
    ['DeepSeek, without a sum', { prompt_cache_hit_tokens: 976, prompt_cache_miss_tokens: 21 }],
    ['a singular name', { input_tokens: 997, 'input_token_details.cached_tokens': 976 }],
    [
      'kinds of cached tokens alone',
      {
        input_tokens: 997,
        'input_tokens_details.cached_tokens_details.text_tokens': 976,
      },
    ],
  ])('name cached tokens: %s', (_, counters) => {
    expect(metersOf(counters)).toStrictEqual({ input: 21, cachedInput: 976 });
  });

  it('are what Cohere bills, not what its models see', () => {
    const counters = {
      'billed_units.input_tokens': 39,
      'billed_units.output_tokens': 27,
      'tokens.input_tokens': 1683,
      'tokens.output_tokens': 62,
      cached_tokens: 992,
    };
    expect(metersOf(counters)).toStrictEqual({ input: 39, output: 27 });
    expect(metersOf({ 'billed_units.input_tokens': 9 })).toStrictEqual({ input: 9 });
    expect(metersOf({ 'billed_units.image_tokens': 9 })).toStrictEqual({ imageInput: 9 });
  });

  it("of Cohere's, where it bills none, hide no sum under another API's names", () => {
    const none = { 'billed_units.input_tokens': 0, 'billed_units.output_tokens': 0 };
    const sums = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
    expect(metersOf({ ...none, ...sums })).toStrictEqual({ input: 100, output: 20 });
    expect(metersOf(none)).toStrictEqual({});
  });

  it('are what Cohere counts where it states nothing else', () => {
    const counters = { 'tokens.input_tokens': 1683, 'tokens.output_tokens': 62 };
    expect(metersOf(counters)).toStrictEqual({ input: 1683, output: 62 });
  });

  it("are image tokens in MAI's answers", () => {
    const counters = {
      num_input_text_tokens: 43,
      num_input_image_tokens: 1024,
      num_output_tokens: 2048,
    };
    expect(metersOf(counters)).toStrictEqual({ input: 43, imageInput: 1024, imageOutput: 2048 });
  });

  it("may be image and text under chat's names", () => {
    const meters = metersOf({
      prompt_tokens: 60,
      'prompt_tokens_details.text_tokens': 20,
      'prompt_tokens_details.image_tokens': 40,
      completion_tokens: 1_000,
      'completion_tokens_details.text_tokens': 100,
      'completion_tokens_details.image_tokens': 900,
      total_tokens: 1_060,
    });
    expect(meters).toStrictEqual({ input: 20, imageInput: 40, output: 100, imageOutput: 900 });
  });

  it('are text where the kinds of the input include audio', () => {
    const counters = {
      input_tokens: 140,
      'input_tokens_details.audio_tokens': 120,
      'input_tokens_details.text_tokens': 20,
      output_tokens: 45,
    };
    expect(metersOf(counters)).toStrictEqual({ input: 20, audioInput: 120, output: 45 });
  });

  it('split the writes of a cache by their life, whatever the shape', () => {
    const meters = metersOf({
      prompt_tokens: 100,
      completion_tokens: 10,
      cache_creation_input_tokens: 30,
      'cache_creation.ephemeral_5m_input_tokens': 20,
    });
    expect(meters).toStrictEqual({ input: 70, cacheWrite: 10, cacheWrite5m: 20, output: 10 });
  });

  it.each([
    ['tool_calls.web_search_call', 'webSearches'],
    ['server_tool_use.web_search_requests', 'webSearches'],
    ['tool_calls.file_search_call', 'fileSearches'],
    ['tool_calls.code_interpreter_call', 'codeInterpreterCalls'],
  ])('count calls of hosted tools: %s', (name, meter) => {
    expect(metersOf({ [name]: 2 })).toStrictEqual({ [meter]: 2 });
  });

  it('count calls of hosted tools that have no meter', () => {
    const counters = { 'tool_calls.image_generation_call': 2, 'tool_calls.new_call': 1 };
    const { meters, unknown, toolCallsUnmetered } = normaliseCounters(counters, 'gpt-5');
    expect({ meters, unknown, toolCallsUnmetered }).toStrictEqual({
      meters: {},
      unknown: {},
      toolCallsUnmetered: 3,
    });
  });
});

describe('iterations', () => {
  const counters = {
    input_tokens: 180,
    output_tokens: 8,
    cache_creation_input_tokens: 0,
    'iterations.input_tokens': 280,
    'iterations.output_tokens': 90,
    'iterations.cache_creation_input_tokens': 55_096,
    'iterations.cache_creation.ephemeral_5m_input_tokens': 55_096,
  };

  it('are what is billed where they count more than the top', () => {
    expect(metersOf(counters, 'claude-sonnet-4-6')).toStrictEqual({
      input: 280,
      cacheWrite5m: 55_096,
      output: 90,
    });
  });

  it('of another model are billed as that one, those of the same model as its own', () => {
    const normalised = normaliseCounters(
      {
        ...counters,
        'iterations[Claude-Sonnet-4-6].output_tokens': 90,
        'iterations[claude-opus-4-8].input_tokens': 2_518,
        'iterations[claude-opus-4-8].cache_read_input_tokens': 100,
        'iterations[claude-opus-4-8].output_tokens': 22,
        'iterations[claude-haiku-4-5].output_tokens': 0,
        'iterations[].output_tokens': 7,
        'iterations[claude-opus-5].output_tokens': 9,
      },
      'claude-sonnet-4-6',
    );
    expect(normalised.meters).toStrictEqual({ input: 280, cacheWrite5m: 55_096, output: 90 });
    expect(normalised.others).toStrictEqual([
      { model: undefined, meters: { output: 7 } },
      { model: 'claude-opus-4-8', meters: { input: 2_518, cachedInput: 100, output: 22 } },
      { model: 'claude-opus-5', meters: { output: 9 } },
    ]);
    expect(allTokens(normalised)).toBe(55_466 + 7 + 2_640 + 9);
  });

  it('of another model that are the counters at the top are billed once, as that one', () => {
    const top = {
      ...{ input_tokens: 412, output_tokens: 264, cache_read_input_tokens: 9 },
      'cache_creation.ephemeral_5m_input_tokens': 7,
      cache_creation_input_tokens: 7,
      'output_tokens_details.thinking_tokens': 5,
      'server_tool_use.web_search_requests': 1,
    };
    const answered = {
      'iterations[claude-opus-4-8].input_tokens': 412,
      'iterations[claude-opus-4-8].output_tokens': 264,
      'iterations[claude-opus-4-8].cache_read_input_tokens': 9,
      'iterations[claude-opus-4-8].cache_creation_input_tokens': 7,
    };
    const theirs = { input: 412, output: 264, cachedInput: 9, cacheWrite: 7 };
    const others = [{ model: 'claude-opus-4-8', meters: theirs }];
    const fable = { 'iterations[claude-fable-5].input_tokens': 408 };
    const refused = { ...fable, 'iterations[claude-fable-5].output_tokens': 50 };
    const normalised = (counters: Counters, model: string) => {
      const { meters, others } = normaliseCounters(counters, model);
      return { meters, others };
    };
    expect(normalised({ ...top, ...answered }, 'claude-fable-5')).toStrictEqual({
      meters: { webSearches: 1 },
      others,
    });
    expect(normalised({ ...top, ...answered, ...refused }, 'claude-fable-5')).toStrictEqual({
      meters: { input: 408, output: 50, webSearches: 1 },
      others,
    });
    const plain = { input_tokens: 5, output_tokens: 2 };
    const answer = { 'iterations[b].input_tokens': 5, 'iterations[b].output_tokens': 2 };
    expect(normalised({ ...plain, ...answer }, 'a')).toStrictEqual({
      meters: {},
      others: [{ model: 'b', meters: { input: 5, output: 2 } }],
    });
    // The answer names the model that it came from: both count for themselves.
    expect(normalised({ ...top, ...answered, ...refused }, 'claude-opus-4-8')).toStrictEqual({
      meters: {
        ...{ input: 412, cachedInput: 9, cacheWrite5m: 7 },
        ...{ output: 259, reasoningOutput: 5, webSearches: 1 },
      },
      others: [{ model: 'claude-fable-5', meters: { input: 408, output: 50 } }],
    });
  });

  it('of another model are flagged where they contradict each other', () => {
    const odd = { 'iterations[claude-opus-4-8].output_tokens_details.thinking_tokens': 5 };
    const { others, totalMismatch } = normaliseCounters(
      { ...counters, ...odd, 'iterations[claude-opus-4-8].output_tokens': 4 },
      'claude-sonnet-4-6',
    );
    expect(others).toStrictEqual([
      { model: 'claude-opus-4-8', meters: { output: 4, reasoningOutput: 5 } },
    ]);
    expect(totalMismatch).toBe(true);
  });
});

describe('counters that no rule knows', () => {
  it('are reported by name and quantity, unless they are zero or billed as part of another', () => {
    const { unknown } = normaliseCounters(
      {
        prompt_tokens: 5,
        'prompt_tokens_details.video_tokens': 3,
        'prompt_tokens_details.text_tokens': 5,
        'completion_tokens_details.rejected_prediction_tokens': 1,
        'iterations.new_tokens': 2,
        zero_tokens: 0,
      },
      'gpt-5',
    );
    expect(unknown).toStrictEqual({
      'prompt_tokens_details.video_tokens': 3,
      'iterations.new_tokens': 2,
    });
  });
});
