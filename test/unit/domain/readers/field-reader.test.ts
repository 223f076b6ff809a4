import { sha256 } from '../../../../shared/domain/digest';
import { Faults, FieldReader } from '../../../../shared/domain/readers/field-reader';
import { countMax, factCharsMax } from '../../../../shared/limits';

const readerOf = (value: unknown): { fields: FieldReader; faults: Faults } => {
  const faults = new Faults();
  return { fields: new FieldReader({ value }, faults, 'data.'), faults };
};

/** What a method makes of a value, or the reason why it is at fault. */
const outcome = (read: (fields: FieldReader) => unknown, value: unknown): unknown => {
  const { fields, faults } = readerOf(value);
  const result = read(fields);
  if (faults.first === undefined) return result;
  expect(faults.first).toMatchObject({ kind: 'rejected', path: 'data.value' });
  return faults.first.reason;
};

const missing = [undefined, null, '', 'null', 'NA', '  '];

describe('a text', () => {
  const text = (value: unknown) => outcome((fields) => fields.text('value'), value);

  it.each(missing)('is missing: %j', (value) => {
    expect(text(value)).toBeUndefined();
  });

  it.each([
    ['gpt-4o', 'gpt-4o'],
    [' gpt-4o\n', 'gpt-4o'],
    [42, '42'],
    ['a\u0000b', 'a\ufffdb'],
    ['a\ud800b', 'a\ufffdb'],
    ['\u{1f600}', '\u{1f600}'],
  ])('is read leniently: %j', (value, expected) => {
    expect(text(value)).toBe(expected);
  });

  it.each([Number('9007199254740993'), -1e20, Infinity])(
    'is not a number whose digits were lost, so that no two ids are one: %d',
    (value) => {
      expect(text(value)).toBe('badField');
    },
  );

  it.each([
    'someone@example.com',
    'Some One <someone@example.com>',
    'mail someone@example.com',
    `someone@${'x'.repeat(factCharsMax)}.com`,
    `${'x'.repeat(factCharsMax - 7)}someone@example.com`,
  ])('is not read where an e-mail address is in it: %s', (value) => {
    expect(text(value)).toBeUndefined();
  });

  // Tokens of nobody: their parts are the texts {"alg":"none"}, {"sub":"nobody"} and no signature.
  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJub2JvZHkifQ.';

  it.each([token, `Bearer ${'x'.repeat(40)}`, `authorization: bearer ${token}`])(
    'is not read where a bearer token is in it: %s',
    (value) => {
      expect(text(value)).toBeUndefined();
    },
  );

  it('is read where it only speaks of a bearer', () => {
    expect(text('bearer-of-news-to-everyone-in-the-company')).toBe(
      'bearer-of-news-to-everyone-in-the-company',
    );
  });

  it('is read where an at-sign stands alone', () => {
    expect(text('10 @ 5')).toBe('10 @ 5');
  });

  it('is cut to its bound, and never in the middle of a character', () => {
    expect(text('x'.repeat(factCharsMax + 1))).toBe('x'.repeat(factCharsMax));
    expect(text('x'.repeat(factCharsMax - 1) + '\u{1f600}')).toBe(
      `${'x'.repeat(factCharsMax - 1)}\ufffd`,
    );
  });

  it.each([true, {}, []])('is at fault: %j', (value) => {
    expect(text(value)).toBe('badField');
  });
});

describe('a flag', () => {
  const flag = (value: unknown) => outcome((fields) => fields.flag('value'), value);

  it.each(missing)('is missing: %j', (value) => {
    expect(flag(value)).toBeUndefined();
  });

  it.each([
    [true, true],
    [false, false],
    ['True', true],
    [' false ', false],
  ])('is read leniently: %j', (value, expected) => {
    expect(flag(value)).toBe(expected);
  });

  it.each([1, 'yes', {}])('is at fault: %j', (value) => {
    expect(flag(value)).toBe('badField');
  });
});

describe('a count', () => {
  const count = (value: unknown) => outcome((fields) => fields.count('value'), value);

  it.each(missing)('is missing, not 0 or 1: %j', (value) => {
    expect(count(value)).toBeUndefined();
  });

  it.each([
    [0, 0],
    [countMax, countMax],
    ['120', 120],
    [' 120 ', 120],
  ])('is read leniently: %j', (value, expected) => {
    expect(count(value)).toBe(expected);
  });

  it.each([
    -1,
    0.5,
    countMax + 1,
    1e300,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '-1',
    '1.5',
    '1e3',
    '1,234',
    '0x10',
    'twelve',
    '9'.repeat(400),
    true,
    {},
    [1],
  ])('is at fault: %j', (value) => {
    expect(count(value)).toBe('badCount');
  });
});

describe('a status', () => {
  const status = (value: unknown) => outcome((fields) => fields.status('value'), value);

  it('is a number of up to three digits, 0 for a request that was aborted', () => {
    expect([200, '429', 0, null].map(status)).toStrictEqual([200, 429, 0, undefined]);
  });

  it.each([1000, 'OK', -1, {}])('is at fault: %j', (value) => {
    expect(status(value)).toBe('badField');
  });
});

describe('a duration', () => {
  const duration = (value: unknown) => outcome((fields) => fields.durationMs('value'), value);

  it('is whole milliseconds', () => {
    expect([812, 811.5, '812'].map(duration)).toStrictEqual([812, 812, 812]);
  });

  it.each([null, '', 'fast', -1, 1e12, {}])('is left out where it cannot be read: %j', (value) => {
    expect(duration(value)).toBeUndefined();
  });
});

describe('a subscription key', () => {
  const keyHash = (value: unknown) => outcome((fields) => fields.keyHash('value'), value);

  it('is hashed exactly as the gateway got it', () => {
    expect(keyHash(' a key ')).toBe(sha256(' a key '));
  });

  it.each(missing)('is missing: %j', (value) => {
    expect(keyHash(value)).toBeUndefined();
  });

  it.each([42, {}])('is at fault: %j', (value) => {
    expect(keyHash(value)).toBe('badField');
  });
});

describe('an object inside', () => {
  it.each([undefined, null])('has no fields where it is missing: %j', (value) => {
    const { fields, faults } = readerOf(value);
    expect(fields.inside('value').text('model')).toBeUndefined();
    expect(faults.first).toBeUndefined();
  });

  it.each(['text', 1, []])('is at fault: %j', (value) => {
    expect(outcome((fields) => fields.inside('value').text('model'), value)).toBe('badField');
  });

  it('adds to the path of its fields', () => {
    const { fields, faults } = readerOf({ model: [] });
    fields.inside('value').text('model');
    expect(faults.first?.path).toBe('data.value.model');
  });
});

describe('a time', () => {
  it.each([undefined, null, '', 'yesterday', 1793614530, {}])('is at fault: %j', (value) => {
    expect(readerOf(value).fields.instant('value')).toMatchObject({
      reason: 'badTime',
      path: 'data.value',
    });
  });
});

it('tells the first fault of several', () => {
  const { fields, faults } = readerOf({});
  fields.count('value');
  fields.text('value');
  expect(faults.first?.reason).toBe('badCount');
});
