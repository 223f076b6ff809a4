import { refuseByTime } from '../../../../shared/domain/usage/admit';
import { at } from '../../../support/sample-period';

const enqueued = at('2026-11-20T12:00:00Z');
const verdict = (occurredAt: string, lateDays = 31) =>
  refuseByTime(at(occurredAt), enqueued, lateDays);

describe('a request', () => {
  it.each([
    ['2026-11-20T12:00:00.000Z', 31],
    ['2026-11-20T13:00:00.000Z', 31],
    ['2026-10-20T12:00:00.000Z', 31],
    ['2026-11-19T12:00:00.000Z', 1],
  ])('of %s is accepted with %d late days', (occurredAt, lateDays) => {
    expect(verdict(occurredAt, lateDays)).toBeUndefined();
  });

  it('more than an hour after it was enqueued is too early, and the sender is told why', () => {
    expect(verdict('2026-11-20T13:00:00.001Z')).toEqual({
      kind: 'rejected',
      reason: 'tooEarly',
      path: 'time',
      detail: expect.stringMatching(/more than 60 minutes after.*clock and time zone/) as string,
    });
  });

  it('more than LATE_DAYS before it was enqueued is too late, and people are told what to do', () => {
    expect(verdict('2026-10-20T11:59:59.999Z')).toEqual({
      kind: 'rejected',
      reason: 'tooLate',
      path: 'time',
      detail: expect.stringMatching(/LATE_DAYS \(31\).*post it by hand/) as string,
    });
  });
});
