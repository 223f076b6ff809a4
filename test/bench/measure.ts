// How times are taken. The subjects that are to be compared take turns, so that whatever else the
// machine does hits them alike; the median of the rounds forgets the turn that was disturbed.

export type Work = () => unknown;

export interface Rounds {
  /** Turns that each subject takes. */
  readonly rounds: number;
  /** Turns before those, which are not counted: the compiler and the caches warm up in them. */
  readonly warmUpRounds?: number;
  /** Called before each turn, outside the time taken. */
  readonly beforeEach?: () => unknown;
  /** Told before each round; rounds that only warm up have negative numbers. */
  readonly onRound?: (round: number) => void;
  /** False where a subject needs what the one before it did; true by default. */
  readonly alternate?: boolean;
  /** Work of the benchmark's own in the middle of a turn, which is left out of its time. */
  readonly ownWork?: OwnWork;
}

/** Adds up the time of what the benchmark itself has to do in the middle of what it measures. */
export class OwnWork {
  #ms = 0;

  get ms(): number {
    return this.#ms;
  }

  do<T>(work: () => T): T {
    const startedMs = performance.now();
    const result = work();
    this.#ms += performance.now() - startedMs;
    return result;
  }
}

/** How long one run of the work takes, in ms. */
export const timeMs = async (work: Work): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};

/**
 * The times of every subject's turns, in ms. Each round begins with another subject, so that none
 * always runs behind the same neighbour and collects its garbage.
 */
export const takeTurns = async <Name extends string>(
  subjects: Readonly<Record<Name, Work>>,
  { rounds, warmUpRounds = 0, beforeEach, onRound, alternate = true, ownWork }: Rounds,
): Promise<Readonly<Record<Name, readonly number[]>>> => {
  const names = Object.keys(subjects) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    onRound?.(round);
    const first = alternate ? (round + warmUpRounds) % names.length : 0;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      await beforeEach?.();
      const ownBeforeMs = ownWork?.ms ?? 0;
      const ms = await timeMs(subjects[name]);
      if (round >= 0) times[name]?.push(ms - ((ownWork?.ms ?? 0) - ownBeforeMs));
    }
  }
  return times as Record<Name, number[]>;
};

/** The percentile by nearest rank: a value that was measured, never one in between. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error('there is no percentile of no values');
  return value;
};

export const median = (values: readonly number[]): number => percentile(values, 50);

/** How many a second, where `count` of them took so many ms. */
export const perSecond = (count: number, ms: number): number => (count * 1_000) / ms;
