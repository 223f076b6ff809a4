import type { TimerFunction } from '../../../../local/functions-host/function-definition';
import type { HeldLock, HostLock } from '../../../../local/functions-host/host-lock';
import { silentLogger } from '../../../../local/functions-host/logger';
import type { RunningTrigger } from '../../../../local/functions-host/running-trigger';
import { parseSchedule } from '../../../../local/functions-host/schedule';
import type { TimerStatus, TimerStatusStore } from '../../../../local/functions-host/timer-status';
import { startTimerTrigger } from '../../../../local/functions-host/timer-trigger';
import { FakeClock } from './fake-clock';

const TEN = Date.parse('2026-11-02T10:00:00Z');
const MINUTE_MS = 60_000;

class InMemoryStatuses implements TimerStatusStore {
  status: TimerStatus | undefined;

  read(): Promise<TimerStatus | undefined> {
    return Promise.resolve(this.status);
  }

  write(_timer: string, status: TimerStatus): Promise<void> {
    this.status = status;
    return Promise.resolve();
  }
}

/** One holder at a time; whoever waits gets it when it is given back. */
class InMemoryLock implements HostLock {
  private holder: AbortController | undefined;
  private readonly waiting: (() => void)[] = [];

  async acquire(_name: string, signal: AbortSignal): Promise<HeldLock | undefined> {
    while (this.holder !== undefined) {
      if (signal.aborted) return undefined;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener('abort', () => resolve());
      });
    }
    if (signal.aborted) return undefined;
    const lost = new AbortController();
    this.holder = lost;
    return {
      lost: lost.signal,
      release: () => {
        this.free();
        return Promise.resolve();
      },
    };
  }

  /** As when the holder could not renew it in time. */
  break(): void {
    this.holder?.abort();
  }

  private free(): void {
    this.holder = undefined;
    this.waiting.splice(0).forEach((wake) => wake());
  }
}

interface TimerJson {
  readonly IsPastDue: boolean;
  readonly ScheduleStatus: { readonly Last: string; readonly Next: string } | null;
}

/** A timer that is due every minute, and the times at which it ran. */
function startTimer(
  options: Partial<TimerFunction> & {
    clock: FakeClock;
    lock?: HostLock;
    statuses?: TimerStatusStore;
    handle?: (run: number) => Promise<void>;
  },
): { trigger: RunningTrigger; ran: number[]; timers: TimerJson[] } {
  const { clock, lock, statuses, handle, ...definition } = options;
  const ran: number[] = [];
  const timers: TimerJson[] = [];
  const trigger = startTimerTrigger(
    {
      kind: 'timer',
      name: 'rollup',
      schedule: parseSchedule('0 * * * * *')!,
      scheduleText: '0 * * * * *',
      runOnStartup: false,
      useMonitor: undefined,
      retryPolicy: undefined,
      ...definition,
    } as TimerFunction,
    {
      lock: lock ?? new InMemoryLock(),
      statuses: statuses ?? new InMemoryStatuses(),
      logger: silentLogger,
      clock,
      async invoke(_definition, input) {
        ran.push((clock.now() - TEN) / MINUTE_MS);
        timers.push(JSON.parse(input.input.json!) as TimerJson);
        await handle?.(ran.length);
      },
    },
  );
  return { trigger, ran, timers };
}

async function stop(...triggers: RunningTrigger[]): Promise<void> {
  for (const trigger of triggers) trigger.stop();
  await Promise.all(triggers.map((trigger) => trigger.idle()));
}

describe('a timer', () => {
  it('runs when it is due, and not at start', async () => {
    const clock = new FakeClock(TEN);
    const { trigger, ran, timers } = startTimer({ clock });
    await clock.wakeNext();
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(ran).toEqual([1, 2]);
    expect(timers[1]).toEqual({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: {
        Last: '2026-11-02T10:01:00+00:00',
        Next: '2026-11-02T10:02:00+00:00',
        LastUpdated: '2026-11-02T10:01:00+00:00',
      },
      IsPastDue: false,
    });
  });

  it('never overlaps itself: of the occurrences that pass during a run, one is made up for', async () => {
    const clock = new FakeClock(TEN);
    let running = 0;
    const { trigger, ran } = startTimer({
      clock,
      async handle(run) {
        running += 1;
        expect(running).toBe(1);
        if (run === 1) clock.pass(3.5 * MINUTE_MS);
        await Promise.resolve();
        running -= 1;
      },
    });
    await clock.wakeNext();
    await clock.wakeNext();
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(ran).toEqual([1, 4.5, 5]);
  });

  it('makes up once for what was missed while no host ran, and says that it is past due', async () => {
    const statuses = new InMemoryStatuses();
    statuses.status = { lastMs: TEN - 9 * MINUTE_MS, nextMs: TEN - 8 * MINUTE_MS, updatedMs: TEN };
    const clock = new FakeClock(TEN + 1);
    const { trigger, ran, timers } = startTimer({ clock, statuses });
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(ran).toEqual([1 / MINUTE_MS, 1]);
    expect(timers.map((timer) => timer.IsPastDue)).toEqual([true, false]);
  });

  it('makes up for nothing when the schedule has changed since', async () => {
    const statuses = new InMemoryStatuses();
    statuses.status = { lastMs: TEN - 9 * MINUTE_MS, nextMs: TEN - 5 * MINUTE_MS, updatedMs: TEN };
    const clock = new FakeClock(TEN + 1);
    const { trigger, ran } = startTimer({ clock, statuses });
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(ran).toEqual([]);
    expect(statuses.status.nextMs).toBe(TEN + MINUTE_MS);
  });

  it('runs at start when it is told to, and keeps its schedule after a failure', async () => {
    const clock = new FakeClock(TEN);
    const { trigger, ran } = startTimer({
      clock,
      runOnStartup: true,
      handle: () => Promise.reject(new Error('failed')),
    });
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(ran).toEqual([0, 1]);
  });

  it('tries again under its retry policy before it waits for the next occurrence', async () => {
    const clock = new FakeClock(TEN);
    const { trigger, ran } = startTimer({
      clock,
      retryPolicy: { strategy: 'fixedDelay', maxRetryCount: 2, delayMs: 6000 },
      handle: (run) => (run < 3 ? Promise.reject(new Error('failed')) : Promise.resolve()),
    });
    for (let wake = 0; wake < 4; wake += 1) await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(ran).toEqual([1, 1.1, 1.2, 2]);
  });

  it('has no status to tell when it recurs within a minute', async () => {
    const clock = new FakeClock(TEN);
    const schedule = parseSchedule('00:00:10')!;
    const { trigger, timers } = startTimer({ clock, schedule });
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(timers[0]?.ScheduleStatus).toBeNull();
  });

  it('runs on one of two hosts, and on the other when the first stops', async () => {
    const clock = new FakeClock(TEN);
    const lock = new InMemoryLock();
    const statuses = new InMemoryStatuses();
    const first = startTimer({ clock, lock, statuses });
    const second = startTimer({ clock, lock, statuses });
    await clock.wakeNext();
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    expect([first.ran, second.ran]).toEqual([[1, 2], []]);

    await stop(first.trigger);
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(second.trigger);
    expect([first.ran, second.ran]).toEqual([[1, 2], [3]]);
  });

  it('stops running when its lock is lost, until it has it again', async () => {
    const clock = new FakeClock(TEN);
    const lock = new InMemoryLock();
    const { trigger, ran } = startTimer({ clock, lock });
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    lock.break();
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    await stop(trigger);
    expect(ran).toEqual([1, 2]);
  });
});
