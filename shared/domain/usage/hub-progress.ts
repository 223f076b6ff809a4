// How far behind the end of a hub's partition the program is, and how long what it has not read
// yet will still be there. Retention is the bound on every outage.
import { epochMsOf, type Instant } from '../instant';
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
  /** Age of the oldest unprocessed event, in ms; 0 where there is none. */
  readonly lagMs: number;
  /** Until that event leaves the hub, in ms; the whole retention where there is none. */
  readonly expiresInMs: number;
  /** Events that left the hub before they were processed: they are lost to the reports. */
  readonly eventsExpired: number;
}

/**
 * `oldestUnprocessed` is when the first event after the watermark was enqueued. Where nobody knows,
 * it is taken to be as old as the last processed one, and without that as about to expire: an alarm
 * may come too early, never too late.
 */
export const hubProgress = (
  ends: PartitionEnds,
  watermark: Pick<Watermark, 'sequenceNumber' | 'enqueuedTime'> | undefined,
  oldestUnprocessed: Instant | undefined,
  retentionMs: number,
  now: Instant,
): HubProgress => {
  const { eventsBehind, eventsExpired } = countBehind(ends, watermark);
  if (eventsBehind === 0) {
    return { eventsBehind, lagMs: 0, expiresInMs: retentionMs, eventsExpired };
  }
  const oldest = oldestUnprocessed ?? watermark?.enqueuedTime;
  const ageMs =
    oldest === undefined ? retentionMs : Math.max(0, epochMsOf(now) - epochMsOf(oldest));
  const expiresInMs = Math.max(0, retentionMs - ageMs);
  return { eventsBehind, lagMs: ageMs, expiresInMs, eventsExpired };
};

/** What of a partition is still to be processed, and what never will be. */
export const countBehind = (
  ends: PartitionEnds,
  watermark: Pick<Watermark, 'sequenceNumber' | 'enqueuedTime'> | undefined,
): Pick<HubProgress, 'eventsBehind' | 'eventsExpired'> & { readonly processedUpTo: number } => {
  const { beginSequenceNumber: begin, lastSequenceNumber: last, isEmpty } = ends;
  const held = isEmpty ? 0 : last - begin + 1;
  if (watermark === undefined || wasRecreated(ends, watermark)) {
    return { eventsBehind: held, eventsExpired: 0, processedUpTo: begin - 1 };
  }
  const newer = Math.max(0, last - watermark.sequenceNumber);
  const eventsBehind = Math.min(held, newer);
  return {
    eventsBehind,
    eventsExpired: newer - eventsBehind,
    processedUpTo: watermark.sequenceNumber,
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
