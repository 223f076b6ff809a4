// What the published policies of ai-hub-gateway write where they found nothing, and what else they
// send to the same hub. The plain shapes are in the fixtures.
import type { Reading } from '../../../../shared/domain/readers/reading';
import { resolve } from '../../../../shared/domain/usage/resolve';
import { recordOf } from '../../../../shared/domain/usage/usage-record';
import { readBody } from '../../../support/raw-events';

const guid = '9b2f7a10-1111-4222-8333-944455556666';

const event = (fields: Record<string, unknown>): object => ({
  id: 'chatcmpl-1',
  timestamp: '11/2/2026 10:15:30 AM',
  appId: 'NA',
  subscriptionId: 'sub-a',
  productName: 'HR-OpenAI',
  targetService: 'chat.completion',
  model: 'gpt-4o-2024-11-20',
  gatewayName: 'contoso-hub',
  RequestIp: '203.0.113.9',
  endUserId: 'someone@example.com',
  backendId: 'openai-backend-0',
  routeLocation: 'westeurope',
  deploymentName: 'chat',
  ...fields,
});

const reading = (fields: Record<string, unknown>): Reading => readBody(event(fields))[0] as Reading;

const observed = (fields: Record<string, unknown>) => {
  const read = reading(fields);
  if (read.kind !== 'observed') throw new Error(`not observed: ${JSON.stringify(read)}`);
  return read.observation;
};

const counts = (promptTokens: unknown, responseTokens: unknown, totalTokens: unknown) => ({
  promptTokens,
  responseTokens,
  totalTokens,
});

describe('the counts of ai-hub-gateway', () => {
  it.each([
    ['the defaults of the present version', counts(1, 0, 1)],
    ['the defaults of the first version', counts('0', '0', '1')],
    ['zeros as texts', counts('0', '0', '0')],
    ['zeros', counts(0, 0, 0)],
    ['defaults beside a total of zero', counts(1, 0, 0)],
    ['defaults without a total', counts(1, 0, 'NA')],
    ['nothing at all', counts('NA', 'NA', 'NA')],
  ])('are not known where the policy read none: %s', (_what, stated) => {
    const read = observed({ ...stated, audioTokens: 0, cachedTokens: 0 });
    expect(read.counters).toBeNull();
    expect(resolve(recordOf(read)).coverage).toEqual({ withoutUsage: 1 });
  });

  it.each([
    ['numbers', counts(1, 0, 345)],
    ['texts', counts('0', '0', '345')],
  ])('are a bare total beside defaults for the parts: %s', (_what, stated) => {
    const read = observed({ ...stated, audioTokens: 0, cachedTokens: 0 });
    expect(read.counters).toEqual({ total_tokens: 345 });
    expect(resolve(recordOf(read)).meters).toEqual({ unclassified: 345 });
  });

  it.each([
    ['a split', counts(1, 1, 2), { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }],
    [
      'embeddings, which have no completion',
      counts(8, 0, 8),
      { prompt_tokens: 8, completion_tokens: 0, total_tokens: 8 },
    ],
    [
      'details beside what looks like defaults',
      { ...counts(1, 0, 2), cachedTokens: 1 },
      {
        prompt_tokens: 1,
        completion_tokens: 0,
        total_tokens: 2,
        'prompt_tokens_details.cached_tokens': 1,
      },
    ],
    [
      'a part that is missing',
      { ...counts(undefined, undefined, 9), audioTokens: 4 },
      { total_tokens: 9, 'prompt_tokens_details.audio_tokens': 4 },
    ],
  ])('are taken as they are where the policy read them: %s', (_what, stated, counters) => {
    expect(observed(stated).counters).toEqual(counters);
  });

  it('separate audio from text', () => {
    const stated = { ...counts(81, 72, 153), audioTokens: 69, cachedTokens: 0 };
    expect(resolve(recordOf(observed(stated))).meters).toEqual({
      input: 12,
      audioInput: 69,
      output: 72,
    });
  });

  it('are rejected with their path where they are none', () => {
    expect(reading({ ...counts(10, 2, 12), audioTokens: -1 })).toMatchObject({
      kind: 'rejected',
      reason: 'badCount',
      path: 'audioTokens',
    });
  });
});

describe('events of the services that are no language model', () => {
  it.each([
    ['AI-Search', counts(1, 0, 1)],
    ['AI-Search', counts(5, 5, 10)],
    ['AI-Document-Intelligence', counts(1, 0, 1)],
    ['AI-Translator', counts(1, 0, 1)],
  ])('are ignored with a reason: %s', (targetService, stated) => {
    const read = reading({ ...stated, id: `search-${guid}`, targetService, model: 'index' });
    expect(read).toEqual({ kind: 'ignored', reason: 'notAnLlmApi' });
  });

  it('are read where a model of such a name counted tokens', () => {
    expect(observed({ ...counts(5, 5, 10), targetService: 'AI-Foundry' }).counters).toEqual({
      prompt_tokens: 5,
      completion_tokens: 5,
      total_tokens: 10,
    });
  });

  it('are rejected where their counts cannot be read', () => {
    const read = reading({ ...counts(-1, 0, 1), targetService: 'AI-Search' });
    expect(read).toMatchObject({ kind: 'rejected', reason: 'badCount', path: 'promptTokens' });
  });
});

describe('events about streams', () => {
  it('name no model, and split their estimated total in no way that anything counted', () => {
    const read = observed({
      ...counts(60, 40, 100),
      id: `stream-${guid}`,
      targetService: 'Streaming',
      model: 'Steaming',
    });
    expect(read.facts).toMatchObject({ streamed: true, estimated: true, deployment: 'chat' });
    expect(read.facts).not.toHaveProperty('model');
    expect(read.facts).not.toHaveProperty('aggregated');
    expect(read.counters).toEqual({ total_tokens: 100 });
  });

  it.each([`streaming-${guid}`, guid])('may be the sum of an hour, under the id %s', (id) => {
    const sum = { ...counts('900000', '1000', '901000'), id, model: 'streaming' };
    const read = observed({
      ...sum,
      deploymentName: 'Streaming',
      subscriptionId: 'Portal-Admin-Sub',
    });
    expect(read.facts).toMatchObject({ streamed: true, estimated: true, aggregated: true });
    for (const fact of ['model', 'deployment', 'subscriptionId']) {
      expect(read.facts).not.toHaveProperty(fact);
    }
    const { dimensions, meters } = resolve(recordOf(read));
    expect(dimensions).toMatchObject({ promptClass: 0, usageSource: 'estimate' });
    expect(meters).toEqual({ input: 900_000, output: 1_000 });
  });

  it('may be the sum of an hour of all calls, of which not all were streamed', () => {
    const read = observed({
      ...counts('900000', '1000', '901000'),
      id: `llm-${guid}`,
      subscriptionId: undefined,
      model: 'chat',
      targetService: 'NA',
    });
    expect(read.facts).toMatchObject({ aggregated: true, model: 'chat' });
    expect(read.facts).not.toHaveProperty('estimated');
    expect(resolve(recordOf(read)).dimensions.promptClass).toBe(0);
  });

  it('are no sums where only the id looks like one', () => {
    expect(observed({ ...counts(5, 5, 10), id: 'llm-7' }).facts).not.toHaveProperty('aggregated');
  });
});

it('keeps nothing of the caller but ids', () => {
  const stored = JSON.stringify(observed(counts(5, 5, 10)));
  for (const secret of ['203.0.113.9', 'someone', 'example.com']) {
    expect(stored).not.toContain(secret);
  }
});
