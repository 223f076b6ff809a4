// Whole windows, days and months computed anew, at one, ten and a hundred times the events: what an
// event costs must not rise with how many there are.
import { median, takeTurns, type Work } from '../measure';
import type { Bench, Figure } from '../section';
import { daysPerMonth, Ledger, windowsOfMonth, windowsPerDay } from './ledger';

const spans = { window: 1, day: windowsPerDay, month: windowsPerDay * daysPerMonth } as const;
type Span = keyof typeof spans;

/** How much dearer an event may become from the smallest size to the largest. */
const growthMax = 1.2;

const rounds = 2;

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
  const subjects: Record<string, Work> = {};
  for (const size of sizes) {
    const recordsIn = (): number => Math.ceil(size / windows.length);
    const ledgers = await Promise.all(
      Array.from({ length: rounds + 1 }, () => Ledger.open(recordsIn)),
    );
    subjects[size] = () => ledgers.pop()?.rollUp(windows);
    // The compiler warms up on the smallest size; the largest has time enough to do so by itself.
    if (size === sizes[0]) await ledgers.pop()?.rollUp(windows);
    if (size === sizes.at(-1)) subjects['parsing'] = () => ledgers[0]?.usage.parse(windows);
  }
  const times = await takeTurns(subjects, { rounds });
  const usPerEvent = (size: number, name = String(size)): number =>
    (median(times[name] ?? []) * 1_000) / (Math.ceil(size / windows.length) * windows.length);

  const [smallest = 0] = sizes;
  const largest = sizes.at(-1) ?? 0;
  const parsing = usPerEvent(largest, 'parsing');
  const growth = usPerEvent(largest) / usPerEvent(smallest);
  const goal = {
    text: `at most ${growthMax} × that of ${smallest.toLocaleString('en')}, is ${growth.toFixed(2)}`,
    met: growth <= growthMax,
  };
  return sizes.map((size) => ({
    what: `${span} of ${size.toLocaleString('en')} events`,
    amount: usPerEvent(size),
    unit: 'µs/event',
    ratio: { times: usPerEvent(size) / parsing, of: 'parsing alone' },
    ...(size === largest && { goal }),
  }));
};
