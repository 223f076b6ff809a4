// When a timer ran last and is due next: kept between starts, so that an occurrence missed while no
// host ran is made up for, once.

import { RestError, type ContainerClient } from '@azure/storage-blob';
import * as z from 'zod';
import { NEVER, toUtcOffsetText } from './dotnet-time';
import type { Schedule } from './schedule';

export interface TimerStatus {
  /** Undefined: it never ran. */
  readonly lastMs: number | undefined;
  readonly nextMs: number;
  readonly updatedMs: number;
}

export interface TimerStatusStore {
  read(timer: string): Promise<TimerStatus | undefined>;
  write(timer: string, status: TimerStatus): Promise<void>;
}

/** The status of a timer that has not been seen before. */
export function firstStatus(schedule: Schedule, nowMs: number): TimerStatus {
  return { lastMs: undefined, nextMs: schedule.next(nowMs), updatedMs: nowMs };
}

/**
 * The stored status, unless the schedule has changed since: then an occurrence of the new one that
 * has passed already was nobody's promise, and is not made up for.
 */
export function statusUnderSchedule(
  stored: TimerStatus,
  schedule: Schedule,
  nowMs: number,
): TimerStatus {
  const countedFromMs = stored.lastMs ?? stored.updatedMs;
  const expectedMs = schedule.next(countedFromMs);
  if (expectedMs === stored.nextMs) return stored;
  if (nowMs > expectedMs) return firstStatus(schedule, nowMs);
  return { lastMs: undefined, nextMs: expectedMs, updatedMs: countedFromMs };
}

/** The status after a run. A timer that fired a little early counts as having fired when due. */
export function statusAfterRun(
  before: TimerStatus,
  schedule: Schedule,
  startedMs: number,
  scheduled: boolean,
): TimerStatus {
  const ranMs = scheduled ? Math.max(startedMs, before.nextMs) : startedMs;
  return { lastMs: ranMs, nextMs: schedule.next(ranMs), updatedMs: ranMs };
}

/** As the handler and the status blob have it. */
export function statusJson(status: TimerStatus): Record<string, string> {
  const text = (ms: number): string => toUtcOffsetText(new Date(ms));
  return {
    Last: status.lastMs === undefined ? NEVER : text(status.lastMs),
    Next: text(status.nextMs),
    LastUpdated: text(status.updatedMs),
  };
}

const storedStatus = z.object({ Last: z.string(), Next: z.string(), LastUpdated: z.string() });

/** `timers/<host>/<function>/status`, where Azure's host keeps it. */
export class BlobTimerStatusStore implements TimerStatusStore {
  constructor(
    private readonly container: ContainerClient,
    private readonly hostId: string,
  ) {}

  async read(timer: string): Promise<TimerStatus | undefined> {
    let text: string;
    try {
      text = (await this.blob(timer).downloadToBuffer()).toString('utf8');
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return undefined;
      throw error;
    }
    const stored = storedStatus.parse(JSON.parse(text));
    return {
      lastMs: stored.Last === NEVER ? undefined : Date.parse(stored.Last),
      nextMs: Date.parse(stored.Next),
      updatedMs: Date.parse(stored.LastUpdated),
    };
  }

  async write(timer: string, status: TimerStatus): Promise<void> {
    const text = JSON.stringify(statusJson(status));
    await this.blob(timer).upload(text, Buffer.byteLength(text));
  }

  private blob(timer: string): ReturnType<ContainerClient['getBlockBlobClient']> {
    return this.container.getBlockBlobClient(`timers/${this.hostId}/${timer}/status`);
  }
}
