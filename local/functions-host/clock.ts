// Time as the triggers see it: a port, so that tests of schedules and retries need not wait.

export interface HostClock {
  now(): number;
  /** Ends early, without an error, when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Node's timers hold 2^31 - 1 ms, 24.8 days; a longer wait is made of several. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export const systemClock: HostClock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    let leftMs = ms;
    // Once at least, also for 0 ms: what retries without a delay must let other work run.
    do {
      if (signal.aborted) return;
      await sleepOnce(Math.min(leftMs, TIMER_MS_MAX), signal);
      leftMs -= TIMER_MS_MAX;
    } while (leftMs > 0);
  },
};

function sleepOnce(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** Whether `work` ended in time. It is not stopped when it did not; its failure counts as an end. */
export async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timeUp = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([ended, systemClock.sleep(ms, timeUp.signal).then(() => false)]);
  } finally {
    timeUp.abort();
  }
}
