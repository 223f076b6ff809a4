import { compileReferenceSet } from '../../../../shared/domain/reference/compile-reference-set';
import { parseInstant, type Instant } from '../../../../shared/domain/instant';
import { rateRow } from '../../../../shared/domain/chargeback/rate-window-row';
import {
  emptyReferenceSet,
  type ReferenceSet,
} from '../../../../shared/domain/reference/reference-set';
import type { WindowId } from '../../../../shared/domain/window';
import type { WindowRow } from '../../../../shared/domain/usage/window-usage';

const window = '2026-03-01T10:15Z' as WindowId;
const at = (text: string): Instant => parseInstant(text)!;
const million = (unitPrice: string) => ({ unitPrice, per: 1_000_000 as const });

const set: ReferenceSet = {
  fingerprint: 'f',
  priceBooks: [
    {
      version: 'book-1',
      validFrom: at('2026-01-01T00:00:00Z'),
      currency: 'USD',
      models: [
        {
          model: 'gpt-4o',
          aliases: ['gpt-4o-2024-11-20'],
          entries: [
            {
              skus: ['GlobalStandard'],
              serviceTiers: ['default'],
              abovePromptTokens: 0,
              prices: {
                input: million('2.50'),
                output: million('10'),
                audioSeconds: { unitPrice: '0.0001', per: 1 },
              },
            },
            {
              skus: ['GlobalStandard'],
              serviceTiers: ['default'],
              abovePromptTokens: 128_000,
              prices: { input: million('5') },
            },
            {
              skus: ['GlobalStandard'],
              serviceTiers: ['priority'],
              abovePromptTokens: 0,
              prices: { input: million('7') },
            },
            {
              skus: ['Standard'],
              serviceTiers: ['standard'],
              abovePromptTokens: 0,
              prices: { input: million('2.75') },
            },
            {
              skus: ['ProvisionedManaged'],
              serviceTiers: ['default'],
              abovePromptTokens: 0,
              note: 'paid by reservation',
              prices: { input: million('0') },
            },
          ],
        },
      ],
    },
    {
      version: 'book-2',
      validFrom: at('2026-03-01T10:30:00Z'),
      currency: 'USD',
      models: [
        {
          model: 'gpt-4o',
          aliases: [],
          entries: [
            {
              skus: ['GlobalStandard'],
              serviceTiers: ['default'],
              abovePromptTokens: 0,
              prices: { input: million('3') },
            },
          ],
        },
      ],
    },
  ],
  businessUnits: [
    {
      version: 'units-1',
      validFrom: at('2026-01-01T00:00:00Z'),
      businessUnits: [
        {
          id: 'finance',
          name: 'Finance',
          costCentre: '1',
          members: { subscriptionIds: ['sub'], keyHashes: [], appIds: [], productIds: [] },
        },
      ],
    },
  ],
  deployments: [
    {
      version: 'deployments-1',
      validFrom: at('2026-01-01T00:00:00Z'),
      deployments: [
        { deployment: 'chat', model: 'gpt-4o', sku: 'GlobalStandard' },
        { deployment: 'zone', model: 'gpt-4o', sku: 'DataZoneStandard' },
        { deployment: 'batches', model: 'gpt-4o', sku: 'DataZoneBatch' },
        { deployment: 'reserved', model: 'gpt-4o', sku: 'ProvisionedManaged' },
        { deployment: 'unpriced-reserved', model: 'gpt-4o', sku: 'GlobalProvisionedManaged' },
        {
          deployment: 'fast',
          model: 'gpt-4o',
          serviceTier: 'priority',
          sku: 'GlobalStandard',
        },
        { deployment: 'regional', model: 'gpt-4o', sku: 'Standard' },
        { deployment: 'other', model: 'o3', sku: 'GlobalStandard' },
      ],
    },
  ],
};
const references = compileReferenceSet(set);

const row = (members: Partial<WindowRow> = {}): WindowRow => ({
  subscriptionId: 'sub',
  keyHash: 'aa',
  productId: 'product',
  appId: 'app',
  model: 'GPT-4o-2024-11-20',
  deployment: 'chat',
  askedDeployment: 'asked',
  backendId: 'East',
  serviceTier: null,
  requestedTier: 'none',
  batch: false,
  streamed: true,
  spilledOver: 'no',
  usageSource: 'policy',
  promptClass: 0,
  outcome: 'success',
  requests: 3,
  requestsByMeters: { 'input,output': 2, 'cachedInput,input': 1 },
  meters: { input: 1_000, output: 10 },
  coverage: { conflicts: 1 },
  ...members,
});

describe('a rated row', () => {
  it('is of the model that a source names, whatever the list says, if another model did the work', () => {
    const stated = { isOtherModel: true, requests: 0, coverage: {} } as const;
    const rated = (model: string | null) =>
      rateRow(row({ ...stated, model }), window, references).model;
    expect(rated(null)).toBe('unknown');
    expect(rated('claude-opus-4-8')).toBe('claude-opus-4-8');
  });

  it('names its unit, its caller, its price book and every charge with what it was made of', () => {
    expect(rateRow(row(), window, references)).toEqual({
      businessUnit: 'finance',
      caller: 'subscription:sub',
      productId: 'product',
      model: 'gpt-4o',
      deployment: 'chat',
      askedDeployment: 'asked',
      backendId: 'east',
      sku: 'GlobalStandard',
      serviceTier: 'default',
      streamed: true,
      spilledOver: 'no',
      usageSource: 'policy',
      promptClass: 0,
      outcome: 'success',
      abovePromptTokens: 0,
      priceBookVersion: 'book-1',
      requests: 3,
      meters: { input: 1_000, output: 10 },
      coverage: { conflicts: 1 },
      charges: [
        { meter: 'input', quantity: 1_000, unitPrice: '2.50', per: 1_000_000, cost: '0.0025' },
        { meter: 'output', quantity: 10, unitPrice: '10', per: 1_000_000, cost: '0.0001' },
      ],
      unpriced: [],
      unpricedRequests: 0,
    });
  });

  it('costs milliseconds by the second, and keeps the counters that no rule knows', () => {
    const meters = { audioSeconds: 400 };
    const rated = rateRow(row({ meters, unknownCounters: { new_tokens: 2 } }), window, references);
    expect(rated).toMatchObject({
      charges: [{ meter: 'audioSeconds', quantity: 400, unitPrice: '0.0001', cost: '0.00004' }],
      unknownCounters: { new_tokens: 2 },
    });
  });

  it('follows the versions in force when its window began', () => {
    const next = rateRow(row({ model: 'gpt-4o' }), '2026-03-01T10:30Z' as WindowId, references);
    expect(next.priceBookVersion).toBe('book-2');
    expect(next.charges.map(({ unitPrice }) => unitPrice)).toEqual(['3']);
    expect(next.unpriced).toEqual([{ meter: 'output', quantity: 10, reason: 'noPrice' }]);
  });

  it('keeps what has no price beside what has one, and counts the requests that it concerns', () => {
    const rated = rateRow(row({ meters: { input: 1_000, cachedInput: 5 } }), window, references);
    expect(rated.charges.map(({ meter }) => meter)).toEqual(['input']);
    expect(rated.unpriced).toEqual([{ meter: 'cachedInput', quantity: 5, reason: 'noPrice' }]);
    expect(rated.unpricedRequests).toBe(1);
  });

  it('takes the prices of long prompts by its prompt class, and says above which size', () => {
    const rated = rateRow(row({ promptClass: 200_000 }), window, references);
    expect(rated.abovePromptTokens).toBe(128_000);
    expect(rated.charges).toEqual([
      { meter: 'input', quantity: 1_000, unitPrice: '5', per: 1_000_000, cost: '0.005' },
    ]);
    expect(rated.unpriced).toHaveLength(1);
  });

  it.each([
    [null, 'default', '2.50'],
    ['auto', 'default', '2.50'],
    ['Default', 'default', '2.50'],
    ['Priority', 'priority', '7'],
  ])('of service tier %s is billed as %s', (serviceTier, billed, unitPrice) => {
    const rated = rateRow(row({ serviceTier, meters: { input: 1 } }), window, references);
    expect(rated.serviceTier).toBe(billed);
    expect(rated.charges[0]?.unitPrice).toBe(unitPrice);
  });

  it('is rated at the tier that was asked for, if no response names one, and says so', () => {
    const asked = row({ serviceTier: null, requestedTier: 'priority', meters: { input: 100 } });
    const rated = rateRow(asked, window, references);
    expect(rated.charges.map(({ unitPrice }) => unitPrice)).toEqual(['7']);
    expect(rated.coverage).toEqual({ conflicts: 1, tierAssumed: 3, tierAssumedTokens: 100 });
  });

  it("is rated at the deployment's tier, if the list names it, and says so", () => {
    const asked = row({ deployment: 'fast', requestedTier: null, meters: { input: 100 } });
    const rated = rateRow(asked, window, references);
    expect(rated).toMatchObject({ serviceTier: 'priority' });
    expect(rated.coverage).toMatchObject({ tierAssumed: 3, tierAssumedTokens: 100 });
  });

  it('counts that its tier is unknown if the model has several tiers for this SKU', () => {
    const unknown = { requestedTier: null, meters: { input: 100 } };
    const rated = rateRow(row(unknown), window, references);
    expect(rated).toMatchObject({ serviceTier: 'default', coverage: { tierUnknown: 3 } });
    // One tier only, a model that the book lacks, and a SKU that is not known: nothing to choose from.
    for (const members of [
      { deployment: 'regional' },
      { model: 'gpt-9' },
      { deployment: 'new' },
      { deployment: 'other', model: null },
      { model: null, deployment: null },
    ]) {
      const other = rateRow(row({ ...unknown, ...members }), window, references);
      expect(other.coverage).not.toHaveProperty('tierUnknown');
    }
    const withoutBook = compileReferenceSet({ ...set, priceBooks: [] });
    expect(rateRow(row(unknown), window, withoutBook).coverage).toEqual({ conflicts: 1 });
  });

  it('counts only requests that used something: the others cost nothing at any tier', () => {
    const requestsByMeters = { '': 2, input: 1 };
    const partly = row({ requestedTier: 'priority', meters: { input: 5 }, requestsByMeters });
    expect(rateRow(partly, window, references).coverage).toMatchObject({ tierAssumed: 1 });
    const idle = row({ requestedTier: 'priority', meters: {}, requestsByMeters: { '': 3 } });
    expect(rateRow(idle, window, references).coverage).toEqual({ conflicts: 1 });
  });

  it('counts that another model answered than the deployment list names', () => {
    const rated = rateRow(row({ deployment: 'other' }), window, references);
    expect(rated).toMatchObject({ model: 'gpt-4o', coverage: { modelDiffers: 3 } });
  });

  it('of a window that was sealed by the first version is folded, and lacks what came later', () => {
    const {
      askedDeployment: _,
      requestedTier: __,
      ...old
    } = row({
      subscriptionId: 'SUB',
      productId: 'Product',
      deployment: 'CHAT',
      model: 'GPT-9',
    });
    expect(rateRow(old, window, references)).toMatchObject({
      businessUnit: 'finance',
      caller: 'subscription:sub',
      productId: 'product',
      model: 'gpt-9',
      deployment: 'chat',
      askedDeployment: null,
      backendId: 'east',
      sku: 'GlobalStandard',
    });
  });

  it('takes the model from its deployment where no source named one', () => {
    expect(rateRow(row({ model: null }), window, references).charges).toHaveLength(2);
  });

  it('is unpriced where the model is unknown, whatever the deployment would serve', () => {
    const named = rateRow(row({ model: 'gpt-9' }), window, references);
    expect(named).toMatchObject({ model: 'gpt-9', charges: [], unpricedRequests: 3 });
    expect(named.unpriced.map(({ reason }) => reason)).toEqual(['unknownModel', 'unknownModel']);
    const unnamed = rateRow(row({ model: null, deployment: 'new' }), window, references);
    expect(unnamed).toMatchObject({ model: 'unknown', charges: [] });
  });

  it('is unpriced where the deployment is not listed', () => {
    const rated = rateRow(row({ deployment: 'new' }), window, references);
    expect(rated).toMatchObject({ model: 'gpt-4o', sku: null, charges: [] });
    expect(rated.unpriced.map(({ reason }) => reason)).toEqual(['unknownSku', 'unknownSku']);
  });

  it('of a reservation costs what the book says, nothing included, and is unpriced else', () => {
    const meters = { input: 7 };
    expect(rateRow(row({ deployment: 'reserved', meters }), window, references).charges).toEqual([
      { meter: 'input', quantity: 7, unitPrice: '0', per: 1_000_000, cost: '0' },
    ]);
    const other = row({ deployment: 'unpriced-reserved', meters });
    expect(rateRow(other, window, references).unpriced).toEqual([
      { meter: 'input', quantity: 7, reason: 'noPrice' },
    ]);
  });

  it('of a batch is bought as batches are where its deployment was bought', () => {
    const skuOf = (members: Partial<WindowRow>): string | null =>
      rateRow(row({ batch: true, ...members }), window, references).sku;
    expect(skuOf({ deployment: 'chat' })).toBe('GlobalBatch');
    expect(skuOf({ deployment: 'batches' })).toBe('DataZoneBatch');
    expect(skuOf({ deployment: 'unpriced-reserved' })).toBe('GlobalBatch');
    expect(skuOf({ deployment: 'zone' })).toBe('DataZoneBatch');
    // Azure sells no batches of a regional deployment, and nothing is known of an unlisted one.
    expect(skuOf({ deployment: 'reserved' })).toBeNull();
    expect(skuOf({ deployment: 'unlisted' })).toBeNull();
  });

  it('that was spilled over is never free: billed as what served, or visibly unpriced', () => {
    const served = row({ spilledOver: 'yes', deployment: 'chat' });
    expect(rateRow(served, window, references).charges).toHaveLength(2);
    const unknown = row({ spilledOver: 'yes', deployment: 'reserved' });
    expect(rateRow(unknown, window, references)).toMatchObject({ sku: null, charges: [] });
    expect(rateRow(unknown, window, references).unpriced[0]?.reason).toBe('unknownSku');
  });

  it('without any usage has no charge and nothing unpriced', () => {
    const idle = row({ meters: {}, requestsByMeters: { '': 3 }, model: null, deployment: null });
    expect(rateRow(idle, window, references)).toMatchObject({
      charges: [],
      unpriced: [],
      unpricedRequests: 0,
    });
    const zero = rateRow(row({ meters: { input: 0 } }), window, references);
    expect(zero).toMatchObject({ charges: [], unpriced: [] });
  });

  it('without reference data is unattributed and unpriced, and loses nothing', () => {
    const rated = rateRow(row(), window, compileReferenceSet(emptyReferenceSet));
    expect(rated).toMatchObject({
      businessUnit: 'unattributed',
      model: 'gpt-4o-2024-11-20',
      sku: null,
      priceBookVersion: null,
      charges: [],
      unpricedRequests: 3,
    });
    expect(rated.unpriced).toEqual([
      { meter: 'input', quantity: 1_000, reason: 'noPriceBook' },
      { meter: 'output', quantity: 10, reason: 'noPriceBook' },
    ]);
  });
});
