// How far a partition has been processed, and whether something was passed over on the way there.
import { later, type Instant } from '../instant';

export interface Watermark {
  readonly hub: string;
  readonly partition: string;
  /** Of the last event that was processed. */
  readonly sequenceNumber: number;
  readonly enqueuedTime: Instant;
}

/** The events of a batch, first to last. */
export interface Span {
  readonly firstSequenceNumber: number;
  readonly firstEnqueuedTime: Instant;
  readonly lastSequenceNumber: number;
  readonly lastEnqueuedTime: Instant;
}

/** What a person must look at: events that were never processed, or a hub that began anew. */
export type Gap =
  | { readonly kind: 'sequenceGap'; readonly after: number; readonly before: number }
  | { readonly kind: 'hubRecreated'; readonly after: number; readonly before: number };

/**
 * Moves a watermark over a batch. It never moves back on a redelivery. A batch that begins past
 * the next event leaves a gap. A batch with lower numbers that was enqueued later than the
 * watermark's event comes from a hub that was created anew, and the watermark starts over.
 */
export const advanceWatermark = (
  stored: Pick<Watermark, 'sequenceNumber' | 'enqueuedTime'> | undefined,
  span: Span,
): { readonly sequenceNumber: number; readonly enqueuedTime: Instant; readonly gap?: Gap } => {
  const last = { sequenceNumber: span.lastSequenceNumber, enqueuedTime: span.lastEnqueuedTime };
  if (stored === undefined) return last;
  const between = { after: stored.sequenceNumber, before: span.firstSequenceNumber };
  const enqueuedLater = span.firstEnqueuedTime > stored.enqueuedTime;
  if (span.firstSequenceNumber <= stored.sequenceNumber && enqueuedLater) {
    return { ...last, gap: { kind: 'hubRecreated', ...between } };
  }
  if (span.lastSequenceNumber <= stored.sequenceNumber) return stored;
  // The clock of a hub may step back at a failover; the watermark's time does not, or a redelivery
  // of what came before the step would look like a new hub.
  const enqueuedTime = later(stored.enqueuedTime, span.lastEnqueuedTime);
  const moved = { sequenceNumber: span.lastSequenceNumber, enqueuedTime };
  return span.firstSequenceNumber > stored.sequenceNumber + 1
    ? { ...moved, gap: { kind: 'sequenceGap', ...between } }
    : moved;
};
