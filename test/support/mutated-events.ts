// Real events of every dialect, changed somewhere as senders change them and as attackers would: fields
// that are gone, renamed, repeated, nested, of another type, or another field's. They come as text,
// because much of what JSON can say no parsed value can: repeated keys, numbers past every bound.
import fc from 'fast-check';
import { eventFixtures } from './event-fixtures';

/** Where a value stands in an event. */
export interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  /** Names and indexes from the event down, `records.0.properties.url`. */
  readonly path: string;
}

export const placesIn = (value: unknown, above = ''): readonly Place[] => {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => {
    const path = above === '' ? key : `${above}.${key}`;
    return [{ holder, key, path }, ...placesIn(holder[key], path)];
  });
};

/** Stands for JSON that no value serialises to. */
const raw = (json: string): string => `@raw(${json})`;
const repeatedMark = '@again';

const toText = (event: unknown): string =>
  JSON.stringify(event)
    .replace(/(?<!\\)"@raw\(([-\dEe.]+)\)"/g, '$1')
    .replaceAll(`${repeatedMark}"`, '"');

/** Numbers that are none that can be counted with, and one that is written in an odd way. */
export const rawNumbers = [
  ...['1e400', '-1e400', '-0', '-1', '1.5', '9007199254740993', '1e-7', '12345678901234567890'],
  '1E2',
] as const;

/** Values that the fields of real events were seen to hold, and some that none should. */
export const oddValue = fc
  .oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      ...['', ' ', 'null', 'NA', '12', ' 12 ', '-1', '1e9', '0x10', 'True', 'NaN', '１２', '1,234'],
      ...['3/14/2026 9:26:53 AM', '2026-02-30T10:00:00Z', '2026-11-02T10:15:60Z', 'a/b\\c?d#e'],
      ...['__proto__', 'constructor', 'toString', '\ud800\u0000', '\ufeff{}', 'x'.repeat(2000)],
      ...[null, true, [], {}, [[]], [1], { value: 1 }, { __proto__: null, toString: 1 }],
    ),
    fc.constantFrom(...rawNumbers).map(raw),
  )
  // Each its own: a value that is put into an event may be changed there.
  .map((value) => structuredClone(value));

const names = fc.constantFrom(
  ...['__proto__', 'constructor', 'toString', 'toJSON', 'length', '', ' ', 'records', 'usage'],
  ...[
    'specversion',
    'properties',
    'total_tokens',
    'responseBody',
    'id',
    'time',
    '@',
    'x'.repeat(99),
  ],
);

type Mutation = (place: Place, other: Place) => void;

const set = ({ holder, key }: Place, name: string, value: unknown): void => {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  // Not by assignment: that would change the prototype where the name asks for it.
  else
    Object.defineProperty(holder, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
};

const valueAt = ({ holder, key }: Place): unknown => holder[key];

const remove: Mutation = ({ holder, key }) => void Reflect.deleteProperty(holder, key);
const swap: Mutation = (a, b) => {
  const [left, right] = [structuredClone(valueAt(a)), structuredClone(valueAt(b))];
  set(a, a.key, right);
  set(b, b.key, left);
};
const nest: Mutation = (place) => set(place, place.key, { [place.key]: valueAt(place) });
const enlist: Mutation = (place) => set(place, place.key, [valueAt(place)]);
const quote: Mutation = (place) => set(place, place.key, JSON.stringify(valueAt(place) ?? null));
const changeType: Mutation = (place) => {
  const value = valueAt(place);
  set(place, place.key, typeof value === 'number' ? String(value) : Number(JSON.stringify(value)));
};
const recase: Mutation = (place) => {
  const value = valueAt(place);
  remove(place, place);
  const first = place.key.charAt(0);
  const other = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  set(place, other + place.key.slice(1), value);
};
const replace =
  (value: unknown): Mutation =>
  (place) =>
    set(place, place.key, value);
const repeat =
  (value: unknown): Mutation =>
  (place) =>
    set(place, place.key + repeatedMark, value);
const rename =
  (name: string): Mutation =>
  (place) => {
    const value = valueAt(place);
    remove(place, place);
    set(place, name, value);
  };
const add =
  (name: string, value: unknown): Mutation =>
  (place) =>
    set(place, name, value);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.constantFrom<Mutation>(remove, swap, nest, enlist, quote, changeType, recase),
  oddValue.map(replace),
  oddValue.map(repeat),
  names.map(rename),
  fc.tuple(names, oddValue).map(([name, value]) => add(name, value)),
);

/** Real events of a dialect in which up to three things were changed, as JSON text. */
export const mutatedEvents = (dialect?: string): fc.Arbitrary<string> => {
  const shapes = eventFixtures.filter(
    (fixture) => (dialect ?? fixture.dialect) === fixture.dialect,
  );
  const change = fc.tuple(mutation, fc.nat(), fc.nat());
  return fc
    .tuple(fc.constantFrom(...shapes), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([{ body }, changes]) => {
      const event = structuredClone(body);
      for (const [mutate, at, otherAt] of changes) {
        const places = placesIn(event);
        const place = places[at % Math.max(1, places.length)];
        const other = places[otherAt % Math.max(1, places.length)];
        // A value that holds the other one cannot change places with it.
        if (place === undefined || other === undefined) continue;
        const isInside = `${other.path}.`.startsWith(`${place.path}.`);
        const isOutside = `${place.path}.`.startsWith(`${other.path}.`);
        if (mutate !== swap || (!isInside && !isOutside)) mutate(place, other);
      }
      return toText(event);
    });
};

/** Whatever a hub may hold: mutated events, cut ones, any JSON, any text, any bytes. */
export const anyPayload: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: mutatedEvents().map((text) => Buffer.from(text)) },
  fc
    .tuple(mutatedEvents(), fc.nat())
    .map(([text, at]) => Buffer.from(text.slice(0, at % text.length))),
  fc.tuple(mutatedEvents(), fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
    const bytes = Buffer.from(text);
    bytes[at % bytes.length] = byte;
    return bytes;
  }),
  fc.json().map((text) => Buffer.from(text)),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
