// What a gateway's log alone contains about the outcome: what bought nothing, what the backend answered
// although the gateway failed, and what logged headers say of a spill-over.
import { buysNothing } from '../../../../shared/domain/readers/free-operations';
import type { Facts } from '../../../../shared/domain/usage/observation';
import { readBody } from '../../../support/raw-events';

const factsOf = (properties: Record<string, unknown>): Facts => {
  const [read] = readBody({
    time: '2026-11-02T10:16:00Z',
    category: 'GatewayLogs',
    correlationId: '00000000-0000-4000-9000-000000000001',
    properties: { apiId: 'azure-openai', method: 'POST', responseCode: 200, ...properties },
  });
  if (read?.kind !== 'observed') throw new Error(`not observed: ${JSON.stringify(read)}`);
  return read.observation.facts;
};

const responses = '/openai/v1/responses';

describe('a request that no model answers', () => {
  it.each([
    ['GET', `${responses}/resp_1`, 200],
    ['get', '/openai/models', 200],
    ['GET', '/openai/batches/batch_1', 404],
    ['HEAD', '/openai', undefined],
    ['GET', '/openai/realtime/calls', 200],
    ['HEAD', '/openai/realtime', 200],
    ['DELETE', `${responses}/resp_1`, 200],
    ['PUT', '/openai/anything', 200],
    ['PATCH', '/openai/anything', 200],
    ['POST', `${responses}/resp_1/cancel`, 200],
    ['POST', `${responses}/input_tokens`, 200],
    ['POST', '/anthropic/v1/messages/count_tokens', 200],
    ['POST', '/openai/threads/t_1/messages/', 200],
    ['POST', '/openai/v1/batches', 200],
    ['POST', '/openai/batches/batch_1/cancel', 200],
  ])('is known by its method and path: %s %s', (method, path, responseCode) => {
    const url = `https://x${path}?api-version=1`;
    expect(factsOf({ method, url, responseCode }).notBilled).toBe('noModel');
  });

  it.each([
    ['POST', '/openai/v1/chat/completions', 200],
    ['POST', responses, 200],
    ['POST', `${responses}/resp_1`, 200],
    ['POST', `${responses}/x/../resp_1/cancel`, 200],
    ['POST', `${responses}/resp%2F1/cancel`, 200],
    ['POST', `${responses}\\resp_1/cancel`, 200],
    ['POST', `/${'x'.repeat(2_000)}/responses/resp_1/cancel`, 200],
    ['GET', '/openai/realtime', 101],
    ['GET', '/openai/v1/responses', 101],
    ['GET', '/openai/realtime?deployment=gpt-realtime', 0],
    ['get', '/openai/v1/Realtime/', 499],
    ['GET', '/voice-live/realtime', 500],
    ['GET', '/openai/realtime', undefined],
    ['BREW', '/openai/models', 200],
    [undefined, '/openai/models', 200],
  ])('is nothing that may have been bought: %s %s', (method, path, responseCode) => {
    const url = `https://x${path}`;
    expect(factsOf({ method, url, responseCode })).not.toHaveProperty('notBilled');
  });

  it('is decided without a URL by the method', () => {
    expect(factsOf({ method: 'GET' }).notBilled).toBe('noModel');
    expect(buysNothing('POST', '', 200)).toBe(false);
  });
});

describe('an answer from the cache of the gateway', () => {
  it.each([
    ['hit', undefined, 'cached'],
    ['Hit', 0, 'cached'],
    ['miss', undefined, undefined],
    ['none', undefined, undefined],
    [undefined, undefined, undefined],
    // The gateway found something else in its cache: the backend answered the request.
    [{ hit: true }, undefined, undefined],
    ['hit', 200, undefined],
    ['hit', 429, undefined],
  ])(
    'is known by cache "%s" without an answer of the backend (%s)',
    (cache: unknown, backend, expected) => {
      const facts = factsOf({ cache, backendResponseCode: backend });
      expect(facts.notBilled).toBe(expected);
    },
  );
});

describe('the status of the backend', () => {
  it.each([
    [499, 200, 200],
    [500, 200, 200],
    [200, 200, undefined],
    [504, 0, undefined],
    [429, undefined, undefined],
    // The log was read before anyone looked at it, so one that cannot be read costs no record.
    [200, -1, undefined],
    [200, 'none', undefined],
    [200, 1_000, undefined],
    [200, { code: 200 }, undefined],
  ])('is kept where it differs: %s of the gateway, %j of the backend', (code, backend, kept) => {
    const facts = factsOf({ responseCode: code, backendResponseCode: backend });
    expect(facts.backendStatus).toBe(kept);
  });
});

describe('the headers of a response in the log', () => {
  it.each([
    [{ 'X-MS-Spillover-From-Deployment': 'ptu', 'x-ms-deployment-name': 'paygo' }, true, 'paygo'],
    [{ 'x-ms-spillover-from-my-ptu': 'true' }, true, undefined],
    [{ 'x-ms-spillover-from-deployment': 'ptu', 'x-ms-spillover-error': '429' }, false, undefined],
    [{ 'x-ms-deployment-name': 'ptu' }, undefined, undefined],
    [{ 'content-type': 'application/json' }, undefined, undefined],
    [{ 'x-ms-spillover-from-deployment': 'ptu', 'x-ms-deployment-name': ['a'] }, true, undefined],
    ['{"x-ms-spillover-from-deployment":"ptu"}', true, undefined],
    ['x-ms-spillover-from-deployment: ptu', undefined, undefined],
    [['x-ms-spillover-from-deployment'], undefined, undefined],
    [undefined, undefined, undefined],
  ])('name a spill-over that succeeded: %j', (headers, spilledOver, servedDeployment) => {
    for (const held of [{ responseHeaders: headers }, { backendResponseHeaders: headers }]) {
      const facts = factsOf(held);
      expect(facts.spilledOver).toBe(spilledOver);
      expect(facts.servedDeployment).toBe(servedDeployment);
    }
  });

  it('are not kept', () => {
    const backendResponseHeaders = { 'x-ms-spillover-from-x': 'ptu', 'set-cookie': 'secret' };
    expect(JSON.stringify(factsOf({ backendResponseHeaders }))).not.toMatch(/secret|ptu/);
  });
});
