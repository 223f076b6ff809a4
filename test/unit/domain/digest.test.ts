import { canonicalJson, digestOf, sha256 } from '../../../shared/domain/digest';

describe('canonical JSON', () => {
  it('is the same for every order of members, at every depth', () => {
    const text = '{"a":[{"x":1,"y":null}],"b":"é\\n","c":true}';
    expect(canonicalJson({ c: true, b: 'é\n', a: [{ y: null, x: 1 }] })).toBe(text);
    expect(canonicalJson({ a: [{ x: 1, y: null }], b: 'é\n', c: true })).toBe(text);
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  it('is the same for more keys than are remembered', () => {
    const keys = Array.from({ length: 2_000 }, (_, index) => `key-${index}`);
    const value = Object.fromEntries(keys.map((key) => [key, 1]));
    const text = `{${[...keys]
      .sort()
      .map((key) => `"${key}":1`)
      .join()}}`;
    expect([canonicalJson(value), canonicalJson(value)]).toEqual([text, text]);
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});

describe('a digest', () => {
  it('is half of the SHA-256 of the canonical JSON, and never changes', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(digestOf({})).toBe(sha256('{}').slice(0, 32));
    expect(digestOf({ b: 1, a: [2] })).toBe(sha256('{"a":[2],"b":1}').slice(0, 32));
  });
});
