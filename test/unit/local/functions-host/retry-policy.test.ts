import type { RetryContext } from '../../../../local/functions-host/core-types';
import {
  parseRetryPolicy,
  retryDelayMs,
  runWithRetries,
  type Outcome,
  type RetryPolicy,
} from '../../../../local/functions-host/retry-policy';
import { FakeClock } from './fake-clock';

const everySecond = (maxRetryCount: number): RetryPolicy => ({
  strategy: 'fixedDelay',
  maxRetryCount,
  delayMs: 1000,
});

class Handler {
  readonly contexts: (RetryContext | undefined)[] = [];

  constructor(private failures: number) {}

  call(context: RetryContext | undefined): Promise<void> {
    this.contexts.push(context);
    this.failures -= 1;
    return this.failures >= 0 ? Promise.reject(new Error('not yet')) : Promise.resolve();
  }
}

function run(
  handler: Handler,
  policy: RetryPolicy | undefined,
  clock = new FakeClock(),
  signal = new AbortController().signal,
): Promise<Outcome> {
  return runWithRetries({
    policy,
    attempt: (context) => handler.call(context),
    signal,
    clock,
    random: () => 0.5,
    onRetry: () => undefined,
  });
}

describe('running with a retry policy', () => {
  it('tries the same invocation until it succeeds, and tells it which try it is', async () => {
    const handler = new Handler(2);
    const clock = new FakeClock();
    const outcome = run(handler, everySecond(5), clock);
    await clock.wakeNext();
    await clock.wakeNext();

    expect(await outcome).toEqual({ kind: 'succeeded' });
    expect(handler.contexts.map((context) => context?.retryCount)).toEqual([0, 1, 2]);
    expect(handler.contexts[0]).toEqual({ retryCount: 0, maxRetryCount: 5 });
    expect(handler.contexts[2]?.exception?.message).toBe('not yet');
    expect(clock.sleeps).toEqual([1000, 1000]);
  });

  it('gives up after the last retry, and at once without a policy', async () => {
    const clock = new FakeClock();
    const exhausted = new Handler(9);
    const outcome = run(exhausted, everySecond(1), clock);
    await clock.wakeNext();
    expect((await outcome).kind).toBe('failed');
    expect(exhausted.contexts).toHaveLength(2);

    const unprotected = new Handler(1);
    expect((await run(unprotected, undefined)).kind).toBe('failed');
    expect(unprotected.contexts).toEqual([undefined]);
  });

  it('never gives up at -1, until it is interrupted in a wait', async () => {
    const stop = new AbortController();
    const handler = new Handler(Infinity);
    const clock = new FakeClock();
    const outcome = run(handler, everySecond(-1), clock, stop.signal);
    for (let retry = 0; retry < 50; retry += 1) await clock.wakeNext();
    await clock.untilSomebodySleeps();
    stop.abort();

    expect((await outcome).kind).toBe('interrupted');
    expect(handler.contexts).toHaveLength(51);
  });

  it('waits longer and longer under exponential back-off, up to the maximum', () => {
    const policy: RetryPolicy = {
      strategy: 'exponentialBackoff',
      maxRetryCount: -1,
      minimumMs: 1000,
      maximumMs: 10_000,
    };
    const delays = [1, 2, 3, 4, 5, 60].map((retry) => retryDelayMs(policy, retry, () => 0.5));
    expect(delays).toEqual([1000, 2000, 3000, 5000, 9000, 10_000]);
    expect(retryDelayMs(policy, 2, () => 0)).toBe(1800);
  });
});

describe('reading a retry policy', () => {
  it('reads both strategies, in the whole seconds that the library makes of durations', () => {
    expect(parseRetryPolicy('f', undefined)).toBeUndefined();
    expect(
      parseRetryPolicy('f', {
        retryStrategy: 'fixedDelay',
        maxRetryCount: -1,
        delayInterval: { seconds: 5 },
      }),
    ).toEqual({ strategy: 'fixedDelay', maxRetryCount: -1, delayMs: 5000 });
    expect(
      parseRetryPolicy('f', {
        retryStrategy: 'exponentialBackoff',
        maxRetryCount: 3,
        minimumInterval: { seconds: 1 },
        maximumInterval: { seconds: 60 },
      }),
    ).toEqual({
      strategy: 'exponentialBackoff',
      maxRetryCount: 3,
      minimumMs: 1000,
      maximumMs: 60_000,
    });
  });

  it.each([
    [{ retryStrategy: 'fixedDelay', maxRetryCount: 3 }, 'delayInterval is missing'],
    [{ retryStrategy: 'fixedDelay', maxRetryCount: -2 }, 'maxRetryCount must be'],
    [
      { retryStrategy: 'exponentialBackoff', maxRetryCount: 3 },
      'minimumInterval or maximumInterval',
    ],
    [
      {
        retryStrategy: 'exponentialBackoff',
        maxRetryCount: 3,
        minimumInterval: { seconds: 9 },
        maximumInterval: { seconds: 1 },
      },
      'minimumInterval is longer',
    ],
    [{ retryStrategy: 'never', maxRetryCount: 3 }, 'strategy must be'],
  ])('refuses %j and names the function', (options, problem) => {
    expect(() => parseRetryPolicy('ingest', options)).toThrow(
      `Function "ingest": the retry policy's`,
    );
    expect(() => parseRetryPolicy('ingest', options)).toThrow(problem);
  });
});
