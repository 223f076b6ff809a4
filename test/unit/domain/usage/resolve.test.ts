import { promptClassOf, resolve } from '../../../../shared/domain/usage/resolve';
import { observed, recordFrom, type Said } from '../../../support/observed';

const counters = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
const resolved = (said: Said) => resolve(recordFrom(observed('policy', said)));

describe('a resolved request', () => {
  it('takes each fact from the policy, else from the gateway log, else from the LLM log', () => {
    const { dimensions, responseId } = resolve(
      recordFrom(
        observed('llmLog', {
          model: 'model-of-log',
          deployment: 'd-log',
          responseId: 'chatcmpl-9',
          counters,
        }),
        observed('gatewayLog', {
          subscriptionId: 'sub-of-log',
          deployment: 'd-gateway',
          backendId: 'b',
          status: 200,
        }),
        observed('policy', { subscriptionId: 'sub-of-policy', streamed: true }),
      ),
    );
    expect(dimensions).toEqual({
      subscriptionId: 'sub-of-policy',
      keyHash: null,
      productId: null,
      appId: null,
      model: 'model-of-log',
      deployment: 'd-gateway',
      askedDeployment: 'd-gateway',
      backendId: 'b',
      serviceTier: null,
      requestedTier: null,
      batch: false,
      streamed: true,
      spilledOver: 'unknown',
      usageSource: 'llmLog',
      promptClass: 0,
      outcome: 'success',
    });
    expect(responseId).toBe('chatcmpl-9');
  });

  it('names nothing that no source named', () => {
    expect(Object.values(resolved({}).dimensions).filter((value) => value !== null)).toEqual([
      false,
      'unknown',
      'none',
      0,
      'unknown',
    ]);
  });

  it('names nothing where a later version of the program alone heard of it', () => {
    const record = { ...recordFrom(observed('policy', {})), observations: {} };
    expect(resolve(record)).toMatchObject({
      dimensions: { usageSource: 'none', outcome: 'unknown' },
      meters: {},
    });
  });

  it('keeps the deployment that was asked beside the one that served', () => {
    const { dimensions } = resolved({ deployment: 'ptu', servedDeployment: 'paygo' });
    expect(dimensions).toMatchObject({ deployment: 'paygo', askedDeployment: 'ptu' });
    const served = resolved({ servedDeployment: 'paygo' }).dimensions;
    expect(served).toMatchObject({ deployment: 'paygo', askedDeployment: null });
  });

  it('keeps the tier that was asked for beside the one that served', () => {
    const { dimensions } = resolved({ serviceTier: 'Default', requestedTier: 'priority' });
    expect(dimensions).toMatchObject({ serviceTier: 'default', requestedTier: 'priority' });
  });

  it('folds every name and id of its dimensions, and no id of the response', () => {
    const named = {
      subscriptionId: 'SUB-A',
      keyHash: 'AA',
      productId: 'Product',
      appId: 'APP',
      model: 'GPT-4o',
      deployment: 'Chat',
      servedDeployment: 'CHAT-2',
      backendId: 'East',
      serviceTier: 'Default',
      requestedTier: 'Auto',
    };
    const { dimensions, responseId } = resolved({ ...named, responseId: 'chatcmpl-A' });
    expect(dimensions).toMatchObject({
      subscriptionId: 'sub-a',
      keyHash: 'aa',
      productId: 'product',
      appId: 'app',
      model: 'gpt-4o',
      deployment: 'chat-2',
      askedDeployment: 'chat',
      backendId: 'east',
      serviceTier: 'default',
      requestedTier: 'auto',
    });
    expect(responseId).toBe('chatcmpl-A');
  });

  it.each([
    [true, 'yes'],
    [false, 'no'],
    [undefined, 'unknown'],
  ] as const)('spilled over: %s is %s', (spilledOver, named) => {
    const said = spilledOver === undefined ? {} : { spilledOver };
    expect(resolved(said).dimensions.spilledOver).toBe(named);
  });

  it.each([
    ['cached', 200, 'cached'],
    ['turnedAway', 429, 'turnedAway'],
    ['noModel', 200, 'success'],
  ] as const)('bills nothing where nothing was bought: %s', (notBilled, status, outcome) => {
    const { dimensions, meters, coverage } = resolve(
      recordFrom(
        observed('policy', { subscriptionId: 's', notBilled, status }),
        observed('llmLog', { counters }),
      ),
    );
    expect(dimensions).toMatchObject({ outcome, usageSource: 'none' });
    expect(meters).toEqual({});
    expect(coverage).toEqual({});
  });

  it.each([
    [200, 'success'],
    [204, 'success'],
    [304, 'success'],
    [400, 'clientError'],
    [428, 'clientError'],
    [429, 'throttled'],
    [499, 'clientError'],
    [500, 'serverError'],
    [503, 'serverError'],
  ])('with status %d is a %s', (status, outcome) => {
    expect(resolved({ status }).dimensions.outcome).toBe(outcome);
  });

  it('without a status is a success where its tokens were counted, else unknown', () => {
    expect(resolved({ counters }).dimensions.outcome).toBe('success');
    expect(resolved({}).dimensions.outcome).toBe('unknown');
  });
});

describe('whose count is billed', () => {
  const policy = (said: Said) => observed('policy', { subscriptionId: 's', ...said });
  const log = { prompt_tokens: 500, completion_tokens: 50 };
  const total = { total_tokens: 120 };

  it.each([
    [
      'the policy before the LLM log',
      policy({ counters }),
      log,
      'policy',
      { input: 100, output: 20 },
    ],
    [
      'the log before an estimate',
      policy({ counters, estimated: true }),
      log,
      'llmLog',
      { input: 500, output: 50 },
    ],
    [
      'the log before a bare total',
      policy({ counters: total }),
      log,
      'llmLog',
      { input: 500, output: 50 },
    ],
    ['the log where the policy knows none', policy({}), log, 'llmLog', { input: 500, output: 50 }],
    [
      'the policy where both know only a total',
      policy({ counters: total }),
      { total_tokens: 9 },
      'policy',
      { unclassified: 120 },
    ],
    [
      'a measured total before an estimate',
      policy({ counters, estimated: true }),
      { total_tokens: 9 },
      'llmLog',
      { unclassified: 9 },
    ],
  ])('%s', (_what, said, logged, source, meters) => {
    const request = resolve(recordFrom(said, observed('llmLog', { counters: logged })));
    expect(request.dimensions.usageSource).toBe(source);
    expect(request.meters).toEqual(meters);
    expect(request.coverage.estimated).toBeUndefined();
  });

  it('an estimate, flagged as such, where nobody measured', () => {
    const request = resolve(recordFrom(policy({ counters, estimated: true }), observed('llmLog')));
    expect(request.dimensions.usageSource).toBe('estimate');
    expect(request.meters).toEqual({ input: 100, output: 20 });
    expect(request.coverage.estimated).toBe(1);
  });

  it('the log of a model by the rules of its vendor, with what it cannot know flagged', () => {
    const request = resolve(
      recordFrom(
        observed('llmLog', {
          model: 'claude-sonnet-4-5',
          counters: {
            prompt_tokens: 10,
            completion_tokens: 5,
            'prompt_tokens_details.cached_tokens': 90,
          },
        }),
      ),
    );
    expect(request.meters).toEqual({ input: 10, cachedInput: 90, output: 5 });
    expect(request.coverage).toEqual({ cacheWritesUnknown: 1, callerUnknown: 1 });
  });
});

describe('the coverage of a request', () => {
  it.each([
    ['a success', 200, 1],
    ['an outcome that nobody told', undefined, 1],
    ['a throttled call', 429, undefined],
    ['a client error', 400, undefined],
    ['a server error', 500, undefined],
  ])('says without usage where nobody counted the tokens of %s: %s', (_what, status, count) => {
    const said = status === undefined ? {} : { status };
    expect(resolved({ subscriptionId: 's', ...said }).coverage.withoutUsage).toBe(count);
  });

  it.each([
    ['a prompt that the content filter refused', { status: 400, errorReason: 'content_filter' }, 1],
    ['another refusal', { status: 400, errorReason: 'BadRequest' }, undefined],
    ['a request whose time ran out', { status: 408 }, 1],
    ['one that the gateway turned away', { status: 408, notBilled: 'turnedAway' }, undefined],
  ] as const)('says without usage where Azure charges for a failure: %s', (_what, facts, count) => {
    expect(resolved({ subscriptionId: 's', ...facts }).coverage.withoutUsage).toBe(count);
  });

  it.each([
    ['the caller hung up', { status: 499, backendStatus: 200 }, 1],
    ['the gateway failed', { status: 500, backendStatus: 201 }, 1],
    ['the backend failed, too', { status: 500, backendStatus: 503 }, undefined],
    ['the backend sent the caller elsewhere', { status: 500, backendStatus: 302 }, undefined],
    ['the backend refused the prompt', { status: 500, backendStatus: 400 }, undefined],
    [
      'the content filter refused the prompt, and the gateway failed',
      { status: 500, backendStatus: 400, errorReason: 'content_filter' },
      1,
    ],
    ['nothing was bought', { status: 500, backendStatus: 200, notBilled: 'noModel' }, undefined],
  ] as const)('says without usage where the model answered: %s', (_what, facts, count) => {
    const { coverage, dimensions } = resolved({ subscriptionId: 's', ...facts });
    expect(coverage.withoutUsage).toBe(count);
    expect(['clientError', 'serverError']).toContain(dimensions.outcome);
  });

  it.each([
    [200, 1],
    [302, 1],
    [429, undefined],
  ])(
    'says without usage where the caller hung up, unless the model failed: %d',
    (status, count) => {
      const facts = { subscriptionId: 's', status: 0, backendStatus: status };
      expect(resolved(facts).coverage.withoutUsage).toBe(count);
    },
  );

  it("says nothing of usage where the gateway's log alone knows that nothing was bought", () => {
    const { meters, coverage } = resolve(
      recordFrom(
        observed('gatewayLog', { subscriptionId: 's', status: 200, notBilled: 'noModel' }),
        observed('llmLog', { counters }),
      ),
    );
    expect(meters).toEqual({});
    expect(coverage).toEqual({});
  });

  it('does not take a count of zero for no count', () => {
    const zero = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    const request = resolved({ subscriptionId: 's', status: 200, counters: zero });
    expect(request.coverage).toEqual({});
    expect(request.meters).toEqual({});
  });

  it('counts the tokens of the statements that lost', () => {
    const { coverage, meters } = resolve(
      recordFrom(
        observed('policy', { subscriptionId: 's', counters }),
        observed('policy', { subscriptionId: 's', counters: { total_tokens: 7 } }),
        observed('policy', { subscriptionId: 's', model: 'gpt-4o' }),
      ),
    );
    expect(coverage).toEqual({ conflicts: 1, conflictTokens: 7 });
    expect(meters).toEqual({ input: 100, output: 20 });
  });

  const answer = (responseId: string, prompt: number, model = 'gpt-4o') =>
    observed('llmLog', {
      responseId,
      model,
      counters: { prompt_tokens: prompt, completion_tokens: 1, total_tokens: prompt + 1 },
    });

  it('counts the tokens of the further answers in the LLM log, of which the largest is billed', () => {
    const { coverage, meters, dimensions, responseId } = resolve(
      recordFrom(
        observed('gatewayLog', { subscriptionId: 's' }),
        answer('chatcmpl-1', 100, 'gpt-4o'),
        answer('chatcmpl-2', 60, 'gpt-5'),
        answer('chatcmpl-3', 20),
        observed('llmLog', { counters: { completion_tokens: 900 } }),
      ),
    );
    expect(meters).toEqual({ input: 100, output: 1 });
    expect(dimensions.model).toBe('gpt-4o');
    expect(responseId).toBe('chatcmpl-1');
    expect(coverage).toEqual({ conflicts: 1, conflictTokens: 82 });
  });

  it('of two answers as large bills the one whose id sorts last', () => {
    const record = recordFrom(answer('chatcmpl-1', 7), answer('chatcmpl-2', 7));
    expect(resolve(record).responseId).toBe('chatcmpl-2');
  });

  it('bills the whole log where the counts belong to one answer at the most', () => {
    const { coverage, meters } = resolve(
      recordFrom(
        answer('chatcmpl-1', 100),
        observed('llmLog', { responseId: 'chatcmpl-2' }),
        observed('llmLog', { counters: { completion_tokens: 9, prompt_tokens: 0 } }),
      ),
    );
    expect(meters).toEqual({ input: 100, output: 9 });
    expect(coverage).toMatchObject({ conflicts: 1 });
    expect(coverage).not.toHaveProperty('conflictTokens');
  });

  it('takes the answer that the policy saw, and counts each of the others once', () => {
    const policy = (responseId: string, prompt: number) =>
      observed('policy', {
        subscriptionId: 's',
        responseId,
        counters: { prompt_tokens: prompt, completion_tokens: 1, total_tokens: prompt + 1 },
      });
    const log = [answer('chatcmpl-1', 10), answer('chatcmpl-2', 60)];
    const one = resolve(recordFrom(policy('chatcmpl-1', 10), ...log));
    expect(one.meters).toEqual({ input: 10, output: 1 });
    expect(one.coverage).toEqual({ conflicts: 1, conflictTokens: 61 });
    const both = resolve(recordFrom(policy('chatcmpl-1', 10), policy('chatcmpl-2', 60), ...log));
    const billed = (both.meters.input ?? 0) + (both.meters.output ?? 0);
    expect(billed + (both.coverage.conflictTokens ?? 0)).toBe(72);
  });

  it('counts each answer in the LLM log if the policy counted one that the log does not name', () => {
    const policy = observed('policy', {
      subscriptionId: 's',
      responseId: 'chatcmpl-3',
      counters: { prompt_tokens: 30, completion_tokens: 1, total_tokens: 31 },
    });
    const log = [answer('chatcmpl-1', 10), answer('chatcmpl-2', 60)];
    const { meters, coverage } = resolve(recordFrom(policy, ...log));
    expect(meters).toEqual({ input: 30, output: 1 });
    expect(coverage).toMatchObject({ conflicts: 1, conflictTokens: 72 });
  });

  it('counts the other answers alone if the policy names an answer, but counted nothing', () => {
    const policy = observed('policy', { subscriptionId: 's', responseId: 'chatcmpl-3' });
    const log = [answer('chatcmpl-1', 10), answer('chatcmpl-2', 60)];
    const { meters, coverage } = resolve(recordFrom(policy, ...log));
    expect(meters).toEqual({ input: 60, output: 1 });
    expect(coverage).toEqual({ conflicts: 1, conflictTokens: 11 });
  });

  it('flags a total that is not the sum of its parts', () => {
    const { coverage } = resolved({ appId: 'a', counters: { ...counters, total_tokens: 121 } });
    expect(coverage).toEqual({ totalMismatch: 1, unclassifiedTokens: 1 });
  });

  it('counts calls of tools that have no meter, and names counters that no rule knows', () => {
    const { coverage, unknown } = resolved({
      appId: 'a',
      counters: { ...counters, 'tool_calls.image_generation_call': 2, new_tokens: 3 },
    });
    expect(coverage).toEqual({ toolCallsUnmetered: 2 });
    expect(unknown).toEqual({ new_tokens: 3 });
  });

  it('gives what another model did for a request the dimensions of that model', () => {
    const { dimensions, others } = resolved({
      subscriptionId: 's',
      model: 'claude-sonnet-5',
      deployment: 'sonnet',
      counters: {
        input_tokens: 5,
        output_tokens: 7,
        cache_read_input_tokens: 0,
        'iterations[claude-opus-4-8].input_tokens': 300_000,
        'iterations[].output_tokens': 1,
      },
    });
    expect(dimensions).toMatchObject({ model: 'claude-sonnet-5', promptClass: 0 });
    const ofOther = { ...dimensions, isOtherModel: true };
    expect(others).toEqual([
      { dimensions: { ...ofOther, model: null }, meters: { output: 1 } },
      {
        dimensions: { ...ofOther, model: 'claude-opus-4-8', promptClass: 272_000 },
        meters: { input: 300_000 },
      },
    ]);
  });

  it.each(['subscriptionId', 'keyHash', 'appId', 'productId'])('knows the caller by %s', (fact) => {
    expect(resolved({ [fact]: 'x', counters }).coverage).toEqual({});
  });

  it('says that no source named a caller', () => {
    expect(resolved({ counters }).coverage).toEqual({ callerUnknown: 1 });
  });
});

describe('two sources that disagree', () => {
  const of = (policy: Said, gatewayLog: Said | undefined, llmLog?: Said) =>
    resolve(
      recordFrom(
        observed('policy', policy),
        ...(gatewayLog === undefined ? [] : [observed('gatewayLog', gatewayLog)]),
        ...(llmLog === undefined ? [] : [observed('llmLog', llmLog)]),
      ),
    ).coverage.sourcesDisagree;
  const caller = { subscriptionId: 's' };

  it.each([
    ['on the caller', { subscriptionId: 's' }, { subscriptionId: 't' }, undefined, 1],
    [
      'not where they only spell the caller differently',
      { subscriptionId: 'Sub-A' },
      { subscriptionId: 'sub-a' },
      undefined,
      undefined,
    ],
    ['not where one names no caller', caller, { productId: 'p' }, undefined, undefined],
    ['on the tokens', { ...caller, counters }, undefined, { counters: { prompt_tokens: 1 } }, 1],
    [
      'not where both measured the same',
      { ...caller, counters },
      undefined,
      { counters },
      undefined,
    ],
    ['not where only one counted', { ...caller, counters }, undefined, {}, undefined],
    [
      'not where the policy only estimated',
      { ...caller, counters, estimated: true } as const,
      undefined,
      { counters: { prompt_tokens: 1 } },
      undefined,
    ],
    [
      'not where the log cannot know all',
      { ...caller, counters, model: 'claude-x' },
      undefined,
      { counters: { prompt_tokens: 1 } },
      undefined,
    ],
  ])('are counted, where they disagree %s', (_what, policy, gatewayLog, llmLog, count) => {
    expect(of(policy, gatewayLog, llmLog)).toBe(count);
  });
});

describe('the prompt-size class', () => {
  it('is the usual one of a sum of several requests: its prompts have no size together', () => {
    const { dimensions } = resolved({ counters: { prompt_tokens: 300_000 }, aggregated: true });
    expect(dimensions.promptClass).toBe(0);
  });

  it.each([
    [0, 0],
    [128_000, 0],
    [128_001, 128_000],
    [200_000, 128_000],
    [200_001, 200_000],
    [272_001, 272_000],
    [400_000, 272_000],
    [1_000_000_000, 400_000],
  ])('of %d tokens begins above %d', (tokens, bound) => {
    expect(promptClassOf(tokens)).toBe(bound);
  });

  it('counts all that is input, cached and written to a cache included', () => {
    const request = resolved({
      counters: {
        input_tokens: 100_000,
        cache_read_input_tokens: 28_000,
        cache_creation_input_tokens: 1,
        output_tokens: 999_999,
      },
    });
    expect(request.dimensions.promptClass).toBe(128_000);
  });
});
