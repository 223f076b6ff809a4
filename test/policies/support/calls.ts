// Calls as clients make them, one for each API policy; a test changes what it is about.
import type { BackendAnswer, GatewayRequest } from '../harness/gateway-call';

export const requestId = '5b1f6a52-9d0c-4c1e-8f0a-3f6f0f9f2b11';

const base = {
  method: 'POST',
  subscription: { id: 'team-a', name: 'Team A', key: '0123456789abcdef0123456789abcdef' },
  product: { id: 'llm-standard', name: 'LLM standard' },
  user: { id: 'u-1', email: 'someone@contoso.example', firstName: 'Some', lastName: 'One' },
  requestId,
  timestamp: '2026-11-02T10:16:00.1234567Z',
  elapsedMs: 812,
} as const;

const json = { 'Content-Type': 'application/json' };

export const prompt = 'the secret plan of the finance department';
export const chatBody = `{"messages":[{"role":"user","content":"${prompt}"}]}`;

/** POST to the classic surface of Azure OpenAI: `path` follows the deployment. */
export const classicCall = (
  path: string,
  answer: BackendAnswer,
  changes: Partial<GatewayRequest> = {},
): GatewayRequest => ({
  ...base,
  api: 'azure-openai',
  apiPath: 'openai',
  operation: {
    id: 'an-operation',
    method: 'POST',
    urlTemplate: '/deployments/{deployment-id}/*',
    name: 'An operation',
  },
  url: `/openai/deployments/gpt-4o/${path}?api-version=2024-10-21`,
  headers: { ...json, 'api-key': base.subscription.key },
  body: chatBody,
  backends: [answer],
  ...changes,
});

export const chatCall = (
  answer: BackendAnswer,
  changes: Partial<GatewayRequest> = {},
): GatewayRequest => classicCall('chat/completions', answer, changes);

/** POST to Azure OpenAI's v1 surface: the deployment is in the body. */
export const v1Call = (
  path: string,
  answer: BackendAnswer,
  changes: Partial<GatewayRequest> = {},
): GatewayRequest =>
  classicCall(path, answer, {
    api: 'azure-openai-v1',
    apiPath: 'openai/v1',
    url: `/openai/v1/${path}`,
    body: `{"model":"gpt-4o","input":"${prompt}"}`,
    ...changes,
  });

export const messagesCall = (
  answer: BackendAnswer,
  changes: Partial<GatewayRequest> = {},
): GatewayRequest =>
  classicCall('messages', answer, {
    api: 'anthropic-messages',
    apiPath: 'anthropic/v1',
    url: '/anthropic/v1/messages',
    headers: { ...json, 'x-api-key': base.subscription.key, 'anthropic-version': '2023-06-01' },
    body: `{"model":"claude-opus-4-5","max_tokens":64,"messages":[]}`,
    ...changes,
  });

/** A JSON answer; `headers` besides its content type. */
export const answered = (
  body: unknown,
  headers: BackendAnswer['headers'] = {},
  status = 200,
): BackendAnswer => ({
  status,
  headers: { ...json, ...headers },
  body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
});

/** An answer that comes in pieces: whoever reads it in a policy fails the test. */
export const streamed = (headers: BackendAnswer['headers'] = {}): BackendAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/event-stream; charset=utf-8', ...headers },
  body: 'data: {"choices":[]}\n\ndata: [DONE]\n\n',
  stream: true,
});
