import fc from 'fast-check';
import { compileBusinessUnits, type Caller } from '../../shared/domain/reference/attribute';
import type { BusinessUnit, BusinessUnits } from '../../shared/domain/reference/business-units';
import { compilePriceBook, costOf } from '../../shared/domain/reference/find-price';
import {
  promptClassBreaks,
  type Price,
  type PriceBook,
  type PriceEntry,
} from '../../shared/domain/reference/price-book';

const validFrom = '2026-01-01T00:00:00.000Z' as PriceBook['validFrom'];
const sku = fc.constantFrom('GlobalStandard', 'Standard', 'GlobalBatch');
const tier = fc.constantFrom('default', 'priority', 'flex');
const size = fc.constantFrom(0, ...promptClassBreaks);
const name = fc.constantFrom('gpt-4o', 'GPT-4O', 'gpt-5', 'o3', 'O3-mini', '__proto__');

const entry: fc.Arbitrary<PriceEntry> = fc.record({
  skus: fc.uniqueArray(sku, { minLength: 1 }),
  serviceTiers: fc.uniqueArray(tier, { minLength: 1 }),
  abovePromptTokens: size,
  prices: fc.constant({}),
});

const overlaps = (a: PriceEntry, b: PriceEntry): boolean =>
  a.abovePromptTokens === b.abovePromptTokens &&
  a.skus.some((one) => b.skus.includes(one)) &&
  a.serviceTiers.some((one) => b.serviceTiers.includes(one));

// As the file format guarantees: no two entries of a model for one way of buying.
const entries = fc
  .array(entry, { maxLength: 8 })
  .map((all) => all.filter((one, at) => !all.slice(0, at).some((before) => overlaps(one, before))));

const models = fc.uniqueArray(fc.record({ model: name, aliases: fc.constant([]), entries }), {
  selector: ({ model }) => model.toLowerCase(),
});

describe('rating', () => {
  it('finds the entry that a search through the whole book finds', () => {
    fc.assert(
      fc.property(
        models,
        name,
        sku,
        tier,
        size,
        (priced, model, bought, serviceTier, promptClass) => {
          const book = compilePriceBook({
            version: 'v',
            validFrom,
            currency: 'USD',
            models: priced,
          });
          const finding = book.entryFor({ model, sku: bought, serviceTier, promptClass });
          let expected: PriceEntry | undefined;
          for (const one of priced) {
            if (one.model.toLowerCase() !== model.toLowerCase()) continue;
            for (const candidate of one.entries) {
              const applies =
                candidate.skus.includes(bought) &&
                candidate.serviceTiers.includes(serviceTier) &&
                candidate.abovePromptTokens <= promptClass;
              const isHigher = candidate.abovePromptTokens > (expected?.abovePromptTokens ?? -1);
              if (applies && isHigher) expected = candidate;
            }
          }
          expect(finding.kind === 'found' ? finding.entry : undefined).toBe(expected);
        },
      ),
    );
  });

  it('costs quantity × unit price ÷ per, to the last digit', () => {
    const price = fc
      .tuple(
        fc.constantFrom(1 as const, 1_000 as const, 1_000_000 as const),
        fc.bigInt(0n, 10n ** 15n),
      )
      .map(([per, units]) => {
        const decimals = 12 - Math.log10(per);
        const digits = units.toString().padStart(decimals + 1, '0');
        const unitPrice = `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
        return { price: { unitPrice, per } satisfies Price, units, scale: 10n ** BigInt(decimals) };
      });
    fc.assert(
      fc.property(price, fc.maxSafeNat(), ({ price, units, scale }, quantity) => {
        // As fractions over a common denominator: cost / 10^12 = quantity × (units / scale) / per.
        const cost = costOf(quantity, price);
        expect(cost * scale * BigInt(price.per)).toBe(BigInt(quantity) * units * 10n ** 12n);
      }),
    );
  });

  it('gives every caller to exactly one unit that lists it, or to none at all', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'constructor');
    const lists = ['subscriptionIds', 'keyHashes', 'appIds', 'productIds'] as const;
    const unit = (at: number): fc.Arbitrary<BusinessUnit> =>
      fc
        .record({
          subscriptionIds: fc.array(id),
          keyHashes: fc.array(id),
          appIds: fc.array(id),
          productIds: fc.array(id),
        })
        .map((members) => ({ id: `unit-${at}`, name: 'n', costCentre: 'c', members }));
    const units = fc
      .integer({ min: 0, max: 4 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => unit(at))));
    const identity = fc.option(id);
    const caller: fc.Arbitrary<Caller> = fc.record({
      subscriptionId: identity,
      keyHash: identity,
      appId: identity,
      productId: identity,
    });
    fc.assert(
      fc.property(units, caller, (businessUnits, who) => {
        const set: BusinessUnits = { version: 'v', validFrom, businessUnits };
        const owner = compileBusinessUnits(set).unitOf(who);
        const identities = [who.subscriptionId, who.keyHash, who.appId, who.productId];
        const claimants = businessUnits
          .filter(({ members }) =>
            lists.some((list, at) => members[list].some((one) => one === identities[at])),
          )
          .map((one) => one.id);
        if (claimants.length === 0) expect(owner).toBe('unattributed');
        else expect(claimants).toContain(owner);
      }),
    );
  });
});
