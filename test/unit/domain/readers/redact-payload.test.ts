import { redactPayload } from '../../../../shared/domain/readers/redact-payload';
import { deadLetterPayloadCharsMax } from '../../../../shared/limits';
import { eventFixtures } from '../../../support/event-fixtures';

const redacted = (body: unknown): unknown => JSON.parse(redactPayload(body));

describe('the payload of a dead letter', () => {
  it('keeps structure, names, numbers and the values of harmless fields', () => {
    const body = {
      specversion: '1.0',
      time: '3/14/2026 9:26:53 AM',
      'event-time': '2026-11-02T10:15:30.1234567Z',
      id: '0f8fad5b-d9cb-469f-a165-70867728950e',
      PromptTokens: 'twelve',
      model: 'gpt-4o',
      data: { usage: { prompt_tokens: -5, total_tokens: 1.5 }, list: [1, true, null] },
    };
    expect(redacted(body)).toStrictEqual(body);
  });

  it('replaces every other text by its length', () => {
    expect(redacted({ AppKey: 'secret', nested: { anything: 'words' } })).toStrictEqual({
      AppKey: '[string, 6 characters]',
      nested: { anything: '[string, 5 characters]' },
    });
    expect(redacted(['secret'])).toStrictEqual(['[string, 6 characters]']);
    expect(redacted('"secret"')).toBe('[string, 6 characters]');
  });

  it.each([
    ['a subscription key', '0123456789abcdef0123456789ABCDEF'],
    ['an e-mail address', 'someone@example.com'],
    ['an IP address', '203.0.113.9'],
    ['an IP address in a text', 'from 203.0.113.9:443'],
    ['something long', 'x'.repeat(65)],
    ['something with quotes', '{"a":"b"}'],
  ])('hides %s where an id belongs', (_title, value) => {
    expect(redacted({ id: value, subscriptionId: value })).toStrictEqual({
      id: `[string, ${value.length} characters]`,
      subscriptionId: `[string, ${value.length} characters]`,
    });
  });

  it('hides a key that comes as a number', () => {
    expect(redacted({ AppKey: 12_345_678, 'api-key': 1, total: 5 })).toStrictEqual({
      AppKey: '[number]',
      'api-key': '[number]',
      total: 5,
    });
  });

  it('hides every text inside of bodies, messages and headers', () => {
    const inner = { id: 'x', model: 'y', deeper: [{ type: 'z', count: 5 }] };
    const hidden = {
      id: '[string, 1 characters]',
      model: '[string, 1 characters]',
      deeper: [{ type: '[string, 1 characters]', count: 5 }],
    };
    expect(redacted({ request: inner, Messages: inner, response_headers: inner })).toStrictEqual({
      request: hidden,
      Messages: hidden,
      response_headers: hidden,
    });
  });

  it('shortens keys that are long, odd or secret', () => {
    const keys = ['x'.repeat(41), 'some one@example.com', '0123456789abcdef0123456789abcdef'];
    for (const key of keys) {
      expect(redacted({ [key]: 1 })).toStrictEqual({ [`[key, ${key.length} characters]`]: 1 });
    }
  });

  it.each([
    ['text', 'not { JSON', '[text that is not JSON, 10 characters]'],
    ['bytes', Buffer.from('not { JSON'), '[bytes that are not JSON]'],
  ])('tells nothing of %s that is no JSON', (_title, body, expected) => {
    expect(redactPayload(body)).toBe(expected);
  });

  it('reads text and bytes that are JSON', () => {
    expect(redactPayload('{"id":"x"}')).toBe('{"id":"x"}');
    expect(redactPayload(Buffer.from('{"id":"x"}'))).toBe('{"id":"x"}');
  });

  it.each([[undefined], [10n], [() => 5]])('is text even of what no JSON holds', (body) => {
    expect(redacted(body)).toBe('[not JSON]');
  });

  it('stays JSON where a number is past every bound', () => {
    expect(redactPayload('{"id":1e400}')).toBe('{"id":"[not JSON]"}');
  });

  it('stops at its depth', () => {
    let deep: unknown = { id: 'x' };
    for (let level = 0; level < 10_000; level += 1) deep = { a: deep };
    expect(redactPayload(deep)).toContain('"[nested too deep to show]"');
  });

  it.each([
    ['many items', Array.from({ length: 50_000 }, () => [])],
    ['many numbers', { a: Array.from({ length: 50_000 }, () => 1 / 3) }],
    ['many members', Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, 'v']))],
    ['long texts', { a: 'x'.repeat(1_000_000), ['y'.repeat(1_000_000)]: 1 }],
  ])('is bounded for %s, and is still JSON', (_title, body) => {
    const text = redactPayload(body);
    expect(text.length).toBeLessThanOrEqual(deadLetterPayloadCharsMax);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('says how much is not shown', () => {
    expect(redactPayload(Array.from({ length: 50_000 }, () => 12))).toMatch(/"\[\d+ more\]"\]$/);
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i]));
    expect(redactPayload(many)).toMatch(/"…":"\d+ more"\}$/);
  });

  it('holds no key, prompt or answer of any shape that is known', () => {
    for (const { body } of eventFixtures) expect(redactPayload(body)).not.toContain('CANARY');
  });
});
