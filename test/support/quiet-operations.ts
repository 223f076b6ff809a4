// Operational state of a program with nothing to do: what the questions are tested against, where
// a test does not say otherwise.
import type {
  OperationalExceptions,
  PendingWindows,
  RollupTicks,
  Watermarks,
} from '../../shared/app/reports/operational-state';
import type { DeadLetterCounts } from '../../shared/app/ingest/rejections';
import { at } from './sample-period';

export const noPendingWindows: PendingWindows = {
  count: () => Promise.resolve(0),
  oldestDueSince: () => Promise.resolve(undefined),
};

export const oneWatermark: Watermarks = {
  read: () =>
    Promise.resolve([
      {
        hub: 'llm-usage',
        partition: '0',
        enqueuedTime: at('2026-11-02T10:20:00Z'),
        sequenceNumber: 41,
      },
    ]),
};

export const noDeadLetters: DeadLetterCounts = {
  count: () => Promise.resolve({ items: 0, withoutPayload: 0 }),
  countByReason: () => Promise.resolve({}),
};

export const recentTick: RollupTicks = {
  last: () =>
    Promise.resolve({ startedAt: at('2026-11-02T11:59:00Z'), durationMs: 1_500, windows: 3 }),
};

export const noExceptions: OperationalExceptions = { countByKind: () => Promise.resolve({}) };
