// How far behind the end of a hub's partition the program is, and how long what it has not read
// yet will still be there. Retention is the bound on every outage.
import { epochMsOf, type Instant } from './instant';
import type { Watermark } from './watermark';

/** A partition as the hub describes it. */
export interface PartitionEnds {
  readonly beginSequenceNumber: number;
  readonly lastSequenceNumber: number;
  readonly lastEnqueuedTime: Instant | undefined;
  readonly isEmpty: boolean;
}

export interface HubProgress {
  /** Events that are in the partition and not processed yet. */
  readonly eventsBehind: number;
  /** Age of the last processed event, in ms, while there are others after it; else 0. */
  readonly lagMs: number | undefined;
  /**
   * Until the oldest unprocessed event leaves the hub, at the earliest, in ms; 0 where that may be
   * at any time, the whole retention where nothing is behind. The event's own time is not known
   * before it is read, only that it is not older than the last one that was processed.
   */
  readonly expiresInMs: number;
  /** Events that left the hub before they were processed: they are lost to the reports. */
  readonly eventsExpired: number;
}

export const hubProgress = (
  ends: PartitionEnds,
  watermark: Pick<Watermark, 'sequenceNumber' | 'enqueuedTime'> | undefined,
  retentionMs: number,
  now: Instant,
): HubProgress => {
  const { beginSequenceNumber: begin, lastSequenceNumber: last, isEmpty } = ends;
  const held = isEmpty ? 0 : last - begin + 1;
  if (watermark === undefined) {
    // Nobody knows when the oldest event came, so nobody can say how long it will stay.
    return held === 0
      ? { eventsBehind: 0, lagMs: 0, expiresInMs: retentionMs, eventsExpired: 0 }
      : { eventsBehind: held, lagMs: undefined, expiresInMs: 0, eventsExpired: 0 };
  }
  const newer = wasRecreated(ends, watermark)
    ? last - begin + 1
    : Math.max(0, last - watermark.sequenceNumber);
  const eventsBehind = Math.min(held, newer);
  const ageMs = Math.max(0, epochMsOf(now) - epochMsOf(watermark.enqueuedTime));
  return {
    eventsBehind,
    lagMs: eventsBehind === 0 ? 0 : ageMs,
    expiresInMs: eventsBehind === 0 ? retentionMs : Math.max(0, retentionMs - ageMs),
    eventsExpired: newer - eventsBehind,
  };
};

/** The hub ends before the watermark, with an event that is newer: its numbers began anew. */
const wasRecreated = (
  { lastSequenceNumber, lastEnqueuedTime }: PartitionEnds,
  { sequenceNumber, enqueuedTime }: Pick<Watermark, 'sequenceNumber' | 'enqueuedTime'>,
): boolean =>
  lastSequenceNumber < sequenceNumber &&
  lastEnqueuedTime !== undefined &&
  lastEnqueuedTime > enqueuedTime;
