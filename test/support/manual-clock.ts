// A clock that stands still until a test moves it.
import type { Clock } from '../../shared/app/ports';
import { parseInstant, plusMs, type Instant } from '../../shared/domain/instant';

export class ManualClock implements Clock {
  private time: Instant;

  constructor(text = '2026-11-02T10:00:00Z') {
    const time = parseInstant(text);
    if (time === undefined) throw new Error(`not an instant: ${text}`);
    this.time = time;
  }

  now(): Instant {
    return this.time;
  }

  advanceMs(ms: number): void {
    this.time = plusMs(this.time, ms);
  }
}
