// What the readers of all dialects share: what they are given, and how they answer.
import { sha256 } from '../digest';
import type { Facts, Observation } from '../usage/observation';
import type { Faults, Fields } from './field-reader';
import type { HubPosition, ReaderOptions, Reading } from './reading';

/** What a reader knows of an event besides its body. */
export interface ReadContext {
  readonly position: HubPosition;
  readonly options: ReaderOptions;
}

export interface Dialect {
  /** Whether an event is of this dialect, by fields that no other dialect has. */
  readonly claims: (body: Fields) => boolean;
  /** The readings of an event that is; one for each of its items. */
  readonly read: (body: Fields, context: ReadContext) => readonly Reading[];
}

type PossibleFacts = { readonly [Fact in keyof Facts]: Facts[Fact] | undefined };

/** Facts without what the source does not say, and without subscription keys. */
export const factsOf = (possible: PossibleFacts): Facts => {
  const facts: Record<string, unknown> = {};
  // for-in, because this runs for every event and Object.entries would make a list of pairs.
  for (const name in possible) {
    const value = possible[name as keyof Facts];
    if (value === undefined) continue;
    // A key where an id belongs is a mistake that a policy easily makes. Facts of all dialects go
    // through here: the caller is known by the key's hash then, as if the key had been sent as such.
    if (isSubscriptionKey(value) && callerFacts.has(name)) facts['keyHash'] ??= sha256(value);
    else facts[name] = value;
  }
  return facts;
};

const callerFacts: ReadonlySet<string> = new Set(['subscriptionId', 'productId', 'appId']);

// As API Management makes them. The ids that it makes look otherwise: a GUID has hyphens.
const isSubscriptionKey = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 32 && hexadecimal.test(value);

const hexadecimal = /^[0-9a-f]*$/i;

/**
 * The status of the backend's answer, if it says something beside the caller's. 0 stands for a backend
 * that was not called or did not answer.
 */
export const differing = (
  backendStatus: number | undefined,
  status: number | undefined,
): number | undefined =>
  backendStatus === 0 || backendStatus === status ? undefined : backendStatus;

/** The observation, unless a field that it was made of is at fault. */
export const observedUnless = (faults: Faults, observation: Observation): Reading =>
  faults.first ?? { kind: 'observed', observation };
