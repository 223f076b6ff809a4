// Every shape of body that a model answers with, and what the program is to make of it.
import type { Counters, Facts } from '../../../shared/domain/usage/observation';
import type { BackendAnswer, GatewayRequest } from '../harness/gateway-call';
import { classicCall, messagesCall, prompt, v1Call } from './calls';

type Call = (answer: BackendAnswer) => GatewayRequest;

export interface BodyShape {
  readonly title: string;
  readonly call: Call;
  readonly body: unknown;
  readonly facts: Facts;
  readonly counters: Counters | null;
}

const on =
  (path: string): Call =>
  (answer) =>
    classicCall(path, answer);
const onV1 =
  (path: string): Call =>
  (answer) =>
    v1Call(path, answer);

const chatUsage = {
  prompt_tokens: 1200,
  completion_tokens: 340,
  total_tokens: 1540,
  prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 0, cache_write_tokens: 7 },
  completion_tokens_details: {
    reasoning_tokens: 64,
    audio_tokens: 0,
    accepted_prediction_tokens: 3,
    rejected_prediction_tokens: 5,
  },
};
const chatCounters = {
  prompt_tokens: 1200,
  completion_tokens: 340,
  total_tokens: 1540,
  'prompt_tokens_details.cached_tokens': 1024,
  'prompt_tokens_details.audio_tokens': 0,
  'prompt_tokens_details.cache_write_tokens': 7,
  'completion_tokens_details.reasoning_tokens': 64,
  'completion_tokens_details.audio_tokens': 0,
  'completion_tokens_details.accepted_prediction_tokens': 3,
  'completion_tokens_details.rejected_prediction_tokens': 5,
};

export const bodyShapes: readonly BodyShape[] = [
  {
    title: 'a chat completion with every detail',
    call: on('chat/completions'),
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'gpt-4o-2024-11-20',
      choices: [{ message: { content: 'model "usage": {"prompt_tokens": 1}' } }],
      service_tier: 'default',
      usage: chatUsage,
    },
    facts: { responseId: 'chatcmpl-1', model: 'gpt-4o-2024-11-20', serviceTier: 'default' },
    counters: chatCounters,
  },
  {
    title: 'a chat completion whose answer was filtered',
    call: on('chat/completions'),
    body: {
      choices: [{ finish_reason: 'content_filter', content_filter_results: {} }],
      id: 'chatcmpl-2',
      usage: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 },
      prompt_filter_results: [],
      model: 'gpt-4o',
    },
    facts: { responseId: 'chatcmpl-2', model: 'gpt-4o' },
    counters: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 },
  },
  {
    title: 'a completion',
    call: on('completions'),
    body: {
      id: 'cmpl-1',
      model: 'gpt-35-turbo-instruct',
      usage: { prompt_tokens: 5, total_tokens: 5 },
    },
    facts: { responseId: 'cmpl-1', model: 'gpt-35-turbo-instruct' },
    counters: { prompt_tokens: 5, total_tokens: 5 },
  },
  {
    title: 'embeddings, which have no id',
    call: on('embeddings'),
    body: {
      object: 'list',
      data: [
        { embedding: [0.1, -2e-5], index: 0 },
        { embedding: 'AAAA', index: 1 },
      ],
      model: 'text-embedding-3-large',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    },
    facts: { model: 'text-embedding-3-large' },
    counters: { prompt_tokens: 8, total_tokens: 8 },
  },
  {
    title: 'a response of the Responses API',
    call: onV1('responses'),
    body: {
      id: 'resp_1',
      object: 'response',
      model: 'gpt-5-mini',
      output: [{ type: 'message', content: [{ text: prompt }] }],
      service_tier: 'priority',
      usage: {
        input_tokens: 40,
        input_tokens_details: { cached_tokens: 16, cache_write_tokens: 2 },
        output_tokens: 20,
        output_tokens_details: { reasoning_tokens: 12 },
        total_tokens: 60,
      },
    },
    facts: {
      api: 'azure-openai-v1',
      responseId: 'resp_1',
      model: 'gpt-5-mini',
      serviceTier: 'priority',
    },
    counters: {
      input_tokens: 40,
      'input_tokens_details.cached_tokens': 16,
      'input_tokens_details.cache_write_tokens': 2,
      output_tokens: 20,
      'output_tokens_details.reasoning_tokens': 12,
      total_tokens: 60,
    },
  },
  {
    title: 'a response that is made in the background, and has no usage yet',
    call: onV1('responses'),
    body: { id: 'resp_2', status: 'queued', model: 'gpt-5-mini', usage: null },
    facts: { api: 'azure-openai-v1', responseId: 'resp_2', model: 'gpt-5-mini' },
    counters: null,
  },
  {
    title: 'images with usage',
    call: on('images/generations'),
    body: {
      created: 1,
      data: [{ b64_json: 'AAAA' }, { b64_json: 'BBBB' }],
      usage: {
        input_tokens: 50,
        input_tokens_details: { text_tokens: 10, image_tokens: 40 },
        output_tokens: 4160,
        total_tokens: 4210,
      },
    },
    facts: {},
    counters: {
      input_tokens: 50,
      'input_tokens_details.text_tokens': 10,
      'input_tokens_details.image_tokens': 40,
      output_tokens: 4160,
      total_tokens: 4210,
    },
  },
  {
    title: 'images of an older model, which are counted',
    call: on('images/generations'),
    body: {
      created: 1,
      data: [{ url: 'https://x/1' }, { url: 'https://x/2', revised_prompt: '{' }],
    },
    facts: {},
    counters: { images: 2 },
  },
  {
    title: 'a transcription by tokens',
    call: on('audio/transcriptions'),
    body: {
      text: prompt,
      usage: {
        type: 'tokens',
        input_tokens: 14,
        input_token_details: { text_tokens: 0, audio_tokens: 14 },
        output_tokens: 45,
        total_tokens: 59,
      },
    },
    facts: {},
    counters: {
      input_tokens: 14,
      'input_token_details.text_tokens': 0,
      'input_token_details.audio_tokens': 14,
      output_tokens: 45,
      total_tokens: 59,
    },
  },
  {
    title: 'a transcription by the second',
    call: on('audio/transcriptions'),
    body: { text: prompt, usage: { type: 'duration', seconds: 12.5 } },
    facts: {},
    counters: { seconds: 12.5 },
  },
  {
    title: 'a translation that states its duration only',
    call: on('audio/translations'),
    body: { task: 'translate', duration: 8.47, text: prompt, segments: [{ id: 0 }] },
    facts: {},
    counters: { seconds: 8.47 },
  },
  {
    title: 'a video, whose seconds are a text',
    call: onV1('videos'),
    body: { id: 'video_1', object: 'video', model: 'sora-2', status: 'queued', seconds: '4' },
    facts: { api: 'azure-openai-v1', responseId: 'video_1', model: 'sora-2' },
    counters: { seconds: 4 },
  },
  {
    title: 'a remixed video',
    call: onV1('videos/video_1/remix'),
    body: { id: 'video_2', object: 'video', model: 'sora-2', status: 'queued', seconds: '8' },
    facts: { api: 'azure-openai-v1', responseId: 'video_2', model: 'sora-2' },
    counters: { seconds: 8 },
  },
  {
    title: 'a video that failed at once, which is not sold',
    call: onV1('videos'),
    body: { id: 'video_3', object: 'video', model: 'sora-2', status: 'failed', seconds: '8' },
    facts: { api: 'azure-openai-v1', responseId: 'video_3', model: 'sora-2' },
    counters: null,
  },
  {
    title: 'a job that makes videos, by the seconds of each and their number',
    call: onV1('video/generations/jobs'),
    body: { id: 'task_1', status: 'queued', model: 'sora', n_seconds: 5, n_variants: 2 },
    facts: { api: 'azure-openai-v1', responseId: 'task_1', model: 'sora' },
    counters: { seconds: 10 },
  },
  {
    title: 'a transcription that states its text only',
    call: on('audio/transcriptions'),
    body: { text: prompt },
    facts: {},
    counters: null,
  },
  {
    title: "Anthropic's message with cache writes, reads and searches",
    call: messagesCall,
    body: {
      id: 'msg_1',
      type: 'message',
      model: 'claude-opus-4-5-20251101',
      content: [{ type: 'text', text: 'usage' }],
      usage: {
        input_tokens: 21,
        cache_creation_input_tokens: 188_086,
        cache_read_input_tokens: null,
        cache_creation: { ephemeral_5m_input_tokens: 188_000, ephemeral_1h_input_tokens: 86 },
        output_tokens: 393,
        server_tool_use: { web_search_requests: 2 },
        service_tier: 'standard',
      },
    },
    facts: {
      api: 'anthropic-messages',
      deployment: 'claude-opus-4-5',
      backendId: 'llm-anthropic',
      responseId: 'msg_1',
      model: 'claude-opus-4-5-20251101',
      serviceTier: 'standard',
    },
    counters: {
      input_tokens: 21,
      cache_creation_input_tokens: 188_086,
      'cache_creation.ephemeral_5m_input_tokens': 188_000,
      'cache_creation.ephemeral_1h_input_tokens': 86,
      output_tokens: 393,
      'server_tool_use.web_search_requests': 2,
    },
  },
];
