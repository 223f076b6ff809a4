// A period of plausible usage, computed by the domain itself: windows of one day, the day, and the
// chargeback. Every unit's caller uses two models, one of them in a long context; one caller has
// no owner, and one model no price.
import type { BusinessUnit } from '../../shared/domain/reference/business-units';
import { Calendar } from '../../shared/domain/calendar';
import type { Chargeback } from '../../shared/domain/chargeback/chargeback';
import {
  compileReferenceSet,
  type CompiledReferenceSet,
} from '../../shared/domain/reference/compile-reference-set';
import type { DayUsage } from '../../shared/domain/chargeback/day-usage';
import { parseInstant, type Instant } from '../../shared/domain/instant';
import { allMeters, type Meters } from '../../shared/domain/usage/meters';
import type { PriceEntry } from '../../shared/domain/reference/price-book';
import type { ReferenceSet } from '../../shared/domain/reference/reference-set';
import { sumDay } from '../../shared/domain/chargeback/sum-day';
import { sumPeriod } from '../../shared/domain/chargeback/sum-period';
import { windowOf } from '../../shared/domain/window';
import type { WindowRow, WindowUsage } from '../../shared/domain/usage/window-usage';

export const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`not an instant: ${text}`);
  return instant;
};

export interface SamplePeriod {
  readonly chargeback: Chargeback;
  readonly days: readonly DayUsage[];
  readonly windows: readonly WindowUsage[];
  readonly references: CompiledReferenceSet;
}

export interface SampleOptions {
  /** Callers `team-1` … of units `unit-1` …; the last caller belongs to nobody. */
  readonly units?: number;
  readonly timeZone?: string;
  /** Hours (UTC) of 2 November 2026 in which there is usage. */
  readonly hours?: readonly number[];
  readonly name?: (id: string) => string;
  /** Input tokens of every caller's first row, times the caller's number. */
  readonly inputTokens?: number;
  readonly model?: string;
}

export const samplePeriod = (options: SampleOptions = {}): SamplePeriod => {
  const { units = 3, timeZone = 'UTC', hours = [10] } = options;
  const ids = Array.from({ length: units }, (_, index) => `unit-${index + 1}`);
  const set = referenceSet(ids.map((id) => unitOf(id, options)));
  const references = compileReferenceSet(set);
  const windows = hours.map((hour): WindowUsage => {
    const window = windowOf(at(`2026-11-02T${String(hour).padStart(2, '0')}:15:00Z`));
    const rows = [...ids, 'nobody'].flatMap((id, index) => rowsOf(id, index + 1, options));
    return { window, recordsSeen: rows.length, suspectedDoubles: 0, rows };
  });
  const calendar = new Calendar([], timeZone);
  const noon = at('2026-11-02T12:00:00Z');
  const days = [sumDay(calendar.dayOf(noon), 'USD', windows, references)];
  const chargeback = sumPeriod({
    bounds: calendar.periodOf(noon),
    currency: 'USD',
    fingerprint: set.fingerprint,
    days,
    businessUnits: set.businessUnits,
  });
  return { chargeback, days, windows, references };
};

const rowsOf = (unit: string, factor: number, options: SampleOptions): readonly WindowRow[] => {
  const subscriptionId = unit.replace('unit', 'team');
  const { inputTokens = 1_001, model = 'gpt-4o' } = options;
  return [
    row({ subscriptionId, model }, { input: inputTokens * factor, cachedInput: 7, output: 333 }),
    row({ subscriptionId, model: 'gpt-5.4', promptClass: 272_000 }, { input: 300_001, output: 11 }),
    row({ subscriptionId, model: 'mystery-model' }, { input: 40 * factor, output: 2 }),
  ];
};

const row = (dimensions: Partial<WindowRow>, meters: Meters): WindowRow => {
  const used = allMeters.filter((meter) => meters[meter] !== undefined).join();
  return {
    subscriptionId: null,
    keyHash: null,
    productId: 'ai',
    appId: null,
    model: null,
    deployment: 'chat',
    askedDeployment: 'chat',
    backendId: null,
    serviceTier: null,
    requestedTier: null,
    batch: false,
    streamed: false,
    spilledOver: 'no',
    usageSource: 'policy',
    promptClass: 0,
    outcome: 'success',
    requests: 1,
    requestsByMeters: { [used]: 1 },
    meters,
    coverage: {},
    ...dimensions,
  };
};

const unitOf = (id: string, { name = (own) => `Unit ${own}` }: SampleOptions): BusinessUnit => ({
  id,
  name: name(id),
  costCentre: `CC-${id}`,
  members: {
    subscriptionIds: [id.replace('unit', 'team')],
    keyHashes: [],
    appIds: [],
    productIds: [],
  },
});

const referenceSet = (businessUnits: readonly BusinessUnit[]): ReferenceSet => {
  const validFrom = at('2026-01-01T00:00:00Z');
  const entry = (abovePromptTokens: number, input: string, output: string): PriceEntry => ({
    skus: ['GlobalStandard'],
    serviceTiers: ['default'],
    abovePromptTokens,
    prices: {
      input: { unitPrice: input, per: 1_000_000 },
      cachedInput: { unitPrice: '1.25', per: 1_000_000 },
      output: { unitPrice: output, per: 1_000_000 },
    },
  });
  return {
    fingerprint: 'sample',
    priceBooks: [
      {
        version: '2026-01',
        validFrom,
        currency: 'USD',
        models: [
          { model: 'gpt-4o', aliases: [], entries: [entry(0, '2.5', '10')] },
          {
            model: 'gpt-5.4',
            aliases: [],
            entries: [entry(0, '2.5', '15'), entry(272_000, '5', '22.5')],
          },
        ],
      },
    ],
    businessUnits: [{ version: '2026-01', validFrom, businessUnits }],
    deployments: [{ version: '2026-01', validFrom, defaultSku: 'GlobalStandard', deployments: [] }],
  };
};
