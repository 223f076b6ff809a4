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
    for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs -= TIMER_MS_MAX) {
      await sleepOnce(Math.min(leftMs, TIMER_MS_MAX), signal);
    }
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
