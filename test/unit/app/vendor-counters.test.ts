// What vendors count in their own ways, through the whole program to the money of the report.
import { InMemoryProgram } from '../../support/in-memory-program';
import { businessUnitsFile, deploymentsFile, usageEvent } from '../../support/sample-events';

const model = (name: string, prices: object, skus = ['GlobalStandard']): object => ({
  model: name,
  entries: [{ skus, prices }],
});

const book = (...models: readonly object[]): object => ({
  kind: 'priceBook',
  validFrom: '2026-01-01',
  reason: 'test',
  currency: 'USD',
  models,
});

/** The report on events, which are delivered twice and rolled up in between. */
const reportOn = async (prices: object, ...bodies: readonly unknown[]) => {
  const program = new InMemoryProgram();
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, prices);
  const events = program.enqueue(...bodies);
  await program.deliver(events);
  await program.rollUp();
  await program.deliver(events);
  await program.rollUp();
  return program.report('2026-11');
};

describe('the report', () => {
  it("bills Grok's reasoning beside its completion", async () => {
    const grok = { input: '1.25', cachedInput: '0.20', output: '2.50', reasoningOutput: '2.50' };
    const usage = {
      prompt_tokens: 20_000,
      completion_tokens: 1_200,
      total_tokens: 25_000,
      prompt_tokens_details: { cached_tokens: 500 },
      completion_tokens_details: { reasoning_tokens: 3_800 },
    };
    const event = usageEvent({ model: 'grok-4.20', usage });
    const { totals, coverage } = await reportOn(book(model('grok-4.20', grok)), event);
    expect(totals.usageCost).toBe('0.036975');
    expect(coverage).toMatchObject({ totalMismatch: 0, unclassifiedTokens: 0 });
  });

  it('bills cached audio as cached input, unless the book has a price of its own', async () => {
    const prices = {
      ...{ input: '0.60', cachedInput: '0.06', audioInput: '10' },
      ...{ output: '2.40', audioOutput: '20' },
    };
    const usage = {
      total_tokens: 11_000,
      input_tokens: 10_000,
      output_tokens: 1_000,
      input_token_details: {
        ...{ text_tokens: 2_000, audio_tokens: 8_000, cached_tokens: 6_000 },
        cached_tokens_details: { text_tokens: 1_000, audio_tokens: 5_000 },
      },
      output_token_details: { text_tokens: 200, audio_tokens: 800 },
    };
    const event = usageEvent({ model: 'gpt-realtime-mini', usage });
    const costWith = async (more: object): Promise<string> => {
      const priced = model('gpt-realtime-mini', { ...prices, ...more });
      return (await reportOn(book(priced), event)).totals.usageCost;
    };
    expect(await costWith({ cachedAudioInput: '0.30' })).toBe('0.04864');
    expect(await costWith({})).toBe('0.04744');
  });

  it('bills the calls of hosted tools, and counts those that have no meter', async () => {
    const call = (type: string) => ({ type, status: 'completed', action: { type: 'search' } });
    const body = {
      subscriptionId: 'sub-a',
      deploymentId: 'dep',
      responseBody: {
        ...{ id: 'resp_1', created_at: 1_793_614_560, model: 'm' },
        output: ['web_search_call', 'web_search_call', 'image_generation_call'].map(call),
        usage: { input_tokens: 1_000, output_tokens: 100, total_tokens: 1_100 },
      },
    };
    const prices = { input: '1', output: '2', webSearches: '0.014' };
    const { totals, coverage } = await reportOn(book(model('m', prices)), body);
    expect(totals.usageCost).toBe('0.0292');
    expect(coverage).toMatchObject({ toolCallsUnmetered: 1, unpriced: 0 });
  });

  it('bills a batch once, as a batch, however often it is read', async () => {
    const usage = { input_tokens: 1_000_000, output_tokens: 0, total_tokens: 1_000_000 };
    const poll = (id: number, batch: object | undefined, of: object | null) => {
      const event = usageEvent({ id, model: 'm', usage: of }) as { readonly data: object };
      return { ...event, data: { ...event.data, batch, notBilled: undefined } };
    };
    const completed = { id: 'batch_1', completedAt: 1_793_614_560 };
    const prices = book(model('m', { input: '1', output: '2' }, ['GlobalBatch']));
    const polls = [1, 2, 3].map((id) => poll(id, completed, usage));
    const report = await reportOn(prices, ...polls);
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '1' });
    expect(report.businessUnits[0]?.lines).toMatchObject([{ sku: 'GlobalBatch', cost: '1' }]);
    expect(report.coverage).toMatchObject({ conflicts: 0, withoutUsage: 0 });
  });

  it('bills an advisor at its own price, and counts its request once', async () => {
    const usage = {
      ...{ input_tokens: 1_000_000, output_tokens: 0, cache_read_input_tokens: 0 },
      iterations: [
        { type: 'message', input_tokens: 1_000_000, output_tokens: 0 },
        { type: 'advisor_message', model: 'claude-opus-4-8', input_tokens: 1_000_000 },
      ],
    };
    const prices = book(
      model('claude-sonnet-5', { input: '3', output: '15' }),
      model('claude-opus-4-8', { input: '5', output: '25' }),
    );
    const { totals, businessUnits } = await reportOn(
      prices,
      usageEvent({ model: 'claude-sonnet-5', usage }),
    );
    expect(totals).toMatchObject({ requests: 1, usageCost: '8' });
    expect(businessUnits[0]?.lines).toMatchObject([
      { model: 'claude-opus-4-8', cost: '5' },
      { model: 'claude-sonnet-5', cost: '3' },
    ]);
  });

  it('bills a fallback that answered in a stream once, at its own price', async () => {
    const start = { input_tokens: 408, output_tokens: 1, cache_read_input_tokens: 0 };
    const answer = {
      input_tokens: 1_000_000,
      output_tokens: 1_000_000,
      cache_read_input_tokens: 0,
    };
    const iterations = [
      { type: 'message', model: 'claude-fable-5', input_tokens: 408, output_tokens: 0 },
      { type: 'fallback_message', model: 'claude-opus-4-8', ...answer },
    ];
    const message = { id: 'msg_1', type: 'message', model: 'claude-fable-5', usage: start };
    const stream = [
      { type: 'message_start', message },
      { type: 'message_delta', usage: { ...answer, iterations } },
    ].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
    const body = { subscriptionId: 'sub-a', deploymentId: 'dep', responseBody: stream.join('') };
    const prices = book(
      model('claude-fable-5', { input: '10', output: '50' }),
      model('claude-opus-4-8', { input: '5', output: '25' }),
    );
    const { totals } = await reportOn(prices, body);
    expect(totals).toMatchObject({ requests: 1, usageCost: '30' });
  });

  it('bills what an advisor did at its own price, whatever the deployment list says', async () => {
    const usage = {
      ...{ input_tokens: 1_000_000, output_tokens: 0, cache_read_input_tokens: 0 },
      iterations: [
        { type: 'message', input_tokens: 1_000_000, output_tokens: 0 },
        { type: 'advisor_message', model: 'large', input_tokens: 1_000_000 },
        { type: 'advisor_message', model: 'no name', input_tokens: 7 },
      ],
    };
    const event = usageEvent({ model: 'm', usage }) as { readonly data: object };
    // The same model on the same deployment, of its own accord: that one is the deployment's.
    const plain = { input_tokens: 1_000_000, output_tokens: 0 };
    const own = usageEvent({ id: 2, model: 'large', usage: plain }) as typeof event;
    const backend = { deployment: 'dep' };
    const events = [event, own].map((one) => ({ ...one, data: { ...one.data, backend } }));
    for (const [billedAs, cost] of [
      [undefined, '13'],
      ['m', '11'],
    ]) {
      const program = new InMemoryProgram();
      const deployment = { deployment: 'dep', model: 'm', sku: 'GlobalStandard', billedAs };
      await program.push(
        businessUnitsFile({ alpha: ['sub-a'] }),
        { ...deploymentsFile, deployments: [deployment] },
        book(model('m', { input: '3' }), model('large', { input: '5' })),
      );
      await program.deliver(program.enqueue(...events));
      await program.rollUp();
      const { totals, businessUnits } = await program.report('2026-11');
      expect(totals).toMatchObject({ requests: 2, usageCost: cost });
      expect(businessUnits[0]?.unpriced).toMatchObject([
        { model: 'unknown', meter: 'input', quantity: 7, reason: 'unknownModel' },
      ]);
    }
  });

  it('bills 1,000 requests of 0.4 seconds as 400 seconds', async () => {
    const events = Array.from({ length: 1_000 }, (_, at) =>
      usageEvent({ id: at + 1, model: 'whisper', usage: { type: 'duration', seconds: 0.4 } }),
    );
    const { totals } = await reportOn(
      book(model('whisper', { audioSeconds: '0.0001' })),
      ...events,
    );
    expect(totals).toMatchObject({ meters: { audioSeconds: 400 }, usageCost: '0.04' });
  });
});
