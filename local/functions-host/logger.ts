// Where the host's lines and the app's `context.log` lines go.
import type { LogLevel } from './core-types';

export interface HostLogger {
  /** `source` is the part of the host, or the function, that speaks. */
  log(level: LogLevel, source: string, message: string): void;
}

const RANK: Record<LogLevel, number> = {
  trace: 0,
  debug: 1,
  information: 2,
  warning: 3,
  error: 4,
  critical: 5,
  none: 6,
};

export const silentLogger: HostLogger = {
  log() {
    // Says nothing, on purpose.
  },
};

/** One line an entry: warnings and worse to `err`, the rest to `out`; below `least`, nowhere. */
export function makeLineLogger(
  least: LogLevel,
  out: (line: string) => void,
  err: (line: string) => void,
): HostLogger {
  return {
    log(level, source, message) {
      if (RANK[level] < RANK[least]) return;
      const write = RANK[level] >= RANK.warning ? err : out;
      write(`${new Date().toISOString()} ${level} [${source}] ${message}`);
    },
  };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function detailsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** A handler may throw anything; from here on it is an error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
