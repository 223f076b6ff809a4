// Load in two shapes. A closed loop asks again as soon as it was answered: it finds what a program can
// do, but a slow answer makes it ask less. An open loop asks at fixed times, whatever the answers do,
// and counts from when it should have asked, so that no waiting is hidden.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Loaded {
  /** How long each answer took, in ms. */
  readonly latenciesMs: readonly number[];
  readonly durationMs: number;
}

export const closedLoop = async (
  ask: () => Promise<unknown>,
  { count, atOnce }: { readonly count: number; readonly atOnce: number },
): Promise<Loaded> => {
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  let asked = 0;
  const client = async (): Promise<void> => {
    while (asked < count) {
      asked += 1;
      const askedMs = performance.now();
      await ask();
      latenciesMs.push(performance.now() - askedMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return { latenciesMs, durationMs: performance.now() - startedMs };
};

export const openLoop = async (
  ask: () => Promise<unknown>,
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
): Promise<Loaded> => {
  const startedMs = performance.now();
  const latenciesMs = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const dueMs = startedMs + (n * 1_000) / perSecond;
      await sleep(Math.max(0, dueMs - performance.now()));
      await ask();
      return performance.now() - dueMs;
    }),
  );
  return { latenciesMs, durationMs: performance.now() - startedMs };
};
