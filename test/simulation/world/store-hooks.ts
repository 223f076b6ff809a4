// Who looks on at what an activity reads, and at what it could not write.
import type { WindowId } from '../../../shared/domain/window';
import type { Actor } from './actor';
import type { Address, Version } from './versioned-container';

/** Windows `[from, toExclusive)`. */
export interface WindowRange {
  readonly from: WindowId;
  readonly toExclusive: WindowId;
}

export interface StoreHooks {
  /** An activity reads a document, by its id or as one of a range. */
  readonly onRead: (actor: Actor, address: Address, version: Version) => void;
  /** A write that was made for another version of the document. `winner`: none, if it is gone. */
  readonly onRaceLost: (actor: Actor, address: Address, winner: Version | undefined) => void;
  /** A query reads a version of a usage record; undefined where it does not see it at all. */
  readonly onSeen: (
    actor: Actor,
    id: string,
    version: Version | undefined,
    asked: WindowRange,
  ) => void;
  /** Throws what the store answers to a query that touches something it cannot serve. */
  readonly beforeQuery: (asked: WindowRange) => void;
}
