import { rateRow } from '../../../../shared/domain/chargeback/rate-window-row';
import { parseInstant } from '../../../../shared/domain/instant';
import { compileReferenceSet } from '../../../../shared/domain/reference/compile-reference-set';
import type { Price, PriceBook } from '../../../../shared/domain/reference/price-book';
import type { Meter } from '../../../../shared/domain/usage/meters';
import type { WindowRow } from '../../../../shared/domain/usage/window-usage';
import { windowOf } from '../../../../shared/domain/window';

const validFrom = parseInstant('2026-01-01T00:00:00Z')!;
const window = windowOf(validFrom);

const entry = (prices: Partial<Record<Meter, string>>, serviceTier = 'default') => ({
  skus: ['GlobalStandard'],
  serviceTiers: [serviceTier],
  abovePromptTokens: 0,
  prices: Object.fromEntries(
    Object.entries(prices).map(([meter, unitPrice]): [string, Price] => [
      meter,
      { unitPrice, per: 1_000_000 },
    ]),
  ),
});

const model = {
  model: 'gpt-5-nano',
  aliases: ['gpt-5-nano-2025-08-07'],
  entries: [
    entry({ input: '0.05', cachedInput: '0.01', output: '0.40', unclassified: '1' }),
    entry({ input: '0.10' }, 'priority'),
  ],
};

const bookWith = (...models: PriceBook['models']): readonly PriceBook[] => [
  { version: 'book', validFrom, currency: 'USD', models: [model, ...models] },
];
const router = (prices: Partial<Record<Meter, string>>) => ({
  model: 'Model-Router',
  aliases: [],
  entries: [entry(prices)],
});

const rated = (priceBooks: readonly PriceBook[], members: Partial<WindowRow>) =>
  rateRow(
    {
      subscriptionId: null,
      keyHash: null,
      productId: null,
      appId: null,
      model: 'gpt-5-nano-2025-08-07',
      deployment: 'smart',
      askedDeployment: 'smart',
      backendId: null,
      serviceTier: 'default',
      requestedTier: null,
      streamed: false,
      spilledOver: 'no',
      usageSource: 'policy',
      promptClass: 0,
      outcome: 'success',
      requests: 2,
      requestsByMeters: { 'input,output': 2 },
      meters: { input: 1_000_000, output: 100_000 },
      coverage: {},
      ...members,
    },
    window,
    compileReferenceSet({
      fingerprint: 'f',
      priceBooks,
      businessUnits: [],
      deployments: [
        {
          version: 'd',
          validFrom,
          deployments: [{ deployment: 'smart', model: 'model-router', sku: 'GlobalStandard' }],
        },
      ],
    }),
  );

describe('usage of a router', () => {
  it("costs the answering model's prices and the router's own, in charges that name it", () => {
    const row = rated(bookWith(router({ input: '0.14', output: '0' })), {});
    expect(row).toMatchObject({ model: 'gpt-5-nano', coverage: {}, unpriced: [] });
    expect(row.charges.map(({ meter, cost, model: of }) => [of, meter, cost])).toEqual([
      [undefined, 'input', '0.05'],
      [undefined, 'output', '0.04'],
      ['Model-Router', 'input', '0.14'],
    ]);
  });

  it('is charged for every token of the prompt, at the price of input unless the book says more', () => {
    const meters = { input: 10, cachedInput: 20, audioInput: 30, output: 40 };
    const routed = (prices: Partial<Record<Meter, string>>) =>
      rated(bookWith(router(prices)), { meters }).charges.filter(
        ({ model: of }) => of !== undefined,
      );
    expect(routed({ input: '0.14' }).map(({ meter, unitPrice }) => [meter, unitPrice])).toEqual([
      ['input', '0.14'],
      ['cachedInput', '0.14'],
      ['audioInput', '0.14'],
    ]);
    const [, cached] = routed({ input: '0.14', cachedInput: '0.07' });
    expect(cached).toMatchObject({ meter: 'cachedInput', unitPrice: '0.07' });
  });

  it('has one price of the router at every tier, unless the book has one for the tier', () => {
    const ofRouter = (...entries: (typeof model)['entries']) =>
      rated(bookWith({ model: 'model-router', aliases: [], entries }), {
        serviceTier: 'priority',
        meters: { input: 10 },
      }).charges.map(({ unitPrice }) => unitPrice);
    expect(ofRouter(entry({ input: '0.14' }))).toEqual(['0.10', '0.14']);
    expect(ofRouter(entry({ input: '0.14' }), entry({ input: '0.28' }, 'priority'))).toEqual([
      '0.10',
      '0.28',
    ]);
  });

  it('is unpriced for what the router has no price, never free', () => {
    const meters = { input: 10, output: 1 };
    expect(rated(bookWith(), { meters })).toMatchObject({
      unpriced: [{ meter: 'input', quantity: 10, reason: 'unknownModel', model: 'model-router' }],
      unpricedRequests: 2,
    });
    expect(rated(bookWith(router({ output: '0' })), { meters }).unpriced).toEqual([
      { meter: 'input', quantity: 10, reason: 'noPrice', model: 'Model-Router' },
    ]);
    expect(rated([], { meters }).unpriced).toEqual([
      { meter: 'input', quantity: 10, reason: 'noPriceBook' },
      { meter: 'output', quantity: 1, reason: 'noPriceBook' },
      { meter: 'input', quantity: 10, reason: 'noPriceBook', model: 'model-router' },
    ]);
  });

  it('is unpriced where only a bare total is known: its part of the prompt is not', () => {
    const meters = { unclassified: 10 };
    expect(rated(bookWith(router({ input: '0.14' })), { meters }).unpriced).toEqual([
      { meter: 'unclassified', quantity: 10, reason: 'noPrice', model: 'Model-Router' },
    ]);
  });

  it('is unpriced, and its router charged, where no source names the model that answered', () => {
    const row = rated(bookWith(router({ input: '0.14' })), { model: 'model-router' });
    expect(row).toMatchObject({ model: 'unknown', unpricedRequests: 2 });
    expect(row.charges).toMatchObject([{ meter: 'input', cost: '0.14', model: 'Model-Router' }]);
    expect(row.unpriced.map(({ reason }) => reason)).toEqual(['unknownModel', 'unknownModel']);
  });
});
