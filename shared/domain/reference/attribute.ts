// Says which business unit a caller belongs to. Every caller gets an answer: who is in no unit's
// list is `unattributed`, and stays visible there until a later version of the units names it.
import { sha256 } from '../digest';
import { foldName } from '../fold-name';
import { unattributed, type BusinessUnits } from './business-units';
import type { UsageDimensions } from '../usage/window-usage';

export type Caller = Pick<UsageDimensions, 'subscriptionId' | 'keyHash' | 'appId' | 'productId'>;

// The most telling first. A subscription id survives the regeneration of its keys, a key hash
// names one of its keys, an app is one client of perhaps many subscriptions, and a product is
// shared by whoever subscribes to it.
const identities = [
  { fact: 'subscriptionId', members: 'subscriptionIds', label: 'subscription' },
  { fact: 'keyHash', members: 'keyHashes', label: 'key' },
  { fact: 'appId', members: 'appIds', label: 'app' },
  { fact: 'productId', members: 'productIds', label: 'product' },
] as const;

// What is stored is always the SHA-256 of what the gateway sent, because nothing shows whether that was
// a key or already the hash of one. So an entry of `keyHashes` is met as it is, or by its own hash, in
// the digits' either case; what an entry names as it is goes first.

export interface CompiledBusinessUnits {
  /** The id of the caller's unit, or `unattributed`. Ids are compared without regard to case. */
  unitOf(caller: Caller): string;
}

/** Without a version in force (`undefined`), everybody is unattributed. */
export const compileBusinessUnits = (units: BusinessUnits | undefined): CompiledBusinessUnits => {
  const unitByMember = new Map<string, string>();
  const unitByHashedHash = new Map<string, string>();
  for (const { id, members } of units?.businessUnits ?? []) {
    for (const identity of identities) {
      for (const member of members[identity.members]) {
        unitByMember.set(memberKey(identity.label, member), id);
      }
    }
    for (const hash of members.keyHashes) {
      for (const sent of [hash.toLowerCase(), hash.toUpperCase()]) {
        unitByHashedHash.set(memberKey('key', sha256(sent)), id);
      }
    }
  }
  return {
    unitOf(caller) {
      for (const { fact, label } of identities) {
        const value = caller[fact];
        if (value === null) continue;
        const key = memberKey(label, value);
        const unit = unitByMember.get(key) ?? unitByHashedHash.get(key);
        if (unit !== undefined) return unit;
      }
      return unattributed;
    },
  };
};

/**
 * The caller by the most telling name that is known, e.g. `subscription:team-a`: what a person
 * would add to a business unit. A key's hash is given in full for that reason.
 */
export const callerName = (caller: Caller): string | null => {
  for (const { fact, label } of identities) {
    const value = caller[fact];
    if (value !== null) return `${label}:${value}`;
  }
  return null;
};

const memberKey = (label: string, member: string): string => `${label}:${foldName(member)}`;
