// An event that waits to be enqueued, and what decides which events there are.
import type { GatewayEvent } from './gateway-events';

export type HubName = 'llm-usage' | 'apim-logs';

export interface PlannedEvent {
  readonly hub: HubName;
  /** In which part of the run it is enqueued; the parts of most runs are one. */
  readonly part: number;
  readonly build: (enqueuedMs: number) => GatewayEvent;
}

export interface TrafficOptions {
  readonly requests: number;
  readonly startMs: number;
  /** How far before the start the first of them happened, in ms. */
  readonly spanMs: number;
  readonly lateDays: number;
  /** Whether second sources come only in the second part, as late as may be. */
  readonly isLate: boolean;
  readonly hasFlood: boolean;
  readonly hasConflicts: boolean;
  readonly hasFuture: boolean;
}
