// The composition root: adapters from the configuration, use cases from the adapters, handlers
// from the use cases. Nothing is decided here.
import { systemClock } from '../shared/adapters/system-clock';
import { openCosmosStores } from '../shared/adapters/cosmos/cosmos-stores';
import { withinDeadline } from '../shared/adapters/deadline';
import { makeHubPositions } from '../shared/adapters/event-hubs/hub-positions';
import { makeTelemetry } from '../shared/adapters/telemetry/make-telemetry';
import { makeTokenCounter } from '../shared/adapters/token-counter';
import { makeCollections } from '../shared/app/collections';
import { makeHealthChecks } from '../shared/app/reports/health-checks';
import { makeIngestBatch, type Batch } from '../shared/app/ingest/ingest-batch';
import { makeMetricsCollectors } from '../shared/app/reports/metrics-collectors';
import { makeOperationalViews } from '../shared/app/reports/operational-views';
import { DependencyUnavailable } from '../shared/app/ports';
import { makeReadHubProgress } from '../shared/app/ingest/read-hub-progress';
import { makeReadHealth } from '../shared/app/reports/read-health';
import { makeReadMetrics } from '../shared/app/reports/read-metrics';
import { makeReadReport } from '../shared/app/reports/read-report';
import { makeReadUsageSummary } from '../shared/app/reports/read-usage-summary';
import { makeReportHubProgress } from '../shared/app/ingest/report-hub-progress';
import { unreadableBatch } from '../shared/app/telemetry-events';
import { reportRequests } from '../shared/app/ingest/report-requests';
import { makeRollUp } from '../shared/app/rollup/roll-up';
import type { Config } from '../shared/config';
import { makeChargebackReportHandler } from './chargeback-report';
import { makeHealthHandler } from './health';
import { makeIngestHandler } from './ingest';
import { makeMetricsHandler } from './metrics';
import { makeRollUpHandler } from './roll-up';
import { makeUsageSummaryHandler } from './usage-summary';
import { version } from '../package.json';

export const makeProgram = (config: Config) => {
  const clock = systemClock;
  // The host forwards the worker's console to its log; there is no invocation to log to here.
  const onFailure = (what: string, error: unknown): void => console.error(`${what}:`, error);
  const telemetry = makeTelemetry({
    ...config.telemetry,
    onError: (error) => onFailure('telemetry', error),
  });
  const stores = openCosmosStores(config.cosmos);
  const hubPositions = makeHubPositions([config.llmUsage, config.apimLogs]);
  const { requestUnits } = stores;
  const collections = makeCollections(stores, {
    clock,
    telemetry,
    timeZone: config.businessTimeZone,
    sealAgeDays: config.sealAgeDays,
  });
  const { reader: chargebacks, windows, watermarks, references } = collections;
  const deadLetters = collections.rejections;
  const views = makeOperationalViews(collections, {
    clock,
    settleSeconds: config.rollup.settleSeconds,
  });

  const tokenCounter = config.estimateUsage ? makeTokenCounter() : undefined;
  const ingestBatch = makeIngestBatch({
    ...stores,
    ...collections,
    telemetry,
    clock,
    options: { ...config, countTokens: tokenCounter?.count },
    ...(config.telemetry.perRequest && {
      onAccepted: (stowed) => reportRequests(telemetry, stowed),
    }),
  });
  const rollUp = makeRollUp({
    ...collections,
    usage: stores.usage,
    requestUnits,
    telemetry,
    clock,
    onFailure: (what, error) =>
      onFailure(`the rollup of ${what} failed and will be tried again at the next tick`, error),
    options: { ...config.rollup, sealAgeDays: config.sealAgeDays },
  });
  const account = {
    verify: async (): Promise<string | undefined> => {
      const { problems } = await stores.verifyAccount();
      return problems.length === 0 ? undefined : problems.join(' ');
    },
  };
  // Nothing is written to an account that would let figures go wrong. An account that does not
  // answer is asked again by the next batch or tick.
  let isVerified = false;
  const afterVerifying =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (!isVerified) {
        const difference = await account.verify();
        if (difference !== undefined) throw new DependencyUnavailable(difference);
        isVerified = true;
      }
      return work(...args);
    };

  const ingest = {
    ingestBatch: afterVerifying(async (batch: Batch) => {
      await tokenCounter?.load();
      return ingestBatch(batch);
    }),
    onUnreadable: (hub: string, attempt: number, error: unknown) =>
      telemetry.event(unreadableBatch(hub, attempt, error)),
  };

  const readHealth = makeReadHealth({
    version,
    checks: makeHealthChecks({ ...views, account, hubPositions, clock }),
    clock,
    withinDeadline,
    onFailure: (check, cause) => onFailure(`health check ${check}`, cause),
  });
  const readHubProgress = makeReadHubProgress({
    watermarks,
    hubPositions,
    hubRetentionMs: config.hubRetentionHours * 60 * 60 * 1000,
    clock,
  });
  const reportHubProgress = makeReportHubProgress({
    hubs: [config.llmUsage.hub, config.apimLogs.hub],
    readHubProgress,
    watermarks: { noteStarts: afterVerifying((partitions) => watermarks.noteStarts(partitions)) },
    telemetry,
    onFailure,
  });
  const readMetrics = makeReadMetrics({
    collectors: makeMetricsCollectors({
      ...views,
      chargebacks,
      readHubProgress,
      deadLetters,
      clock,
    }),
    withinDeadline,
    onFailure: (collector, cause) => onFailure(`metrics of ${collector}`, cause),
  });
  const readReport = makeReadReport({ ...views, chargebacks, watermarks, deadLetters, clock });
  const readUsageSummary = makeReadUsageSummary({
    ...views,
    chargebacks,
    windows,
    references: { compiled: async () => (await references.load()).compiled },
  });

  return {
    ingestUsage: makeIngestHandler({ hub: config.llmUsage, ...ingest }),
    ingestLogs: makeIngestHandler({ hub: config.apimLogs, ...ingest }),
    rollUp: makeRollUpHandler({ rollUp: afterVerifying(rollUp), reportHubProgress }),
    chargebackReport: makeChargebackReportHandler({ readReport }),
    usageSummary: makeUsageSummaryHandler({ readUsageSummary }),
    health: makeHealthHandler({ readHealth }),
    metrics: makeMetricsHandler({ readMetrics }),
    async close(): Promise<void> {
      await telemetry.flush();
      await hubPositions.close();
      stores.dispose();
    },
  };
};
