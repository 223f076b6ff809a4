import {
  compilePriceBook,
  costOf,
  findPrice,
} from '../../../../shared/domain/reference/find-price';
import { formatMoney } from '../../../../shared/domain/money';
import type { PriceBook, PriceEntry } from '../../../../shared/domain/reference/price-book';

const entry = (members: Partial<PriceEntry>): PriceEntry => ({
  skus: ['GlobalStandard'],
  serviceTiers: ['default'],
  abovePromptTokens: 0,
  prices: { input: { unitPrice: '2.50', per: 1_000_000 } },
  ...members,
});

const long = entry({
  skus: ['GlobalStandard', 'DataZoneStandard'],
  abovePromptTokens: 272_000,
  prices: { output: { unitPrice: '22.50', per: 1_000_000 } },
});
const usual = entry({});
const priority = entry({ serviceTiers: ['priority', 'flex'] });

const book = compilePriceBook({
  version: 'v1',
  validFrom: '2026-01-01T00:00:00.000Z' as PriceBook['validFrom'],
  currency: 'USD',
  models: [{ model: 'gpt-5.4', aliases: ['GPT-5.4-2026-03-05'], entries: [usual, long, priority] }],
});
const question = {
  model: 'gpt-5.4',
  sku: 'GlobalStandard',
  serviceTier: 'default',
  promptClass: 0,
};

describe('the entry of a price book', () => {
  it('is found by the model or an alias, whatever the case, under the name that the book uses', () => {
    for (const model of ['gpt-5.4', 'GPT-5.4', 'gpt-5.4-2026-03-05']) {
      expect(book.entryFor({ ...question, model })).toEqual({
        kind: 'found',
        model: 'gpt-5.4',
        entry: usual,
      });
    }
    expect(book.version).toBe('v1');
  });

  it('is never that of a model with a similar name', () => {
    for (const model of ['gpt-5', 'gpt-5.4-mini', 'gpt-5.4 ', '', 'constructor', null]) {
      expect(book.entryFor({ ...question, model })).toEqual({
        kind: 'missing',
        model: undefined,
        reason: 'unknownModel',
      });
    }
  });

  it('is the one that begins highest among those that the prompt reaches', () => {
    const entryAt = (promptClass: number, sku = 'GlobalStandard'): unknown => {
      const finding = book.entryFor({ ...question, promptClass, sku });
      return finding.kind === 'found' ? finding.entry : finding.reason;
    };
    expect(entryAt(200_000)).toBe(usual);
    expect(entryAt(272_000)).toBe(long);
    expect(entryAt(400_000)).toBe(long);
    expect(entryAt(272_000, 'DataZoneStandard')).toBe(long);
    expect(entryAt(200_000, 'DataZoneStandard')).toBe('noPrice');
  });

  it('is that of the SKU and the service tier, each spelled as the book does', () => {
    expect(book.entryFor({ ...question, serviceTier: 'flex' })).toMatchObject({ entry: priority });
    for (const other of [
      { sku: 'globalstandard' },
      { sku: 'Standard' },
      { serviceTier: 'scale' },
    ]) {
      expect(book.entryFor({ ...question, ...other })).toEqual({
        kind: 'missing',
        model: 'gpt-5.4',
        reason: 'noPrice',
      });
    }
  });

  it('is missing where nobody knows the SKU', () => {
    expect(book.entryFor({ ...question, sku: null })).toEqual({
      kind: 'missing',
      model: 'gpt-5.4',
      reason: 'unknownSku',
    });
  });
});

describe('the price of a meter', () => {
  it('is the one in the entry, and no other entry lends one', () => {
    const finding = book.entryFor({ ...question, promptClass: 272_000 });
    expect(findPrice(finding, 'output')).toEqual({ unitPrice: '22.50', per: 1_000_000 });
    expect(findPrice(finding, 'input')).toBe('noPrice');
  });

  it('is missing for the reason for which the entry is', () => {
    expect(findPrice(book.entryFor({ ...question, model: null }), 'input')).toBe('unknownModel');
  });
});

describe('a cost', () => {
  it.each([
    [1, '2.50', 1_000_000, '0.0000025'],
    [3, '0.000001', 1_000_000, '0.000000000003'],
    [1_234_567, '0.0825', 1_000_000, '0.1018517775'],
    [90, '0.0001', 1, '0.009'],
    [7, '10', 1_000, '0.07'],
    [5, '0', 1_000_000, '0'],
    [Number.MAX_SAFE_INTEGER, '999.999999', 1_000_000, '9007199245733.791745259009'],
  ] as const)('of %d at %s per %d is exactly %s', (quantity, unitPrice, per, cost) => {
    expect(formatMoney(costOf(quantity, { unitPrice, per }))).toBe(cost);
  });

  it('of milliseconds is that of the seconds, to the last digit', () => {
    const perSecond = { unitPrice: '0.000000001', per: 1 } as const;
    expect(formatMoney(costOf(400, perSecond, 1_000))).toBe('0.0000000004');
    // The same price of another quantity is not mixed up with it.
    expect(formatMoney(costOf(400, perSecond))).toBe('0.0000004');
    expect(formatMoney(costOf(400_000, { unitPrice: '0.0001', per: 1 }, 1_000))).toBe('0.04');
  });

  it('throws rather than round a price that is too fine', () => {
    expect(() => costOf(1, { unitPrice: '0.0000001', per: 1_000_000 })).toThrow(RangeError);
  });

  it('throws on a quantity that is no whole number', () => {
    expect(() => costOf(0.5, { unitPrice: '1', per: 1 })).toThrow(RangeError);
  });
});

describe('a price book', () => {
  const models = [
    { model: 'gpt-4o', aliases: ['gpt-4o-2024-08-06'], entries: [usual, priority] },
    { model: 'gpt-4.1', aliases: [], entries: [usual] },
    { model: 'gpt-4.1.ft', aliases: [], entries: [usual] },
    {
      model: 'claude',
      aliases: [],
      entries: [entry({ serviceTiers: ['standard'] }), entry({ serviceTiers: ['default'] })],
    },
  ];
  const tiered = compilePriceBook({
    version: 'v1',
    validFrom: '2026-01-01T00:00:00.000Z' as PriceBook['validFrom'],
    currency: 'USD',
    models,
  });

  it('prices a fine-tuned model as its family, if the book names that, else as its base', () => {
    expect(tiered.nameOf('gpt-4o-2024-08-06.ft-0a1b')).toBe('gpt-4o');
    expect(tiered.nameOf('FT:GPT-4o-2024-08-06:contoso::abc')).toBe('gpt-4o');
    expect(tiered.nameOf('gpt-4.1.ft-0a1b')).toBe('gpt-4.1.ft');
    expect(tiered.nameOf('gpt-4o-2024-11-20.ft-0a1b')).toBeUndefined();
    expect(tiered.entryFor({ ...question, model: 'gpt-4.1.ft-0a1b' })).toMatchObject({
      kind: 'found',
      model: 'gpt-4.1.ft',
    });
  });

  it('counts the tiers of a model by SKU; standard and default are one', () => {
    expect(tiered.tiersOf('GPT-4o', 'GlobalStandard')).toBe(3);
    expect(tiered.tiersOf('gpt-4.1', 'GlobalStandard')).toBe(1);
    expect(tiered.tiersOf('claude', 'GlobalStandard')).toBe(1);
    expect(tiered.tiersOf('gpt-4o', 'Standard')).toBe(0);
    expect(tiered.tiersOf('gpt-9', 'GlobalStandard')).toBe(0);
    const standard = tiered.entryFor({ ...question, model: 'claude' });
    expect(standard).toMatchObject({ kind: 'found' });
  });
});
