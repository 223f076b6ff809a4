import fc from 'fast-check';
import { holdsBearerToken } from '../../../../shared/domain/readers/bearer-token';

describe('a bearer token', () => {
  it.each([
    'Bearer abc',
    'the header was: bearer\tabc',
    'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.signature',
    'token=eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0',
    'a.b.eyJhbGci.EYJhdWQi',
    'x-eyJhbGci.eyJhdWQi',
  ])('is found in %s', (text) => expect(holdsBearerToken(text)).toBe(true));

  it.each([
    '',
    'forbearer of news',
    'bearer',
    'eyJhbGciOiJSUzI1NiJ9',
    'eyJhbGci.abc.eyJhdWQi',
    'eyJ.eyJ',
    'keyJhbGci.eyJhdWQi',
    'gpt-4o.ey',
  ])('is not found in %s', (text) => expect(holdsBearerToken(text)).toBe(false));

  it('is found exactly where the two parts of a token stand side by side', () => {
    const part = fc.constantFrom('eyJ', 'EYJ', 'a', '-', '_', '.', ' ', 'eyJa', 'k');
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (one) => {
        expect(holdsBearerToken(one)).toBe(/\beyJ[\w-]+\.eyJ/i.test(one));
      }),
      { numRuns: 2_000 },
    );
  });
});
