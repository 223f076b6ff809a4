// The use cases of one process over any stores, wired as functions/program.ts wires them, with a
// clock and a telemetry that a test holds in its hands.
import { makeCollections, type Containers } from '../../shared/app/collections';
import { makeIngestBatch } from '../../shared/app/ingest/ingest-batch';
import { makeOperationalViews } from '../../shared/app/reports/operational-views';
import type {
  Clock,
  DeadLetterStore,
  RequestUnits,
  Telemetry,
  UsageStore,
} from '../../shared/app/ports';
import { makeReadReport } from '../../shared/app/reports/read-report';
import type { Rules } from '../../shared/domain/usage/rules';
import { makeReadUsageSummary } from '../../shared/app/reports/read-usage-summary';
import type { TokenCounter } from '../../shared/domain/readers/reading';
import { makeRollUp } from '../../shared/app/rollup/roll-up';

export interface Surroundings {
  readonly stores: Containers & {
    readonly usage: UsageStore;
    readonly deadLetters: DeadLetterStore;
  };
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly requestUnits: RequestUnits;
  readonly onFailure: (what: string, error: unknown) => void;
  readonly timeZone?: string | undefined;
  readonly lateDays?: number | undefined;
  readonly windowsMax?: number | undefined;
  readonly secondsMax?: number | undefined;
  readonly countTokens?: TokenCounter | undefined;
  /** By default those of this release. */
  readonly rules?: Rules | undefined;
}

const settleSeconds = 120;

/** A process: it shares the stores with every other one, and nothing else. */
export const makeUseCases = (surroundings: Surroundings) => {
  const { stores, clock, telemetry, requestUnits, onFailure, rules } = surroundings;
  const { usage, deadLetters } = stores;
  const timeZone = surroundings.timeZone ?? 'UTC';
  const collections = makeCollections(stores, { clock, telemetry, timeZone });
  const views = makeOperationalViews(collections, { clock, settleSeconds });
  return {
    collections,
    ingest: makeIngestBatch({
      ...collections,
      usage,
      deadLetters,
      telemetry,
      clock,
      requestUnits,
      options: {
        isLlmApi: () => true,
        lateDays: surroundings.lateDays ?? 31,
        hubRetentionHours: 168,
        countTokens: surroundings.countTokens,
      },
    }),
    rollUp: makeRollUp({
      ...collections,
      usage,
      telemetry,
      clock,
      requestUnits,
      onFailure,
      ...(rules !== undefined && { rules }),
      options: {
        settleSeconds,
        sealAgeDays: 40,
        windowsMax: surroundings.windowsMax ?? 5_000,
        secondsMax: surroundings.secondsMax ?? 60,
      },
    }),
    readReport: makeReadReport({
      ...views,
      chargebacks: collections.reader,
      watermarks: collections.watermarks,
      deadLetters: collections.rejections,
      clock,
    }),
    readUsageSummary: makeReadUsageSummary({
      ...views,
      chargebacks: collections.reader,
      windows: collections.windows,
      references: { compiled: async () => (await collections.references.load()).compiled },
    }),
  };
};
