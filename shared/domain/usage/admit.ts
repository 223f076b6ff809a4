// Whether an observation is accepted, by its own time and the time its event was enqueued alone:
// never by the clock of whoever processes it, so that a redelivery always gets the same verdict.
import { earlyMsMax } from '../../limits';
import { plusMs, type Instant } from '../instant';
import type { Rejection } from '../readers/reading';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * A rejection if the request claims to have happened impossibly early or late, else undefined.
 * `lateDays`: at least one.
 */
export const refuseByTime = (
  occurredAt: Instant,
  enqueuedTime: Instant,
  lateDays: number,
): Rejection | undefined => {
  // Nearly every event is enqueued on the day of its request, and after it: that needs no calendar.
  const day = enqueuedTime.slice(0, 10);
  if (occurredAt <= enqueuedTime && occurredAt.startsWith(day)) return undefined;
  const verdict = (reason: 'tooEarly' | 'tooLate', detail: string): Rejection => ({
    kind: 'rejected',
    reason,
    path: 'time',
    detail,
  });
  if (occurredAt > plusMs(enqueuedTime, earlyMsMax)) {
    return verdict(
      'tooEarly',
      `the request claims ${occurredAt}, more than ${earlyMsMax / 60_000} minutes after its event ` +
        `was enqueued (${enqueuedTime}): check the sender's clock and time zone`,
    );
  }
  if (occurredAt < plusMs(enqueuedTime, -lateDays * dayMs)) {
    return verdict(
      'tooLate',
      `the request claims ${occurredAt}, more than LATE_DAYS (${lateDays}) before its event was ` +
        `enqueued (${enqueuedTime}): post it by hand, or replay it with a larger LATE_DAYS`,
    );
  }
  return undefined;
};
