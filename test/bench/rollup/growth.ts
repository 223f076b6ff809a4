// Whole windows, days and months computed anew, at one, ten and a hundred times the events: what an
// event costs must not rise with how many there are. The goal is told by slopes, what each further event
// costs: a month has 2,880 windows, whose fixed cost would hide a rise of the events' own.
import { median, OwnWork, takeTurns, type Work } from '../measure';
import type { Bench, Figure } from '../section';
import { daysPerMonth, Ledger, windowsOfMonth, windowsPerDay } from './ledger';

const spans = { window: 1, day: windowsPerDay, month: windowsPerDay * daysPerMonth } as const;
type Span = keyof typeof spans;

/** How much dearer a further event may be between the larger two sizes than between the smaller two. */
const growthMax = 1.2;

const rounds = 2;
const parsing = 'parsing';
const usPerMs = 1_000;

export const growthFigures = async ({ quick, progress }: Bench): Promise<readonly Figure[]> => {
  const sizes = quick ? [1_000, 10_000, 100_000] : [10_000, 100_000, 1_000_000];
  const figures: Figure[] = [];
  for (const span of Object.keys(spans) as Span[]) {
    progress(`a ${span} of up to ${Math.max(...sizes)} events`);
    figures.push(...(await growthOf(span, sizes)));
  }
  return figures;
};

const growthOf = async (span: Span, sizes: readonly number[]): Promise<readonly Figure[]> => {
  const windows = windowsOfMonth(spans[span]);
  const ownWork = new OwnWork();
  const subjects: Record<string, Work> = {};
  for (const size of sizes) {
    const recordsIn = (): number => Math.ceil(size / windows.length);
    const ledgers = await Promise.all(
      Array.from({ length: rounds + 1 }, () => Ledger.open(recordsIn, { ownWork })),
    );
    subjects[size] = () => ledgers.pop()?.rollUp(windows);
    // The compiler warms up on the smallest size; the largest has time enough to do so by itself.
    if (size === sizes[0]) await ledgers.pop()?.rollUp(windows);
    if (size === sizes.at(-1)) subjects[parsing] = () => ledgers[0]?.usage.parse(windows);
  }
  const times = await takeTurns(subjects, { rounds, ownWork });
  const measuredOf = (name: number | typeof parsing, size: number): Measured => ({
    us: median(times[name] ?? []) * usPerMs,
    events: Math.ceil(size / windows.length) * windows.length,
  });
  const measured = sizes.map((size) => measuredOf(size, size));
  const parsed = measuredOf(parsing, sizes.at(-1) ?? 0);
  return figuresOf(span, sizes, measured, parsed.us / parsed.events);
};

/** What a size took. Every window has as many events as the next, so there may be some more. */
interface Measured {
  readonly us: number;
  readonly events: number;
}

const figuresOf = (
  span: Span,
  sizes: readonly number[],
  measured: readonly Measured[],
  parsingUs: number,
): readonly Figure[] => {
  const name = (index: number): string => (sizes[index] ?? 0).toLocaleString('en');
  const figure = (what: string, amount: number): Figure => ({
    what: `${span} ${what}`,
    amount,
    unit: 'µs/event',
    ratio: { times: amount / parsingUs, of: 'parsing alone' },
  });
  const each = measured.map(({ us, events }) => us / events);
  const further = measured.slice(1).map(({ us, events }, index) => {
    const smaller = measured[index] ?? { us: 0, events: 0 };
    return (us - smaller.us) / (events - smaller.events);
  });
  const [firstSlope = 0] = further;
  const growth = (further.at(-1) ?? 0) / firstSlope;
  const goal = {
    text: `at most ${growthMax} × the slope before it, is ${growth.toFixed(2)}`,
    met: growth <= growthMax,
  };
  return [
    ...each.map((us, index) => figure(`of ${name(index)} events`, us)),
    ...further.map((us, index) => ({
      ...figure(`from ${name(index)} to ${name(index + 1)}, each further event`, us),
      ...(index === further.length - 1 && { goal }),
    })),
  ];
};
