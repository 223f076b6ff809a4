// How the use cases that answer questions see what ingest and rollup are doing: small views of the
// state documents, read only.
import type { Instant } from '../../domain/instant';
import type { Watermark } from '../../domain/usage/watermark';

/** Windows that are marked: the published figures may not know their latest usage yet. */
export interface PendingWindows {
  /** Marked windows that begin in `[from, to)`. */
  count(from: Instant, toExclusive: Instant): Promise<number>;
  /**
   * Since when the mark that has waited longest has been due; undefined if none is. The mark of a
   * window that has not ended and settled is kept on purpose, and is not due.
   */
  oldestDueSince(): Promise<Instant | undefined>;
}

export interface Watermarks {
  read(): Promise<readonly Watermark[]>;
}

/** One run of the rollup timer that came to its end. */
export interface RollupTick {
  readonly startedAt: Instant;
  readonly durationMs: number;
  /** Windows that it recomputed. */
  readonly windows: number;
  /** Windows that older rules made and that wait to be recomputed. */
  readonly windowsOfOlderRules?: number;
  /** Marked windows that it leaves to a newer version of the program. */
  readonly windowsOfNewerRules?: number;
}

export interface RollupTicks {
  last(): Promise<RollupTick | undefined>;
}

/** What happened that should not have, and that a person must look at: see docs/runbook.md. */
export interface OperationalExceptions {
  /** Open ones by kind, e.g. marks on sealed windows or gaps in a partition's sequence. */
  countByKind(): Promise<Readonly<Record<string, number>>>;
}

/** What is known about the loaded reference data. */
export interface ReferenceState {
  /** undefined: nothing was ever pushed. */
  loaded(): Promise<{ readonly fingerprint: string } | undefined>;
}

/** Whether the store is set up as the program needs it: consistency, one write region, containers. */
export interface AccountCheck {
  /** undefined: all is well; else what is different, in a sentence without names or keys. */
  verify(signal: AbortSignal): Promise<string | undefined>;
}
