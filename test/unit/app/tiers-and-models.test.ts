// Tiers, models and spellings from the event to the report: what is not known is a default nowhere
// without a count of it.
import { InMemoryProgram } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  chatUsage,
  llmLogEvent,
  requestGuid,
  usageEvent,
} from '../../support/sample-events';

const entry = (input: string, output: string, tier?: string) => ({
  skus: ['GlobalStandard'],
  ...(tier !== undefined && { serviceTiers: [tier] }),
  prices: { input, output },
});

const priceBook = {
  kind: 'priceBook',
  validFrom: '2026-01-01',
  reason: 'test',
  currency: 'USD',
  models: [
    {
      model: 'gpt-4o',
      aliases: ['gpt-4o-2024-11-20'],
      entries: [entry('2', '10'), entry('4', '20', 'priority'), entry('1', '5', 'flex')],
    },
    { model: 'gpt-4o-mini', entries: [entry('0.20', '1')] },
  ],
};

const deployments = (...listed: readonly object[]): object => ({
  kind: 'deployments',
  validFrom: '2026-01-01',
  reason: 'test',
  defaultSku: 'GlobalStandard',
  deployments: listed,
});

const reportOn = async (listed: readonly object[], ...bodies: readonly unknown[]) => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deployments(...listed),
    priceBook,
  );
  await program.deliver(program.enqueue(...bodies));
  await program.rollUp();
  const report = await program.report('2026-11');
  return {
    report,
    alpha: report.businessUnits.find(({ businessUnit }) => businessUnit === 'alpha'),
  };
};

/** A stream: the policy saw its request and not its body. */
const stream = (requestedTier?: string): object => {
  const body = structuredClone(usageEvent({ streamed: true, usage: null })) as {
    data: { model?: unknown; response: { serviceTier?: unknown }; request?: object };
  };
  delete body.data.model;
  delete body.data.response.serviceTier;
  if (requestedTier !== undefined) body.data.request = { serviceTier: requestedTier };
  return body;
};
const counted = llmLogEvent(1, { prompt: 1_000_000, completion: 100_000 });

const coverage = { tierAssumed: 0, tierAssumedTokens: 0, tierUnknown: 0, modelDiffers: 0 };
const assumed = { ...coverage, tierAssumed: 1, tierAssumedTokens: 1_100_000 };
const unknown = { ...coverage, tierUnknown: 1 };
const gpt4o = { deployment: 'gpt-4o', model: 'gpt-4o', sku: 'GlobalStandard' };
const fast = { ...gpt4o, serviceTier: 'priority' };

describe('a stream whose body no policy read', () => {
  it.each([
    ['priority was asked for', 'priority', gpt4o, 'priority', '6', assumed],
    ['flex was asked for', 'flex', gpt4o, 'flex', '1.5', coverage],
    ['flex was asked for, on a priority deployment', 'flex', fast, 'flex', '1.5', coverage],
    ['default was asked for, on a priority deployment', 'default', fast, 'default', '3', coverage],
    ['no tier was asked for', 'none', gpt4o, 'default', '3', coverage],
    ['no tier was asked for, on a priority deployment', 'none', fast, 'priority', '6', assumed],
    ['the choice was left to a priority deployment', 'auto', fast, 'priority', '6', assumed],
    ['what was asked for is not known', undefined, gpt4o, 'default', '3', unknown],
    ['that is not known, of a priority deployment', undefined, fast, 'priority', '6', assumed],
  ])(
    'is billed by a rule and counted where it is no fact: %s',
    async (_what, asked, listed, tier, cost, counts) => {
      const { report, alpha } = await reportOn([listed], stream(asked), counted);
      expect(report.totals.usageCost).toBe(cost);
      expect(report.coverage).toMatchObject(counts);
      expect(alpha?.coverage).toMatchObject(counts);
      expect(alpha?.lines.map(({ serviceTier }) => serviceTier)).toEqual([tier, tier]);
    },
  );

  it('is not counted as of an unknown tier where its model has one tier only', async () => {
    const mini = { deployment: 'gpt-4o', billedAs: 'gpt-4o-mini', sku: 'GlobalStandard' };
    const { report } = await reportOn([mini], stream(), counted);
    expect(report.totals.usageCost).toBe('0.3');
    expect(report.coverage).toMatchObject(coverage);
  });
});

describe('the model of the deployment list', () => {
  const mini = { deployment: 'gpt-4o', model: 'gpt-4o-mini', sku: 'GlobalStandard' };

  it('is billed if the response only echoes the name of the deployment, in any case', async () => {
    const usage = chatUsage(1_000_000, 0);
    const echoes = ['gpt-4o', 'GPT-4O'].map((model, id) =>
      usageEvent({ id: id + 1, model, usage }),
    );
    const { report } = await reportOn([mini], ...echoes);
    expect(report.totals.usageCost).toBe('0.4');
    expect(report.coverage).toMatchObject(coverage);
  });

  it('gives way to another model that the response names, per business unit', async () => {
    const { report, alpha } = await reportOn([mini], usageEvent());
    expect(report.totals.usageCost).toBe('0.003');
    expect(report.coverage).toMatchObject({ ...coverage, modelDiffers: 1 });
    expect(alpha?.coverage).toMatchObject({ modelDiffers: 1 });
  });
});

describe('a router', () => {
  it('has lines of its own, also at the price of the model that it chose', async () => {
    const router = { model: 'model-router', entries: [entry('0.20', '0')] };
    const program = new InMemoryProgram();
    await program.push(
      businessUnitsFile({ alpha: ['sub-a'] }),
      deployments({ deployment: 'gpt-4o', model: 'model-router', sku: 'GlobalStandard' }),
      { ...priceBook, models: [...priceBook.models, router] },
    );
    const usage = chatUsage(1_000_000, 100_000);
    const bodies = [1, 2].map((id) => usageEvent({ id, model: 'gpt-4o-mini', usage }));
    await program.deliver(program.enqueue(...bodies));
    await program.rollUp();
    const { totals, businessUnits, coverage: counts } = await program.report('2026-11');
    expect(totals.usageCost).toBe('1');
    expect(counts).toMatchObject(coverage);
    const lines = businessUnits.flatMap((unit) => unit.lines);
    expect(lines.map(({ model, meter, quantity, cost }) => [model, meter, quantity, cost])).toEqual(
      [
        ['gpt-4o-mini', 'input', 2_000_000, '0.4'],
        ['gpt-4o-mini', 'output', 200_000, '0.2'],
        ['model-router', 'input', 2_000_000, '0.4'],
      ],
    );
  });
});

describe('spellings that differ in case', () => {
  it('are one caller and one line, whatever the order in which they come', async () => {
    const usage = chatUsage(1_000, 0);
    const model = 'Mystery-1';
    const bodies = [
      usageEvent({ id: 1, subscription: 'SUB-B', usage, model }),
      usageEvent({ id: 2, subscription: 'sub-b', usage, model: 'mystery-1' }),
    ];
    const [there, back] = [
      await reportOn([], ...bodies),
      await reportOn([], ...bodies.toReversed()),
    ];
    expect(there.report.businessUnits).toEqual(back.report.businessUnits);
    expect(
      there.report.businessUnits.find(({ businessUnit }) => businessUnit === 'beta'),
    ).toMatchObject({
      requests: 2,
      unpriced: [{ model: 'mystery-1', quantity: 2_000 }],
    });
  });

  it('of ids of requests are two requests', async () => {
    const bodies = ['a-b', 'A-B'].map((id) => ({ ...usageEvent(), id }));
    const { report } = await reportOn([], ...bodies);
    expect(report.totals.requests).toBe(2);
    // An id that is a GUID is one in any case, by what a GUID is.
    const guid = requestGuid(7).replace('8000', 'abcd');
    const guids = [guid, guid.toUpperCase()].map((id) => ({ ...usageEvent(), id }));
    expect((await reportOn([], ...guids)).report.totals.requests).toBe(1);
  });
});
