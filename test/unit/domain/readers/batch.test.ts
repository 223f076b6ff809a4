import { instantOf } from '../../../../shared/domain/instant';
import type { Reading } from '../../../../shared/domain/readers/reading';
import { joinRecords, recordOf } from '../../../../shared/domain/usage/usage-record';
import { resolve } from '../../../../shared/domain/usage/resolve';
import type { Observation } from '../../../../shared/domain/usage/observation';
import { readBody } from '../../../support/raw-events';

const completedAt = 1_793_614_560;
const usage = { input_tokens: 300_000, output_tokens: 7, total_tokens: 300_007 };
const object = { id: 'batch_1', object: 'batch', status: 'completed', model: 'gpt-5', usage };
const batch = { ...object, completed_at: completedAt };

const event = (members: object, request = 1): unknown => ({
  specversion: '1.0',
  id: `00000000-0000-4000-9000-00000000000${request}`,
  source: '/apim/contoso/westeurope',
  type: 'llm.usage.v1',
  time: `2026-11-02T12:0${request}:00Z`,
  subject: 'openai/get-batch',
  data: {
    caller: { subscriptionId: 'sub-a', productId: 'p' },
    backend: { id: 'east', region: 'westeurope' },
    model: 'gpt-5',
    response: { status: 200, streamed: false, durationMs: request, id: 'batch_1' },
    usage,
    ...members,
  },
});
const logged = (responseBody: unknown): unknown => ({
  subscriptionId: 'sub-a',
  deploymentId: 'd',
  responseBody,
});

const observed = (body: unknown): Observation => {
  const [reading] = readBody(body);
  if (reading?.kind !== 'observed') throw new Error(JSON.stringify(reading));
  return reading.observation;
};

describe('a completed batch', () => {
  it('is known by its id and by the time when it was completed, whichever client reads it', () => {
    const first = observed(event({ batch: { id: 'batch_1', completedAt } }));
    const body = observed(logged(batch));
    const text = observed({
      appSubscriptionKey: 'k',
      eventTime: '2026-11-05T10:00:00Z',
      response: JSON.stringify(batch),
    });
    for (const { requestId, occurredAt, facts } of [first, body, text]) {
      expect([requestId, occurredAt, facts.batch]).toEqual([
        'batch:openai:batch_1',
        '2026-11-02T10:16:00.000Z',
        true,
      ]);
    }
  });

  it('is one record without conflicts, however often it is read', () => {
    const polls = [1, 2, 3].map((request) =>
      recordOf(observed(event({ batch: { id: 'batch_1', completedAt } }, request))),
    );
    const record = polls.reduce(joinRecords);
    expect(record.conflicts).toEqual({});
    const { dimensions, meters, coverage } = resolve(record);
    expect(dimensions).toMatchObject({ batch: true, model: 'gpt-5', subscriptionId: 'sub-a' });
    // Many prompts have no size together.
    expect(dimensions.promptClass).toBe(0);
    expect(meters).toEqual({ input: 300_000, output: 7 });
    expect(coverage).toEqual({});
  });

  it.each([
    ['expired', 'expired_at'],
    ['cancelled', 'cancelled_at'],
  ])(
    'that %s is billed at its end, because its completed requests are charged',
    (status, member) => {
      const ended = { ...batch, status, completed_at: null, [member]: completedAt + 60 };
      const observation = observed(logged(ended));
      expect(observation.requestId).toMatch(/^batch:/);
      expect(observation.occurredAt).toBe(instantOf((completedAt + 60) * 1_000));
      expect(observation.counters).not.toBeNull();
    },
  );

  it.each([
    [{ status: 'in_progress', completed_at: null }],
    [{ status: 'cancelling' }],
    [{ status: 'expired' }],
    [{ status: 'failed', failed_at: completedAt }],
    [{ completed_at: null }],
    [{ completed_at: -1 }],
    [{ completed_at: 1e15 }],
    [{ id: '' }],
    [{ usage: null }],
  ])('is not what is read with %j: nothing was bought', (members) => {
    const observation = observed(logged({ ...batch, ...members }));
    expect(observation).toMatchObject({ counters: null, facts: { notBilled: 'noModel' } });
    expect(observation.requestId).not.toMatch(/^batch:/);
    expect(resolve(recordOf(observation)).coverage).toEqual({});
  });

  it('that states no usage to the policy is no purchase either', () => {
    const observation = observed(event({ usage: null, batch: { id: 'batch_1', completedAt } }));
    expect(observation).toMatchObject({ counters: null, facts: { notBilled: 'noModel' } });
  });

  it.each<[unknown, Partial<Reading>]>([
    [5, { reason: 'badField', path: 'data.batch' }],
    [{ id: 'batch_1' }, { reason: 'badField', path: 'data.batch' }],
    [
      { id: {}, completedAt },
      { reason: 'badField', path: 'data.batch.id' },
    ],
  ])('that an event describes as %j is rejected, since it is paid for', (stated, rejection) => {
    expect(readBody(event({ batch: stated }))).toMatchObject([{ kind: 'rejected', ...rejection }]);
  });

  it('is none where an event names none', () => {
    expect(observed(event({ batch: null })).facts.batch).toBeUndefined();
  });
});
