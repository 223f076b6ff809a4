import { hubProgress } from '../../../../shared/domain/usage/hub-progress';
import type { Instant } from '../../../../shared/domain/instant';
import { at } from '../../../support/sample-period';

const hourMs = 3_600_000;
const now = at('2026-11-02T12:00:00Z');
const ends = {
  beginSequenceNumber: 100,
  lastSequenceNumber: 199,
  lastEnqueuedTime: at('2026-11-02T11:59:00Z'),
  isEmpty: false,
};
const processed = (sequenceNumber: number) => ({
  sequenceNumber,
  enqueuedTime: at('2026-11-02T10:00:00Z'),
});
const progress = (watermark?: ReturnType<typeof processed>, own = ends, oldest?: Instant) =>
  hubProgress(own, watermark, oldest, 24 * hourMs, now);

describe('progress through a partition', () => {
  it('is complete where the watermark is at the end, however old that event is', () => {
    expect(progress(processed(199))).toEqual({
      eventsBehind: 0,
      lagMs: 0,
      expiresInMs: 24 * hourMs,
      eventsExpired: 0,
    });
  });

  it('counts the events after the watermark and the time they still have', () => {
    expect(progress(processed(189))).toEqual({
      eventsBehind: 10,
      lagMs: 2 * hourMs,
      expiresInMs: 22 * hourMs,
      eventsExpired: 0,
    });
  });

  it('counts events that left the hub unread as expired, and only those still there as behind', () => {
    expect(progress(processed(89))).toMatchObject({ eventsBehind: 100, eventsExpired: 10 });
  });

  it('counts events that expired until the partition was empty', () => {
    const empty = { ...ends, beginSequenceNumber: 200, isEmpty: true };
    expect(progress(processed(189), empty)).toMatchObject({ eventsBehind: 0, eventsExpired: 10 });
  });

  it('goes by the time of the oldest unprocessed event where that is known', () => {
    expect(progress(processed(189), ends, at('2026-11-02T11:00:00Z'))).toMatchObject({
      lagMs: hourMs,
      expiresInMs: 23 * hourMs,
    });
    expect(progress(undefined, ends, at('2026-11-02T11:00:00Z'))).toMatchObject({
      eventsBehind: 100,
      expiresInMs: 23 * hourMs,
    });
  });

  it('warns at once where nobody knows how old the events of an unread partition are', () => {
    expect(progress(undefined)).toEqual({
      eventsBehind: 100,
      lagMs: 24 * hourMs,
      expiresInMs: 0,
      eventsExpired: 0,
    });
  });

  it('has nothing to report of an empty partition that was never read', () => {
    const empty = { ...ends, beginSequenceNumber: 0, lastSequenceNumber: -1, isEmpty: true };
    expect(progress(undefined, empty)).toMatchObject({ eventsBehind: 0, expiresInMs: 24 * hourMs });
  });

  it('counts a hub that was created anew from its beginning', () => {
    const anew = { ...ends, beginSequenceNumber: 0, lastSequenceNumber: 4 };
    expect(progress(processed(199), anew)).toMatchObject({ eventsBehind: 5, eventsExpired: 0 });
  });

  it('does not take a description that is older than the watermark for a new hub', () => {
    const older = { ...ends, lastEnqueuedTime: at('2026-11-02T09:00:00Z') };
    expect(progress(processed(205), older)).toMatchObject({ eventsBehind: 0, eventsExpired: 0 });
  });
});
