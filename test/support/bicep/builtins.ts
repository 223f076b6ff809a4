// The functions of Bicep that the estate's expressions use, as Resource Manager computes them. Those that
// ask Azure something answer with a fixed estate.
import { asText } from './evaluate';

type Builtin = (...args: never[]) => unknown;
type Fields = Readonly<Record<string, unknown>>;

/** What `fail()` says: the template refuses the parameters. */
export class BicepRefusal extends Error {
  override readonly name = 'BicepRefusal';
}

const size = (value: unknown): number => {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return Object.keys(value).length;
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Lists become one set. Objects are merged all the way down; of lists in them the last one stands. */
const union = (a: unknown, b: unknown): unknown =>
  isList(a) && isList(b) ? [...new Set([...a, ...b])] : merge(a, b);

const merge = (a: unknown, b: unknown): unknown => {
  if (!isFields(a) || !isFields(b)) return b;
  const added = Object.entries(b).map(([key, value]) => [
    key,
    key in a ? merge(a[key], value) : value,
  ]);
  return { ...a, ...(Object.fromEntries(added) as Fields) };
};

/** Resource Manager sorts by key. */
const items = (object: Fields): readonly { key: string; value: unknown }[] =>
  Object.entries(object)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ key, value }));

const group = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-test';

export const builtins: Readonly<Record<string, Builtin>> = {
  any: (value: unknown) => value,
  concat: (...parts: readonly unknown[][]) => parts.flat(),
  contains: (list: string | readonly unknown[], value: never) => list.includes(value),
  empty: (value: unknown) => size(value) === 0,
  environment: () => ({ suffixes: { storage: 'core.windows.net' } }),
  fail: (message: string) => {
    throw new BicepRefusal(message);
  },
  filter: (list: readonly unknown[], test: (item: unknown) => boolean) => list.filter(test),
  flatten: (list: readonly unknown[][]) => list.flat(),
  guid: (...parts: readonly string[]) => `guid(${parts.join(',')})`,
  indexOf: (list: readonly unknown[], item: unknown) => list.indexOf(item),
  int: (value: string | number) => Number(value),
  items,
  join: (list: readonly string[], by: string) => list.join(by),
  last: (list: readonly unknown[]) => list.at(-1),
  length: size,
  map: (list: readonly unknown[], to: (item: unknown, index: number) => unknown) =>
    list.map((item, index) => to(item, index)),
  mapValues: (object: Fields, to: (value: unknown) => unknown) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [key, to(value)])),
  min: (...numbers: readonly number[]) => Math.min(...numbers),
  resourceGroup: () => ({ id: group, name: 'rg-test', location: 'westeurope' }),
  resourceId: (...parts: readonly string[]) => parts.join('/'),
  split: (text: string, by: string) => text.split(by),
  startsWith: (text: string, start: string) => text.toLowerCase().startsWith(start.toLowerCase()),
  string: asText,
  subscription: () => ({ subscriptionId: group.split('/')[2] }),
  subscriptionResourceId: (...parts: readonly string[]) => parts.join('/'),
  take: (value: string | readonly unknown[], count: number) => value.slice(0, count),
  toLower: (text: string) => text.toLowerCase(),
  union: (...parts: readonly unknown[]) => parts.reduce(union),
  uniqueString: () => 'abcdefghijklm',
};
