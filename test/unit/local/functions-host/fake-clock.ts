// A host clock that stands still until a test moves it, and knows who sleeps on it.
import type { HostClock } from '../../../../local/functions-host/clock';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

export class FakeClock implements HostClock {
  private sleepers: Sleeper[] = [];
  private noticeSleeper: () => void = () => undefined;
  /** Every wait that was asked for, in order. */
  readonly sleeps: number[] = [];

  constructor(private timeMs = Date.parse('2026-11-02T10:00:00Z')) {}

  now(): number {
    return this.timeMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.sleeps.push(ms);
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        dueMs: this.timeMs + ms,
        wake: () => {
          this.sleepers = this.sleepers.filter((each) => each !== sleeper);
          signal.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      signal.addEventListener('abort', sleeper.wake);
      this.sleepers.push(sleeper);
      this.noticeSleeper();
    });
  }

  /** Time passes without anybody waking, as in a handler that is at work. */
  pass(ms: number): void {
    this.timeMs += ms;
  }

  /** Resolves when somebody sleeps; then time can be moved without a race. */
  async untilSomebodySleeps(): Promise<void> {
    if (this.sleepers.length > 0) return;
    await new Promise<void>((resolve) => (this.noticeSleeper = resolve));
  }

  /** Waits for the next sleeper and moves time to when it is due. */
  async wakeNext(): Promise<void> {
    await this.untilSomebodySleeps();
    const [next] = this.sleepers.toSorted((a, b) => a.dueMs - b.dueMs);
    this.timeMs = Math.max(this.timeMs, next!.dueMs);
    next!.wake();
  }
}
