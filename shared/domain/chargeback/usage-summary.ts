// The usage summary: rated rows added up by the dimensions and the time that a question names.
// Costs are exact sums and are never rounded, so they add up across any grouping; the rounding of
// a statement is the chargeback's alone.
import { foldName } from '../fold-name';
import { unpricedMeters, type DayRow } from './day-usage';
import type { Instant } from '../instant';
import { addMeters, shownMeters, type Meters } from '../usage/meters';
import { addMoney, formatMoney, storedMoney, zero, type Pico } from '../money';

/** By what usage can be told apart, grouped and filtered. */
export const usageDimensions = [
  'businessUnit',
  'caller',
  'productId',
  'model',
  'deployment',
  'askedDeployment',
  'backendId',
  'sku',
  'serviceTier',
  'streamed',
  'spilledOver',
  'usageSource',
  'promptClass',
  'outcome',
] as const satisfies readonly (keyof DayRow)[];
export type UsageDimension = (typeof usageDimensions)[number];

export const granularities = ['total', 'day', 'hour'] as const;
export type Granularity = (typeof granularities)[number];

export interface UsageFigures {
  readonly requests: number;
  readonly meters: Meters;
  /** Exact, of the quantities that have a price. */
  readonly cost: string;
  /** Quantities that have no price: they are in `meters`, and not in `cost`. */
  readonly unpriced: Meters;
}

/** `date` with granularity day, `hour` with hour, and one member for each dimension grouped by. */
export type UsageSummaryRow = UsageFigures & {
  readonly date?: string;
  /** First minute of the local hour, with its UTC offset: `2026-10-25T02:00+01:00`. */
  readonly hour?: string;
} & Readonly<Partial<Pick<DayRow, UsageDimension>>>;

/** A period that the answer draws on. */
export interface SummarisedPeriod {
  readonly period: string;
  readonly timeZone: string;
  readonly status: 'open' | 'closed';
  readonly asOf: Instant;
  readonly pendingWindows: number;
}

export interface UsageSummary {
  /** Local dates, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly granularity: Granularity;
  readonly groupBy: readonly UsageDimension[];
  readonly currency: string;
  /**
   * `publishedDays`: what the chargeback is made of. `windows`: usage rated for this answer by the
   * reference data of now, since published days know no hours.
   */
  readonly basis: 'publishedDays' | 'windows';
  readonly periods: readonly SummarisedPeriod[];
  /** Months of the range of which nothing is published: nothing of them is in the figures. */
  readonly unpublished: readonly string[];
  readonly totals: UsageFigures;
  /** Sorted by time, then by the dimensions in the order of groupBy. */
  readonly rows: readonly UsageSummaryRow[];
}

/** Texts that a row's dimension must equal, whatever their case; `null`: no source said. */
export type UsageFilter = Readonly<Partial<Record<UsageDimension, string>>>;

/** Adds up rows, one at a time; what it holds grows with the groups and not with the rows. */
export class UsageAccumulator {
  readonly #groups = new Map<string, Group>();
  readonly #totals = newSums();
  readonly #filter: readonly (readonly [UsageDimension, string])[];

  constructor(
    private readonly granularity: Granularity,
    private readonly groupBy: readonly UsageDimension[],
    filter: UsageFilter,
  ) {
    this.#filter = (Object.entries(filter) as [UsageDimension, string][]).map(
      ([dimension, text]) => [dimension, foldName(text)],
    );
  }

  get groups(): number {
    return this.#groups.size;
  }

  /** `bucket` is the row's date or hour; it is left out of the answer where it is the total. */
  add(bucket: string, row: DayRow): void {
    const isAsked = this.#filter.every(
      ([dimension, text]) => foldName(String(labelOf(row, dimension))) === text,
    );
    if (!isAsked) return;
    // Two price books may spell a model differently: the group has the spelling that comes first.
    const key = JSON.stringify([
      bucket,
      ...this.groupBy.map((name) => foldLabel(labelOf(row, name))),
    ]);
    const group = this.#groups.get(key) ?? this.#newGroup(bucket, row);
    this.#groups.set(key, group);
    addRow(group.sums, row);
    addRow(this.#totals, row);
  }

  totals(): UsageFigures {
    return figuresOf(this.#totals);
  }

  rows(): readonly UsageSummaryRow[] {
    return [...this.#groups.values()]
      .sort(byTimeAndDimensions)
      .map(({ labels, sums }) => ({ ...Object.fromEntries(labels), ...figuresOf(sums) }));
  }

  #newGroup(bucket: string, row: DayRow): Group {
    const labels: Group['labels'] = this.groupBy.map((name) => [name, labelOf(row, name)]);
    const time = this.granularity === 'day' ? 'date' : 'hour';
    return {
      labels: this.granularity === 'total' ? labels : [[time, bucket], ...labels],
      sums: newSums(),
    };
  }
}

type Label = string | number | boolean | null;

/** Rows of days that an earlier version published lack some dimensions: no source said. */
const labelOf = (row: Readonly<Partial<DayRow>>, dimension: UsageDimension): Label =>
  row[dimension] ?? null;

const foldLabel = (label: Label): Label => (typeof label === 'string' ? foldName(label) : label);

interface Group {
  readonly labels: readonly (readonly [string, Label])[];
  readonly sums: Sums;
}

interface Sums {
  requests: number;
  meters: Meters;
  cost: Pico;
  unpriced: Meters;
}

const newSums = (): Sums => ({ requests: 0, meters: {}, cost: zero, unpriced: {} });

const addRow = (sums: Sums, row: DayRow): void => {
  sums.requests += row.requests;
  sums.meters = addMeters(sums.meters, row.meters);
  for (const { cost } of row.charges) sums.cost = addMoney(sums.cost, storedMoney(cost));
  if (row.unpriced.length > 0) sums.unpriced = addMeters(sums.unpriced, unpricedMeters(row));
};

const figuresOf = ({ requests, meters, cost, unpriced }: Sums): UsageFigures => ({
  requests,
  meters: shownMeters(meters),
  cost: formatMoney(cost),
  unpriced: shownMeters(unpriced),
});

const byTimeAndDimensions = (a: Group, b: Group): number =>
  a.labels.reduce(
    (order, [, left], index) => order || compareLabels(left, b.labels[index]?.[1] ?? null),
    0,
  );

// By code units, so that the order is the same on every machine; numbers as numbers; null first.
const compareLabels = (a: Label, b: Label): number => {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
};
