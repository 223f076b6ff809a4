import fc from 'fast-check';
import {
  civilInstant,
  earlier,
  epochMsOf,
  instantOf,
  parseInstant,
  plusMs,
  type Instant,
} from '../../../shared/domain/instant';

describe('reading an instant', () => {
  it.each([
    ['2026-11-02T10:15:30Z', '2026-11-02T10:15:30.000Z'],
    ['2026-11-02T10:15:30.1234567Z', '2026-11-02T10:15:30.123Z'],
    ['2026-11-02T10:15:30.5Z', '2026-11-02T10:15:30.500Z'],
    ['2026-11-02T10:15:30.9999999Z', '2026-11-02T10:15:30.999Z'],
    ['2026-11-02 10:15:30', '2026-11-02T10:15:30.000Z'],
    [' 2026-11-02t10:15:30z ', '2026-11-02T10:15:30.000Z'],
    ['2026-11-02T10:15:30,25+05:45', '2026-11-02T04:30:30.250Z'],
    ['2026-11-02T10:15:30-0330', '2026-11-02T13:45:30.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31T23:59:59.999Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['1970-01-01T01:00:00+01:00', '1970-01-01T00:00:00.000Z'],
  ])('takes %j as %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    '',
    'yesterday',
    '2026-11-02',
    '2026-13-02T10:15:30Z',
    '2026-00-02T10:15:30Z',
    '2026-11-00T10:15:30Z',
    '2026-02-29T10:15:30Z',
    '2026-11-31T10:15:30Z',
    '2026-11-02T24:00:00Z',
    '2026-11-02T10:60:30Z',
    '2026-11-02T10:15:60Z',
    '2026-11-02T10:15:30.Z',
    '2026-11-02T10:15:30.1234567890Z',
    '2026-11-02T10:15:30+15:00',
    '2026-11-02T10:15:30+01:60',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
  ])('takes %j as no instant', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('gives back every instant that it wrote', () => {
    const epochMs = fc.integer({ min: 0, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(epochMs, (ms) => {
        expect(parseInstant(instantOf(ms))).toBe(instantOf(ms));
      }),
    );
  });
});

describe('an instant', () => {
  it.each([-1, 253_402_300_800_000, Number.NaN])('is never %d milliseconds after 1970', (ms) => {
    expect(() => instantOf(ms)).toThrow(RangeError);
  });

  it('sorts as time does, and moves by milliseconds', () => {
    const first = '2026-11-02T10:15:30.000Z' as Instant;
    const second = plusMs(first, 1);
    expect(second).toBe('2026-11-02T10:15:30.001Z');
    expect(earlier(first, second)).toBe(first);
    expect(earlier(second, first)).toBe(first);
    expect(epochMsOf(second) - epochMsOf(first)).toBe(1);
  });

  it('is of a day that there is', () => {
    expect(civilInstant(2024, 2, 29, 0, 0, 0)).toBe(Date.UTC(2024, 1, 29));
    expect(civilInstant(2026, 2, 29, 0, 0, 0)).toBeUndefined();
  });
});
