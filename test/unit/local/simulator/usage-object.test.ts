import type { SimulatedRequest } from '../../../../local/simulator/simulated-request';
import { usageObjectOf } from '../../../../local/simulator/usage-object';
import { simulatedRequest } from './simulated-requests';

const usageOf = (request: Partial<SimulatedRequest>) => usageObjectOf(simulatedRequest(request));

describe('usageObjectOf', () => {
  it("nests as OpenAI's chat does: cached among prompt, reasoning among completion", () => {
    const quantities = { input: 70, cachedInput: 30, output: 10, reasoningOutput: 5 };
    expect(usageOf({ quantities })).toMatchObject({
      prompt_tokens: 100,
      completion_tokens: 15,
      total_tokens: 115,
      prompt_tokens_details: { cached_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 5 },
    });
  });

  it("lays side by side what Anthropic's messages do, cache writes also as their sum", () => {
    const quantities = { input: 70, cachedInput: 30, cacheWrite5m: 20, cacheWrite1h: 4, output: 9 };
    expect(usageOf({ surface: 'messages', quantities })).toMatchObject({
      input_tokens: 70,
      cache_read_input_tokens: 30,
      cache_creation_input_tokens: 24,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 4 },
      output_tokens: 9,
    });
  });

  it('counts a cached audio token of realtime under both headings, and the sum once', () => {
    const quantities = {
      ...{ input: 10, cachedInput: 4, cachedAudioInput: 4, audioInput: 20 },
      ...{ output: 3, audioOutput: 7 },
    };
    expect(usageOf({ surface: 'realtime', quantities })).toMatchObject({
      input_tokens: 38,
      output_tokens: 10,
      total_tokens: 48,
      input_token_details: { cached_tokens: 8, text_tokens: 14, audio_tokens: 24 },
    });
  });

  it('states seconds as the API does: a text for video, a fraction for audio', () => {
    expect(usageOf({ surface: 'video', quantities: { videoSeconds: 8_000 } })).toEqual({
      seconds: '8',
    });
    expect(usageOf({ surface: 'audioDuration', exactSeconds: 12.5 })).toEqual({
      type: 'duration',
      seconds: 12.5,
    });
  });
});
