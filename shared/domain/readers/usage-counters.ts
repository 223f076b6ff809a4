// Flattens a usage object, of whichever API, into counters under the source's own dotted names. It
// interprets nothing: that is normalise-counters.ts, which may be changed without rereading events.
import { counterFieldsMax } from '../../limits';
import { counterNames, isNoQuantity, isSeconds } from '../usage/counter-names';
import type { Counters } from '../usage/observation';
import { isCount } from '../usage/meters';
import { notACount, readCount, readSeconds } from './counts';
import { countExpected, isFields, type Faults, type Fields } from './field-reader';
import { sumIterations } from './iterations';

/** Depth of the deepest published usage object, realtime's cached_tokens_details. */
const depthMax = 3;

/** The counters of a usage object; null where the source does not know them. */
export const readUsage = (usage: unknown, path: string, faults: Faults): Counters | null => {
  if (usage === undefined || usage === null || usage === 'null' || usage === '') return null;
  if (!isFields(usage)) {
    faults.report('badField', path, 'expected a usage object or null');
    return null;
  }
  const counters: Record<string, number> = {};
  const unknown: [name: string, count: number][] = [];
  flatten(usage, topPlace, { path, faults, counters, unknown });
  if (Array.isArray(usage['iterations']))
    addIterations(usage['iterations'], path, faults, counters);
  let room = counterFieldsMax - Object.keys(counters).length;
  // An object of which nothing is known would pass for a count of zero.
  if (room === counterFieldsMax) return null;
  // Known counters first: however many fields a sender adds, they don't crowd out the tokens.
  for (const [name, count] of unknown) {
    if (room-- <= 0) break;
    counters[name] = count;
  }
  return counters;
};

const addIterations = (
  list: readonly unknown[],
  path: string,
  faults: Faults,
  counters: Record<string, number>,
): void => {
  const read = (fields: Fields): Counters => {
    const own: Record<string, number> = {};
    flatten(fields, topPlace, { path: `${path}.iterations`, faults, counters: own, unknown: [] });
    return own;
  };
  const sums = sumIterations(list, read);
  if (sums.size + Object.keys(counters).length > counterFieldsMax) {
    const detail = `expected at most ${counterFieldsMax} different counters`;
    faults.report('badField', `${path}.iterations`, detail);
    return;
  }
  for (const [name, sum] of sums) {
    if (isSeconds(name.slice(name.lastIndexOf('.') + 1)) || isCount(sum)) counters[name] = sum;
    else faults.report('badCount', `${path}.iterations`, countExpected);
  }
};

/** Names by field, so that the dotted names of known counters need not be put together. */
interface NameTree {
  readonly leaves: Map<string, string>;
  readonly groups: Map<string, NameTree>;
}

const treeOf = (names: readonly string[]): NameTree => {
  const root: NameTree = { leaves: new Map(), groups: new Map() };
  for (const name of names) {
    const fields = name.split('.');
    let tree = root;
    for (const group of fields.slice(0, -1)) {
      const inner = tree.groups.get(group) ?? { leaves: new Map(), groups: new Map() };
      tree.groups.set(group, inner);
      tree = inner;
    }
    tree.leaves.set(fields.slice(-1).join(), name);
  }
  return root;
};

const knownNames = treeOf(counterNames);
const nothingKnown: NameTree = treeOf([]);
const topPlace: Place = { known: knownNames, prefix: '', depth: 1 };

interface Place {
  readonly known: NameTree;
  readonly prefix: string;
  readonly depth: number;
}

interface Flattened {
  readonly path: string;
  readonly faults: Faults;
  readonly counters: Record<string, number>;
  readonly unknown: [name: string, count: number][];
}

const flatten = (fields: Fields, place: Place, into: Flattened): void => {
  for (const field in fields) {
    const value = fields[field];
    const name = place.known.leaves.get(field);
    if (name !== undefined) {
      keepKnown(name, value, into);
    } else if (typeof value === 'number') {
      const count = readCount(value);
      const isQuantity = place.depth > 1 || !isNoQuantity(field);
      if (count !== notACount && count !== undefined && isQuantity && isFieldName(field)) {
        into.unknown.push([place.prefix + field, count]);
      }
    } else if (isFields(value) && place.depth < depthMax && isFieldName(field)) {
      const known = place.known.groups.get(field) ?? nothingKnown;
      flatten(value, { known, prefix: `${place.prefix}${field}.`, depth: place.depth + 1 }, into);
    }
  }
};

// What is no plain name was not written by an API, and would become a key of a stored document.
const isFieldName = (field: string): boolean => /^\w{1,60}$/.test(field);

const keepKnown = (name: string, value: unknown, into: Flattened): void => {
  const isTime = isSeconds(name);
  const count = isTime ? readSeconds(value) : readCount(value);
  if (count === notACount) {
    const detail = isTime ? 'expected seconds from 0, as a number' : countExpected;
    into.faults.report('badCount', `${into.path}.${name}`, detail);
  } else if (count !== undefined) {
    into.counters[name] = count;
  }
};
