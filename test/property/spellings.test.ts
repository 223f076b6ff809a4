import fc from 'fast-check';
import { foldName } from '../../shared/domain/fold-name';
import { billedTier, effectiveTier } from '../../shared/domain/reference/effective-tier';
import { findModel } from '../../shared/domain/reference/find-model';
import { compilePriceBook } from '../../shared/domain/reference/find-price';
import type { PriceBook } from '../../shared/domain/reference/price-book';
import { WindowSum } from '../../shared/domain/usage/sum-window';
import { windowOf } from '../../shared/domain/window';
import { observed, recordFrom } from '../support/observed';
import { at } from '../support/sample-period';

const window = windowOf(at('2026-11-02T10:16:00Z'));

/** A name, and the same with each letter in the case that a mask asks for. */
const spelled = (name: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((mask) =>
      Array.from(name, (char, index) => (mask[index] === true ? char.toUpperCase() : char)).join(
        '',
      ),
    );

const request = fc.record({
  subscriptionId: spelled('team-a'),
  productId: spelled('standard'),
  model: spelled('gpt-4o'),
  deployment: spelled('chat'),
  servedDeployment: spelled('chat-paygo'),
  backendId: spelled('east'),
  serviceTier: spelled('default'),
  requestedTier: spelled('auto'),
});

describe('spellings', () => {
  it('of one caller, model and place are one row of a window, in any order', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 6 }), (requests) => {
        const records = requests.map((facts, index) =>
          recordFrom(observed('policy', { id: `r${index}`, status: 200, ...facts })),
        );
        const summed = (inOrder: typeof records): string => {
          const sum = new WindowSum(window);
          for (const record of inOrder) sum.add(record);
          return JSON.stringify(sum.usage());
        };
        const usage = JSON.parse(summed(records)) as { rows: { subscriptionId: string }[] };
        expect(usage.rows).toHaveLength(1);
        expect(usage.rows[0]?.subscriptionId).toBe('team-a');
        expect(summed(records.toReversed())).toBe(summed(records));
      }),
    );
  });
});

const name = fc.constantFrom(
  ...['gpt-4', 'gpt-4o', 'gpt-4-1106-preview', 'gpt-4o.ft-1', 'model-router', 'chat', 'o3'],
);
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values);

describe('what is billed', () => {
  it('is a model that the response or the list named, or none, and differs only from a listed one', () => {
    const books: fc.Arbitrary<PriceBook['models']> = fc
      .uniqueArray(name)
      .map((names) => names.map((model) => ({ model, aliases: [], entries: [] })));
    fc.assert(
      fc.property(
        orNull(name),
        orNull(name),
        orNull(name),
        orNull(name),
        books,
        (stated, model, billedAs, deployment, models) => {
          const book = compilePriceBook({
            version: 'v',
            validFrom: at('2026-01-01T00:00:00Z'),
            currency: 'USD',
            models,
          });
          const listed = { model, billedAs };
          const finding = findModel({ stated, deployments: [deployment], listed }, book);
          expect([stated, model, billedAs, null]).toContain(finding.model);
          if (billedAs !== null) expect(finding.model).toBe(billedAs);
          if (finding.differs) {
            expect(finding.model).toBe(stated);
            expect(model).not.toBeNull();
            expect(stated).not.toBe(deployment);
          }
          if (finding.router !== null) expect(finding.router).toBe(model);
        },
      ),
    );
  });

  it('is never a tier by default: it was named, ruled out, or is known to be unknown', () => {
    const tier = fc.constantFrom('default', 'standard', 'auto', 'priority', 'flex', 'Scale');
    fc.assert(
      fc.property(
        orNull(tier),
        orNull(fc.oneof(tier, fc.constant('none'))),
        orNull(fc.constantFrom('default', 'priority')),
        fc.constantFrom('success' as const, 'clientError' as const),
        (serviceTier, requestedTier, deploymentTier, outcome) => {
          const stated = { serviceTier, requestedTier, outcome };
          const effective = effectiveTier(stated, { sku: 'Standard', serviceTier: deploymentTier });
          const isSilent =
            serviceTier === null && requestedTier === null && deploymentTier === null;
          expect(effective.kind === 'unknown').toBe(isSilent);
          const named = [serviceTier, requestedTier, deploymentTier, 'default'];
          expect(named.map((one) => one && foldName(one))).toContain(billedTier(effective));
          if (serviceTier !== null && serviceTier !== 'auto') expect(effective.kind).toBe('served');
        },
      ),
    );
  });
});
