import fc from 'fast-check';
import { escapeControlCharacters } from '../../../../shared/domain/readers/escape-control-characters';
import { parseJson } from '../../../../shared/domain/readers/parse-json';
import { readBody } from '../../../support/raw-events';

const record = (operationId: string): object => ({
  time: '2026-11-02T10:16:00Z',
  category: 'GatewayLogs',
  properties: { apiId: 'azure-openai', operationId },
});

describe('a raw control character in a string', () => {
  it('costs no record of its envelope', () => {
    const envelope = { records: [record('a'), record('b@@@c'), record('d')] };
    for (const control of ['\n', '\r\n', '\t', '\u0000', '\u001f']) {
      const text = JSON.stringify(envelope).replace('@@@', control);
      expect(() => JSON.parse(text) as unknown).toThrow();
      for (const body of [text, Buffer.from(text)]) {
        expect(readBody(body).map(({ kind }) => kind)).toEqual([
          'observed',
          'observed',
          'observed',
        ]);
      }
    }
  });

  it('is read in properties that are JSON in a string', () => {
    const properties = '{"apiId":"azure-openai","operationId":"a\nb"}';
    expect(readBody({ records: [{ ...record('x'), properties }] })).toMatchObject([
      { kind: 'observed', observation: { facts: { operation: 'a\ufffdb' } } },
    ]);
  });

  it('is read as what it stands for, and reported as repaired', () => {
    expect(parseJson('{"a":"x\ny","b":"\\"\n"}')).toEqual({
      ok: true,
      value: { a: 'x\ny', b: '"\n' },
      isRepaired: true,
    });
    expect(parseJson('{"a":"C:\\\r\n","b":"\\\\\n"}')).toEqual({
      ok: true,
      value: { a: 'C:\\\r\n', b: '\\\n' },
      isRepaired: true,
    });
    expect(parseJson('{\n"a": 1\n}')).toEqual({ ok: true, value: { a: 1 } });
  });

  it.each([
    '',
    '{',
    '{"a":\u0000}',
    '"a\n',
    '{"a":"\\\n}',
    '{"a":"\\x\n"}',
    'line\nbreak',
    '{"a":"x\ny"',
  ])('makes no JSON of what is none without it: %j', (text) =>
    expect(parseJson(text)).toEqual({ ok: false }),
  );

  it('changes nothing outside of strings', () => {
    expect(escapeControlCharacters('{ "a": 1 }')).toBeUndefined();
    expect(escapeControlCharacters('{\n"a": 1 }')).toBeUndefined();
  });

  it('gives back every value, whichever of its control characters are raw', () => {
    const unit = fc.constantFrom('a', 'b', '"', '\\', '/', '\n', '\r', '\t', '\u0000', '\u001f');
    const value = fc.jsonValue({ stringUnit: unit });
    const raw = (text: string): string =>
      text.replace(
        /\\(?:u00([01][0-9a-f])|([nrt]))|\\./g,
        (escape, code?: string, letter?: string) => {
          if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
          return letter === undefined ? escape : { n: '\n', r: '\r', t: '\t' }[letter]!;
        },
      );
    fc.assert(
      fc.property(value, (one) => {
        const json = parseJson(raw(JSON.stringify(one)));
        expect(json).toMatchObject({ ok: true });
        if (json.ok) expect(json.value).toEqual(JSON.parse(JSON.stringify(one)));
      }),
    );
  });
});
