// What the real host makes of a body that Json.NET parses before the program is called. The expected
// texts follow Json.NET's source: DateTimeParser, DateTimeUtils.WriteDateTimeString, JsonReader.Push.
import { bindAsJsonNet, JSON_NET_DEPTH_MAX } from '../../../../local/functions-host/json-net';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('a body that Json.NET binds', () => {
  it.each([
    ['2026-11-02T10:00:00Z', '2026-11-02T10:00:00Z'],
    ['2026-11-02T10:00:00.000Z', '2026-11-02T10:00:00Z'],
    ['2026-11-02T10:00:00.1234567Z', '2026-11-02T10:00:00.1234567Z'],
    ['2026-11-02T10:00:00.120', '2026-11-02T10:00:00.12'],
    ['2026-11-02T10:00:00', '2026-11-02T10:00:00'],
    ['2026-11-02T00:30:00+01:00', '2026-11-01T23:30:00+00:00'],
    ['2026-11-02T10:00:00.5-0530', '2026-11-02T15:30:00.5+00:00'],
    ['2026-11-02T10:00:00+02', '2026-11-02T08:00:00+00:00'],
    ['2026-11-02T10:00:00+00:00', '2026-11-02T10:00:00+00:00'],
    ['2026-11-02T24:00:00Z', '2026-11-03T00:00:00Z'],
  ])('has the date %s as %s', (sent, received) => {
    expect(bindAsJsonNet(JSON.stringify({ time: sent }))).toEqual({ time: received });
    expect(bindAsJsonNet(JSON.stringify(sent))).toBe(received);
  });

  it.each([
    '2026-11-02 10:00:00Z',
    '2026-11-02T10:00Z',
    '2026-02-30T10:00:00Z',
    '2026-13-02T10:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-11-02T10:60:00Z',
    '2026-11-02T10:00:60Z',
    '2026-11-02T25:00:00Z',
    '2026-11-02T24:00:00.1Z',
    '2026-11-02T10:00:00.12345678Z',
    '2026-11-02T10:00:00Z and more',
    'no date at all, of that length',
  ])('keeps the text %s', (text) => {
    expect(bindAsJsonNet(JSON.stringify([text]))).toEqual([text]);
  });

  it('keeps names of members that look like dates', () => {
    const body = '{"2026-11-02T00:30:00+01:00":1}';
    expect(JSON.stringify(bindAsJsonNet(body))).toBe(body);
  });

  it('has numbers past every bound as text, and minus zero as it is', () => {
    expect(bindAsJsonNet('[1e400,-1e400,-0.0,1.50]')).toEqual(['Infinity', '-Infinity', -0, 1.5]);
  });

  it.each(['', ' ', '\r\n\t'])('that holds nothing (%j) is null', (text) => {
    expect(bindAsJsonNet(text)).toBeNull();
  });

  it('is read to a depth of 64, and brackets in texts do not count', () => {
    expect(JSON.stringify(bindAsJsonNet(nested(JSON_NET_DEPTH_MAX)))).toBe(nested(64));
    const brackets = `"${'[{'.repeat(100)}\\"${'['.repeat(100)}"`;
    expect(bindAsJsonNet(`[${brackets}]`)).toEqual([JSON.parse(brackets)]);
  });
});

describe('a body that fails its batch', () => {
  it.each([
    ['text', 'not JSON'],
    ['cut off', '{"a":'],
    ['followed by more', '{} {}'],
    ['with a byte order mark', '\ufeff{}'],
    ['that is a byte order mark', '\ufeff'],
    ['of bytes that are no UTF-8', Buffer.from([0xff, 0xfe]).toString('utf8')],
    ['nested 65 levels deep', nested(65)],
    ['nested a hundred thousand levels deep', nested(100_000)],
  ])('is one %s', (_what, text) => {
    expect(() => bindAsJsonNet(text)).toThrow('Json.NET');
  });
});
