// How the use cases that answer questions see what was used within a day: window usage, and the
// reference data of now to rate it with.
import type { CompiledReferenceSet } from '../../domain/reference/compile-reference-set';
import type { WindowId } from '../../domain/window';
import type { WindowUsage } from '../../domain/usage/window-usage';

export interface WindowReader {
  /** Window usage of `[from, to)`, oldest first, read while it is used; windows without usage may
   *  be missing. */
  windows(from: WindowId, toExclusive: WindowId): AsyncIterable<WindowUsage>;
}

export interface ReferenceReader {
  /** The reference set in force now, ready for rating. */
  compiled(): Promise<CompiledReferenceSet>;
}
