// A token bucket: so many events a second, at most so many at once.

export interface PacerClock {
  nowMs(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: PacerClock = {
  nowMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export interface Pacer {
  /** Waits until so many events may be sent; more than `burst` are never to be had. */
  take(events: number): Promise<void>;
  /** The most that can be taken at once. */
  readonly burst: number;
}

/** How long a burst of events is, in ms: short enough that the rate looks even from outside. */
const burstMs = 250;

export const makePacer = (eventsPerSecond: number, burstMax: number, clock: PacerClock): Pacer => {
  if (eventsPerSecond === Number.POSITIVE_INFINITY) {
    return { burst: burstMax, take: () => Promise.resolve() };
  }
  const burst = Math.min(burstMax, Math.max(1, Math.ceil((eventsPerSecond * burstMs) / 1_000)));
  let available = burst;
  let filledAtMs = clock.nowMs();
  const fill = (): void => {
    const now = clock.nowMs();
    available = Math.min(burst, available + ((now - filledAtMs) * eventsPerSecond) / 1_000);
    filledAtMs = now;
  };
  return {
    burst,
    take: async (events) => {
      if (events > burst)
        throw new RangeError(`${events} events are more than a burst of ${burst}`);
      fill();
      while (available < events) {
        await clock.sleep(Math.ceil(((events - available) * 1_000) / eventsPerSecond));
        fill();
      }
      available -= events;
    },
  };
};
