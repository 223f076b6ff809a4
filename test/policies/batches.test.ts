// A batch is billed when a client reads it after its completion. Any other read of a batch is a request
// that no model answers.
import type { GatewayRequest } from './harness/gateway-call';
import { answered, classicCall, v1Call } from './support/calls';
import { describeExecuted } from './support/execute-policies';
import { dataOf } from './support/readings';

const usage = {
  completion_tokens: 0,
  input_tokens: 314,
  input_tokens_details: { cached_tokens: 24 },
  output_tokens: 197,
  total_tokens: 511,
};
const completed = {
  id: 'batch_1',
  object: 'batch',
  endpoint: '/v1/responses',
  errors: null,
  completion_window: '24h',
  status: 'completed',
  created_at: 1793610000,
  completed_at: 1793614560,
  request_counts: { total: 3, completed: 3, failed: 0 },
  metadata: { status: 'validating', object: 'list' },
  model: 'gpt-5-2025-08-07',
  usage,
};

const read = (body: unknown, changes: Partial<GatewayRequest> = {}): GatewayRequest => {
  const { body: _, ...call } = v1Call('batches/batch_1', answered(body), {
    method: 'GET',
    ...changes,
  });
  return call;
};

describeExecuted('a batch that is read', (execute) => {
  it('is in the event with its own id, time, usage and model once it is completed', async () => {
    const data = dataOf(await execute(read(completed)));
    expect(data).toMatchObject({
      batch: { id: 'batch_1', completedAt: 1793614560 },
      model: 'gpt-5-2025-08-07',
      usage,
      response: { status: 200 },
    });
    expect(data).not.toHaveProperty('notBilled');
  });

  it('is recognised on the classic surface too, and reaches the client unchanged', async () => {
    const { body: _, ...call } = classicCall('', answered(completed), {
      method: 'GET',
      url: '/openai/batches/batch_1?api-version=2025-04-01-preview',
    });
    const result = await execute(call);
    expect(dataOf(result)).toMatchObject({ batch: { id: 'batch_1' }, usage });
    expect(result.response.body.toString()).toBe(JSON.stringify(completed));
  });

  it.each([
    ['expired', 'expired_at'],
    ['cancelled', 'cancelled_at'],
  ])(
    'is billed at its end if it %s, because its completed requests are charged',
    async (status, at) => {
      const ended = { ...completed, status, completed_at: null, [at]: 1793614999 };
      const data = dataOf(await execute(read(ended)));
      expect(data).toMatchObject({ batch: { id: 'batch_1', completedAt: 1793614999 }, usage });
      expect(data).not.toHaveProperty('notBilled');
    },
  );

  it.each([
    ['expired at a time that is not stated', { ...completed, status: 'expired' }],
    ['is being cancelled', { ...completed, status: 'cancelling' }],
    ['is in progress', { ...completed, status: 'in_progress', completed_at: null }],
    ['failed', { ...completed, status: 'failed' }],
    ['has no usage', { ...completed, usage: null }],
    ['does not say when it was completed', { ...completed, completed_at: undefined }],
    ['was completed at a time that is none', { ...completed, completed_at: 'today' }],
    ['has no id', { ...completed, id: undefined }],
    ['has an id that is no name', { ...completed, id: 'my whole prompt' }],
    ['is no batch', { id: 'batch_1', object: 'list', usage }],
    ['is no JSON', 'upstream says'],
    ['is too long', `{"a":"${'x'.repeat(5_000_000)}"}`],
  ])('is not billed if it %s', async (_, body) => {
    const data = dataOf(await execute(read(body)));
    expect(data).toMatchObject({ notBilled: 'noModel', usage: null, model: null });
    expect(data).not.toHaveProperty('batch');
  });

  it.each([
    ['GET', 'batches'],
    ['GET', 'batches/batch_1/files'],
    ['DELETE', 'batches/batch_1'],
  ])('is not recognised at %s %s, whose answer is not read', async (method, path) => {
    const result = await execute(read(completed, { method, url: `/openai/v1/${path}` }));
    expect(dataOf(result)).toMatchObject({ notBilled: 'noModel', usage: null });
    expect(result.bodyReads.response).toBe(0);
  });

  it('is not billed for the POST that creates or cancels it', async () => {
    const started = { ...completed, status: 'validating', usage: { total_tokens: 0 } };
    for (const path of ['batches', 'batches/batch_1/cancel']) {
      const result = await execute(v1Call(path, answered(started), { body: '{"endpoint":"/x"}' }));
      expect(dataOf(result)).toMatchObject({ notBilled: 'noModel', usage: null });
    }
  });

  it('is not billed if the backend failed', async () => {
    const failed = dataOf(await execute(read({}, { backends: [answered('{}', {}, 404)] })));
    expect(failed).toMatchObject({ notBilled: 'noModel', response: { status: 404 } });
  });
});
