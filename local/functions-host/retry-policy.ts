// A function's retry policy: what the same invocation is given again after the handler threw, and
// when. The count lives in memory: a host that restarts begins to count anew, as in Azure.
// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages)
import type { HostClock } from './clock';
import type { Duration, RetryContext, RetryOptions } from './core-types';
import { detailsOf, messageOf } from './logger';

export type RetryPolicy =
  | { readonly strategy: 'fixedDelay'; readonly maxRetryCount: number; readonly delayMs: number }
  | {
      readonly strategy: 'exponentialBackoff';
      readonly maxRetryCount: number;
      readonly minimumMs: number;
      readonly maximumMs: number;
    };

/** The `maxRetryCount` that never gives up. */
export const RETRY_FOREVER = -1;

/** The policy that was registered; an error that names the function when it makes no sense. */
export function parseRetryPolicy(
  functionName: string,
  options: RetryOptions | undefined,
): RetryPolicy | undefined {
  if (options === undefined) return undefined;
  const wrong = (what: string): Error =>
    new Error(`Function "${functionName}": the retry policy's ${what}.`);

  const maxRetryCount = options.maxRetryCount;
  if (
    maxRetryCount === undefined ||
    !Number.isInteger(maxRetryCount) ||
    maxRetryCount < RETRY_FOREVER
  ) {
    throw wrong('maxRetryCount must be a whole number, or -1 to retry for ever');
  }
  const { retryStrategy: strategy } = options;
  if (strategy === 'fixedDelay') {
    const delayMs = toMs(options.delayInterval);
    if (delayMs === undefined) throw wrong('delayInterval is missing (fixedDelay needs one)');
    return { strategy, maxRetryCount, delayMs };
  }
  if (strategy === 'exponentialBackoff') {
    const minimumMs = toMs(options.minimumInterval);
    const maximumMs = toMs(options.maximumInterval);
    if (minimumMs === undefined || maximumMs === undefined) {
      throw wrong('minimumInterval or maximumInterval is missing (exponentialBackoff needs both)');
    }
    if (minimumMs > maximumMs) throw wrong('minimumInterval is longer than its maximumInterval');
    return { strategy, maxRetryCount, minimumMs, maximumMs };
  }
  throw wrong(`strategy must be fixedDelay or exponentialBackoff, not ${String(strategy)}`);
}

/** The wait before the retry with this number, counted from 1; `random` gives [0, 1). */
export function retryDelayMs(policy: RetryPolicy, retry: number, random: () => number): number {
  if (policy.strategy === 'fixedDelay') return policy.delayMs;
  if (retry === 1) return policy.minimumMs;
  // Doubling increments, each spread by a fifth so that partitions that failed together part.
  const spread = 0.8 + 0.4 * random();
  const waitMs = policy.minimumMs * (1 + spread * 2 ** (retry - 2));
  return Math.min(waitMs, policy.maximumMs);
}

export type Outcome =
  | { readonly kind: 'succeeded' }
  /** It threw, and no retry is left, or none was asked for. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** It threw, and would be tried again, but the host stops or the partition is lost. */
  | { readonly kind: 'interrupted'; readonly error: unknown };

export interface RetryRun {
  readonly policy: RetryPolicy | undefined;
  /** One invocation; it gets a retry context from the first attempt on if there is a policy. */
  readonly attempt: (context: RetryContext | undefined) => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly clock: HostClock;
  readonly random: () => number;
  readonly onRetry: (retry: number, delayMs: number, error: unknown) => void;
}

export async function runWithRetries(run: RetryRun): Promise<Outcome> {
  const { policy, attempt, signal, clock, random } = run;
  let context: RetryContext | undefined = policy && {
    retryCount: 0,
    maxRetryCount: policy.maxRetryCount,
  };
  for (;;) {
    try {
      await attempt(context);
      return { kind: 'succeeded' };
    } catch (error) {
      if (policy === undefined || context === undefined) return { kind: 'failed', error };
      if (context.retryCount === policy.maxRetryCount) return { kind: 'failed', error };

      const retryCount = context.retryCount + 1;
      const delayMs = retryDelayMs(policy, retryCount, random);
      run.onRetry(retryCount, delayMs, error);
      await clock.sleep(delayMs, signal);
      if (signal.aborted) return { kind: 'interrupted', error };
      context = {
        retryCount,
        maxRetryCount: policy.maxRetryCount,
        exception: { message: messageOf(error), stackTrace: detailsOf(error) },
      };
    }
  }
}

function toMs(duration: Duration | undefined): number | undefined {
  return duration?.seconds === undefined ? undefined : duration.seconds * 1000;
}
