// The port by which a use case bounds how long it waits; the adapter has the timer.

/**
 * Runs the work; past the deadline the work is told to stop, and DependencyUnavailable is thrown.
 * `doing` says what was going on, for the log.
 */
export type WithinDeadline = <T>(
  timeoutMs: number,
  doing: string,
  work: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;
