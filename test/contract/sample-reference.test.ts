import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeReferenceData } from '../../shared/app/reference/reference-data';
import { compilePriceBook } from '../../shared/domain/reference/find-price';
import type { Price, PriceBook } from '../../shared/domain/reference/price-book';
import type { ReferenceSet } from '../../shared/domain/reference/reference-set';
import { isProvisioned } from '../../shared/domain/reference/skus';
import { InMemoryDocuments } from '../support/in-memory-documents';
import { ManualClock } from '../support/manual-clock';

const folder = path.join(__dirname, '..', '..', 'local', 'sample', 'reference');

const loadSamples = async (): Promise<ReferenceSet> => {
  const clock = new ManualClock();
  const referenceData = makeReferenceData({ documents: new InMemoryDocuments(clock), clock });
  const { problems } = await referenceData.push(
    readdirSync(folder).map((name) => ({
      name,
      content: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as unknown,
    })),
  );
  expect(problems).toEqual([]);
  return referenceData.load();
};

describe('the sample reference data', () => {
  let set: ReferenceSet;
  let latest: PriceBook;
  beforeAll(async () => {
    set = await loadSamples();
    latest = set.priceBooks.at(-1)!;
  });

  const pricesOf = (model: string, how: object = {}): readonly (string | undefined)[] => {
    const question = {
      model,
      sku: 'GlobalStandard',
      serviceTier: 'default',
      promptClass: 0,
      ...how,
    };
    const finding = compilePriceBook(latest).entryFor(question);
    if (finding.kind === 'missing') return [];
    const { input, cachedInput, output } = finding.entry.prices;
    return [input, cachedInput, output].map((price?: Price) => price?.unitPrice);
  };

  it.each([
    ['gpt-4o', ['2.50', '1.25', '10']],
    ['gpt-4.1', ['2', '0.50', '8']],
    ['gpt-5', ['1.25', '0.125', '10']],
    ['gpt-5.1', ['1.25', '0.125', '10']],
    ['gpt-5.4', ['2.50', '0.25', '15']],
    ['text-embedding-3-large', ['0.13', undefined, undefined]],
  ])('has the list prices of %s', (model, prices) => {
    expect(pricesOf(model)).toEqual(prices);
  });

  it('has prices for long prompts, for priority, for data zones and for batches', () => {
    expect(pricesOf('gpt-5.4', { promptClass: 272_000 })).toEqual(['5', '0.50', '22.50']);
    expect(pricesOf('gpt-5.4', { serviceTier: 'priority' })).toEqual(['5', '0.50', '30']);
    expect(pricesOf('gpt-4o', { sku: 'DataZoneStandard' })).toEqual(['2.75', '1.375', '11']);
    expect(pricesOf('gpt-4o', { sku: 'GlobalBatch' })).toEqual(['1.25', '1.25', '5']);
  });

  it('says of reserved capacity that it costs nothing by use, and why', () => {
    const reserved = latest.models
      .flatMap(({ entries }) => entries)
      .filter(({ skus }) => skus.some(isProvisioned));
    expect(reserved.length).toBeGreaterThan(0);
    for (const { prices, note } of reserved) {
      expect(note).toContain('reservation');
      expect(Object.values(prices).every(({ unitPrice }) => unitPrice === '0')).toBe(true);
    }
  });

  it('has a price for every deployment that it lists', () => {
    for (const { deployment, model, sku } of set.deployments.at(-1)!.deployments) {
      const question = { model: model!, sku, serviceTier: 'default', promptClass: 0 };
      expect([deployment, compilePriceBook(latest).entryFor(question).kind]).toEqual([
        deployment,
        'found',
      ]);
    }
  });

  it('has at least five business units and twelve models, and a price that changes', () => {
    expect(set.businessUnits[0]!.businessUnits.length).toBeGreaterThanOrEqual(5);
    for (const { models } of set.priceBooks) expect(models.length).toBeGreaterThanOrEqual(12);
    const [earliest] = set.priceBooks;
    const changed = latest.models.filter(({ model, entries }) => {
      const before = earliest!.models.find((other) => other.model === model);
      return before !== undefined && JSON.stringify(before.entries) !== JSON.stringify(entries);
    });
    expect(changed.map(({ model }) => model)).toEqual(['o3']);
  });
});
