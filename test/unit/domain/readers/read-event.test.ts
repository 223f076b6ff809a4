import { dialects, itemAt } from '../../../../shared/domain/readers/read-event';
import type { Fields } from '../../../../shared/domain/readers/field-reader';
import { eventFixtures } from '../../../support/event-fixtures';
import { placesIn } from '../../../support/mutated-events';
import { readBody } from '../../../support/raw-events';

describe('every shape that is known of the dialects', () => {
  it.each(eventFixtures.map((fixture) => [`${fixture.dialect}: ${fixture.title}`, fixture]))(
    'reads %s',
    (_title, { body, readings }) => {
      expect(readBody(body)).toStrictEqual(readings);
    },
  );

  it.each(eventFixtures.map((fixture) => [`${fixture.dialect}: ${fixture.title}`, fixture]))(
    'reads the same of text and of bytes: %s',
    (_title, { body, readings }) => {
      const text = JSON.stringify(body);
      expect(readBody(text)).toStrictEqual(readings);
      expect(readBody(`\ufeff${text}`)).toStrictEqual(readings);
      expect(readBody(Buffer.from(text))).toStrictEqual(readings);
      expect(readBody(new TextEncoder().encode(text))).toStrictEqual(readings);
    },
  );

  it('lets exactly one dialect claim each of them', () => {
    for (const { title, body } of eventFixtures) {
      if (Array.isArray(body)) continue;
      const claims = dialects.filter((dialect) => dialect.claims(body as Fields));
      expect({ title, claims: claims.length }).toStrictEqual({ title, claims: 1 });
    }
  });
});

// Of such an object no text can be made: a reader that tries throws, and loses the rest of its envelope.
const noText = { toString: 1, valueOf: 1 };

describe('a value of which no text can be made', () => {
  it.each(eventFixtures.map((fixture) => [`${fixture.dialect}: ${fixture.title}`, fixture]))(
    'is no reason to give up, wherever it stands: %s',
    (_title, { body }) => {
      for (const { path } of placesIn(body)) {
        const event = structuredClone(body);
        const place = placesIn(event).find((one) => one.path === path);
        if (place !== undefined) place.holder[place.key] = noText;
        expect(readBody(event).length).toBeGreaterThan(0);
      }
    },
  );
});

describe('what is no event', () => {
  const rejection = (reason: string, path: string) => [
    { kind: 'rejected', reason, path, detail: expect.any(String) as string },
  ];

  it.each([
    ['text that is not JSON', 'hello'],
    ['an empty text', ''],
    ['JSON that was cut off', '{"specversion":"1.0","id":"0f8fad5b'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['no bytes', new Uint8Array(0)],
  ])('rejects %s as notJson', (_title, body) => {
    expect(readBody(body)).toStrictEqual(rejection('notJson', ''));
  });

  it.each([
    ['a number', 42],
    ['a number as text', '42'],
    ['null', null],
    ['nothing', undefined],
    ['true', true],
    ['a text in JSON', '"hello"'],
    ['an empty list', []],
    ['a list of numbers', [1, 2]],
    ['a list of usage events', eventFixtures.slice(0, 1).map(({ body }) => body)],
  ])('rejects %s as notAnEvent', (_title, body) => {
    expect(readBody(body)).toStrictEqual(rejection('notAnEvent', ''));
  });

  it.each([
    ['an empty object', {}],
    ['an object of no dialect', { user: 'x', tokens: 5 }],
    ['an object with a category of its own', { category: 'shoes', size: 42 }],
    [
      'a record that hides in a prototype',
      '{"__proto__":{"category":"GatewayLogs"},"properties":{}}',
    ],
  ])('rejects %s as unknownShape', (_title, body) => {
    expect(readBody(body)).toStrictEqual(rejection('unknownShape', ''));
  });
});

describe('the item that a reading is about', () => {
  const records = [{ category: 'GatewayLogs', properties: {} }, 'no record', null];
  const envelopes = [{ records }, records] as const;

  it.each([
    ['of an envelope', envelopes[0]],
    ['of a bare list of records', envelopes[1]],
    ['of an envelope in text', JSON.stringify(envelopes[0])],
    ['of an envelope in bytes', Buffer.from(JSON.stringify(envelopes[1]))],
  ])('is the record at its index, %s', (_title, body) => {
    expect([0, 1, 2].map((index) => itemAt(body, index))).toStrictEqual(records);
    expect(itemAt(body, 3)).toBe(body);
  });

  it('is found without looking through the list for each of its items', () => {
    let looks = 0;
    const item = {
      get category() {
        looks += 1;
        return undefined;
      },
    };
    const records = [
      ...Array.from({ length: 1_000 }, () => item),
      { category: 'x', properties: {} },
    ];
    itemAt(records, 0);
    const once = looks;
    for (const index of records.keys()) expect(itemAt(records, index)).toBe(records[index]);
    expect(looks).toBe(once);
  });

  it.each([
    ['text that is not JSON', '{"records":[1'],
    ['a list of numbers', [1, 2]],
    ['an envelope of no list', { records: 'many' }],
    ['an event of ours with a field of that name', { specversion: '1.0', records }],
    ['an object of no dialect', { user: 'x' }],
    ['a number', 42],
  ])('is all of %s', (_title, body) => expect(itemAt(body, 0)).toBe(body));
});
