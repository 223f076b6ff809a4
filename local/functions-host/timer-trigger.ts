// A timer trigger. It decides as the real host's listener does: one run at a time, the next
// occurrence counted from the start of a run and waited for after its end, so that of the
// occurrences that pass during a long run one is made up for at once and the others are not.
// `isPastDue` says that an occurrence was missed while no host ran.
// (azure-webjobs-sdk-extensions, TimerListener)
import type { HostClock } from './clock';
import type { RetryContext } from './core-types';
import type { TimerFunction } from './function-definition';
import type { HostLock } from './host-lock';
import type { TriggerInput } from './invocation';
import { messageOf, type HostLogger } from './logger';
import { runWithRetries } from './retry-policy';
import type { RunningTrigger } from './running-trigger';
import { recursAtMostOnceAMinute } from './schedule';
import {
  firstStatus,
  statusAfterRun,
  statusJson,
  statusUnderSchedule,
  type TimerStatus,
  type TimerStatusStore,
} from './timer-status';

/** Before the listener begins anew when the storage failed it. */
const RESTART_MS = 5000;

export interface TimerTriggerDependencies {
  readonly lock: HostLock;
  readonly statuses: TimerStatusStore;
  readonly invoke: (definition: TimerFunction, input: TriggerInput) => Promise<unknown>;
  readonly logger: HostLogger;
  readonly clock: HostClock;
}

/** What the handler gets when nothing is known about runs before, as for one by hand. */
export function timerInput(
  reason: string,
  status: TimerStatus | undefined,
  isPastDue: boolean,
  retryContext?: RetryContext,
): TriggerInput {
  const timer = {
    Schedule: { AdjustForDST: true },
    ScheduleStatus: status === undefined ? null : statusJson(status),
    IsPastDue: isPastDue,
  };
  return { reason, input: { json: JSON.stringify(timer) }, retryContext };
}

export function startTimerTrigger(
  definition: TimerFunction,
  dependencies: TimerTriggerDependencies,
): RunningTrigger {
  const trigger = new TimerTrigger(definition, dependencies);
  trigger.start();
  return trigger;
}

type Occasion = 'schedule' | 'startup' | 'pastDue';

class TimerTrigger implements RunningTrigger {
  private readonly stopping = new AbortController();
  private readonly monitored: boolean;
  private listening: Promise<void> = Promise.resolve();

  constructor(
    private readonly definition: TimerFunction,
    private readonly dependencies: TimerTriggerDependencies,
  ) {
    const { schedule, useMonitor } = definition;
    this.monitored =
      useMonitor !== false && recursAtMostOnceAMinute(schedule, dependencies.clock.now());
  }

  start(): void {
    this.listening = this.listen();
  }

  stop(): void {
    this.stopping.abort();
  }

  idle(): Promise<void> {
    return this.listening;
  }

  close(): Promise<void> {
    this.stop();
    return Promise.resolve();
  }

  private async listen(): Promise<void> {
    const { lock, clock } = this.dependencies;
    const stopping = this.stopping.signal;
    while (!stopping.aborted) {
      try {
        const held = await lock.acquire(this.definition.name, stopping);
        if (held === undefined) return;
        try {
          await this.runUntil(AbortSignal.any([stopping, held.lost]));
        } finally {
          await held.release();
        }
      } catch (error) {
        this.log('error', `cannot keep its schedule: ${messageOf(error)}`);
        await clock.sleep(RESTART_MS, stopping);
      }
    }
  }

  private async runUntil(signal: AbortSignal): Promise<void> {
    const { clock } = this.dependencies;
    let status = await this.currentStatus();
    const missed = this.monitored && clock.now() > status.nextMs;
    if (missed) status = await this.run('pastDue', status, signal);
    else if (this.definition.runOnStartup) status = await this.run('startup', status, signal);

    for (;;) {
      await clock.sleep(Math.max(status.nextMs - clock.now(), 0), signal);
      if (signal.aborted) return;
      status = await this.run('schedule', status, signal);
    }
  }

  private async currentStatus(): Promise<TimerStatus> {
    const { statuses, clock } = this.dependencies;
    const { name, schedule } = this.definition;
    const nowMs = clock.now();
    if (!this.monitored) return firstStatus(schedule, nowMs);
    const stored = await statuses.read(name);
    const status =
      stored === undefined
        ? firstStatus(schedule, nowMs)
        : statusUnderSchedule(stored, schedule, nowMs);
    if (status !== stored) await this.remember(status);
    return status;
  }

  /** An occurrence is over when its run is, failed or not: an error must not stop the schedule. */
  private async run(
    occasion: Occasion,
    before: TimerStatus,
    signal: AbortSignal,
  ): Promise<TimerStatus> {
    const { invoke, clock } = this.dependencies;
    const { schedule, retryPolicy } = this.definition;
    const startedMs = clock.now();
    await runWithRetries({
      policy: retryPolicy,
      attempt: (retry) => {
        const known = this.monitored ? before : undefined;
        const input = timerInput(`timer, ${occasion}`, known, occasion === 'pastDue', retry);
        return invoke(this.definition, input);
      },
      signal,
      clock,
      random: Math.random,
      onRetry: (retry, delayMs) => this.log('warning', `retry ${retry} in ${delayMs} ms`),
    });
    const after = statusAfterRun(before, schedule, startedMs, occasion === 'schedule');
    if (this.monitored) await this.remember(after);
    return after;
  }

  /** Best effort: a status that is lost costs a run too many at the next start, none too few. */
  private async remember(status: TimerStatus): Promise<void> {
    try {
      await this.dependencies.statuses.write(this.definition.name, status);
    } catch (error) {
      this.log('error', `cannot store when it ran: ${messageOf(error)}`);
    }
  }

  private log(level: 'warning' | 'error', message: string): void {
    this.dependencies.logger.log(level, `Timer.${this.definition.name}`, message);
  }
}
