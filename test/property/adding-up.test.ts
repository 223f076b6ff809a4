// Rows are added up twice before anybody sees them: records into windows, windows into days. Whatever
// tells two rows apart must survive both, or one would be rated as the other.
import fc from 'fast-check';
import { Calendar } from '../../shared/domain/calendar';
import { rateRow } from '../../shared/domain/chargeback/rate-window-row';
import { addCharges, addUnpriced, sumDay } from '../../shared/domain/chargeback/sum-day';
import type { DayRow } from '../../shared/domain/chargeback/day-usage';
import { canonicalJson, type JsonValue } from '../../shared/domain/digest';
import {
  compileReferenceSet,
  type CompiledReferenceSet,
} from '../../shared/domain/reference/compile-reference-set';
import type { PriceEntry } from '../../shared/domain/reference/price-book';
import { allMeters, addMeters, type Meters } from '../../shared/domain/usage/meters';
import { resolve } from '../../shared/domain/usage/resolve';
import { addCoverage, WindowSum } from '../../shared/domain/usage/sum-window';
import type {
  UsageDimensions,
  WindowRow,
  WindowUsage,
} from '../../shared/domain/usage/window-usage';
import { windowOf } from '../../shared/domain/window';
import { observed, recordFrom } from '../support/observed';
import { runs } from '../support/property-runs';
import { at } from '../support/sample-period';

const orNull = <T>(...values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.option(fc.constantFrom(...values));

const dimensions: fc.Arbitrary<UsageDimensions> = fc.record({
  subscriptionId: orNull('sub-a', 'sub-b'),
  keyHash: orNull('hash'),
  productId: orNull('product'),
  appId: orNull('app'),
  model: orNull('gpt-4o', 'o3'),
  deployment: orNull('ptu', 'paygo'),
  askedDeployment: orNull('ptu', 'paygo'),
  backendId: orNull('west', 'east'),
  serviceTier: orNull('default', 'priority'),
  requestedTier: orNull('none', 'priority'),
  batch: fc.constantFrom(false, true),
  streamed: orNull(true, false),
  spilledOver: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
  usageSource: fc.constantFrom('policy' as const, 'llmLog' as const, 'estimate' as const),
  promptClass: fc.constantFrom(0, 272_000),
  outcome: fc.constantFrom('success' as const, 'unknown' as const),
});

/** Values that differ from the first in one field at the most: the hardest ones to keep apart. */
const neighbours = <T extends object>(values: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc
    .tuple(values, fc.array(fc.tuple(values, fc.nat()), { maxLength: 8 }))
    .map(([first, others]) => [
      first,
      ...others.map(([other, at]) => {
        const names = Object.keys({ ...first, ...other }) as (keyof T)[];
        const name = names[at % Math.max(1, names.length)];
        if (name === undefined) return first;
        const { [name]: _, ...rest } = first;
        return (name in other ? { ...first, [name]: other[name] } : rest) as T;
      }),
    ]);

const windowRowOf = (named: fc.Arbitrary<UsageDimensions>): fc.Arbitrary<WindowRow> =>
  fc
    .tuple(named, fc.integer({ min: 1, max: 999 }), fc.nat({ max: 3 }))
    .map(([named, tokens, output]) => {
      const meters: Meters = { input: tokens, ...(output > 0 && { output }) };
      const used = allMeters.filter((meter) => meters[meter] !== undefined).join();
      return { ...named, requests: 1, requestsByMeters: { [used]: 1 }, meters, coverage: {} };
    });

/** Of one day: at noon, prices, owners and deployments all change. */
const windowsOfDay: fc.Arbitrary<readonly WindowUsage[]> = fc
  .tuple(neighbours(dimensions), fc.integer({ min: 1, max: 4 }))
  .chain(([ways, windows]) =>
    fc.array(fc.array(windowRowOf(fc.constantFrom(...ways)), { maxLength: 8 }), {
      minLength: windows,
      maxLength: windows,
    }),
  )
  .map((rowsByWindow) =>
    rowsByWindow.map((rows, index) => ({
      window: windowOf(at(`2026-11-02T${String(9 + 2 * index).padStart(2, '0')}:15:00Z`)),
      recordsSeen: rows.length,
      suspectedDoubles: 0,
      rows,
    })),
  );

const noon = at('2026-11-02T12:00:00Z');

const references = ((): CompiledReferenceSet => {
  const [validFrom, fromNoon] = [at('2026-01-01T00:00:00Z'), noon];
  const entry = (serviceTier: string, above: number, input: string): PriceEntry => ({
    skus: ['GlobalStandard'],
    serviceTiers: [serviceTier],
    abovePromptTokens: above,
    prices: {
      input: { unitPrice: input, per: 1_000_000 },
      output: { unitPrice: '10', per: 1_000 },
    },
  });
  const book = (version: string, from: typeof noon, price: string) => ({
    version,
    validFrom: from,
    currency: 'USD',
    models: ['gpt-4o', 'o3'].map((model) => ({
      model,
      aliases: [],
      entries: [
        entry('default', 0, price),
        entry('priority', 0, '7'),
        entry('default', 272_000, '9'),
      ],
    })),
  });
  const owners = (version: string, from: typeof noon, ...units: readonly [string, string][]) => ({
    version,
    validFrom: from,
    businessUnits: units.map(([id, subscriptionId]) => ({
      id,
      name: id,
      costCentre: id,
      members: {
        subscriptionIds: [subscriptionId],
        keyHashes: id === 'alpha' ? ['hash'] : [],
        appIds: id === 'beta' ? ['app'] : [],
        productIds: [],
      },
    })),
  });
  return compileReferenceSet({
    fingerprint: 'test',
    priceBooks: [book('1', validFrom, '2.5'), book('2', fromNoon, '3')],
    businessUnits: [
      owners('1', validFrom, ['alpha', 'sub-a'], ['beta', 'sub-b']),
      owners('2', fromNoon, ['alpha', 'sub-b'], ['beta', 'sub-a']),
    ],
    deployments: [{ version: '1', validFrom, defaultSku: 'GlobalStandard', deployments: [] }],
  });
})();

/** What tells rows of a day apart, and what they hold, whatever the order of either. */
const byDimensions = (rows: readonly DayRow[]): ReadonlyMap<string, string> => {
  const groups = new Map<string, DayRow[]>();
  for (const row of rows) {
    const { requests, meters, coverage, charges, unpriced, unpricedRequests, ...named } = row;
    const key = canonicalJson(named);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return new Map([...groups].map(([key, group]) => [key, canonicalJson(countsOf(group))]));
};

const countsOf = (rows: readonly DayRow[]): JsonValue => {
  const sorted = (items: readonly object[]): JsonValue =>
    items.map((item) => canonicalJson(item as JsonValue)).sort();
  return {
    requests: rows.reduce((sum, { requests }) => sum + requests, 0),
    meters: rows.map(({ meters }) => meters).reduce(addMeters, {}),
    coverage: rows.map(({ coverage }) => coverage).reduce(addCoverage, {}),
    charges: sorted(addCharges(rows.flatMap(({ charges }) => charges))),
    unpriced: sorted(addUnpriced(rows.flatMap(({ unpriced }) => unpriced))),
    unpricedRequests: rows.reduce((sum, row) => sum + row.unpricedRequests, 0),
  };
};

describe('a day', () => {
  const day = new Calendar([], 'UTC').dayOf(noon);

  it('is the sum of its rows, each attributed and rated by itself', () => {
    fc.assert(
      fc.property(windowsOfDay, (windows) => {
        const oneByOne = windows.flatMap(({ window, rows }) =>
          rows.map((row) => rateRow(row, window, references)),
        );
        const summed = sumDay(day, 'USD', windows, references).rows;
        expect(byDimensions(summed)).toEqual(byDimensions(oneByOne));
        expect(summed).toHaveLength(byDimensions(oneByOne).size);
      }),
      runs(300),
    );
  });
});

describe('a window', () => {
  const facts = fc.record(
    {
      subscriptionId: fc.constantFrom('sub-a', 'sub-b'),
      keyHash: fc.constant('hash'),
      productId: fc.constant('product'),
      appId: fc.constant('app'),
      model: fc.constantFrom('gpt-4o', 'o3'),
      deployment: fc.constantFrom('ptu', 'paygo'),
      backendId: fc.constantFrom('west', 'east'),
      serviceTier: fc.constantFrom('default', 'priority'),
      streamed: fc.boolean(),
      spilledOver: fc.boolean(),
      status: fc.constantFrom(200, 429, 500),
      estimated: fc.constant(true as const),
    },
    { requiredKeys: [] },
  );
  const records = fc
    .tuple(neighbours(facts), fc.constantFrom(10, 300_000))
    .map(([said, prompt]) =>
      said.map((known, index) =>
        recordFrom(
          observed('policy', { id: `r${index}`, ...known, counters: { prompt_tokens: prompt } }),
        ),
      ),
    );

  it('has a row for each way in which its requests differ, and no other', () => {
    fc.assert(
      fc.property(records, (ofWindow) => {
        const [first] = ofWindow;
        if (first === undefined) throw new Error('there is a record');
        const sum = new WindowSum(first.window);
        for (const record of ofWindow) sum.add(record);
        const requests: Record<string, number> = {};
        for (const record of ofWindow) {
          const key = canonicalJson(resolve(record).dimensions as never);
          requests[key] = (requests[key] ?? 0) + 1;
        }
        const told = sum.usage().rows.map((row) => {
          const { requests: count, requestsByMeters, meters, coverage, ...named } = row;
          return [canonicalJson(named), count] as const;
        });
        expect(Object.fromEntries(told)).toEqual(requests);
      }),
      runs(300),
    );
  });
});
