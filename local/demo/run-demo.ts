// The demo: a month of simulated traffic through the whole program, and its report beside what an
// independent oracle expects. It sees the program as its users do: events in, HTTP out.
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventHubs } from '../simulator/event-hubs-sink';
import { makePacer, systemClock } from '../simulator/pacer';
import { readReferenceFolder } from '../simulator/sample-reference';
import { makeScenario, type Scenario } from '../simulator/scenario';
import { sendMessages, messagesPerTurnMax } from '../simulator/send-messages';
import { pushReferenceFiles } from '../reference/push-files';
import type { Stack } from '../stack';
import { fetchMetrics, fetchReport, sumOfMetric, type MetricSample } from './http-client';
import type { Progress } from './progress';
import { reconcile, type Reconciliation } from './reconcile';
import { reconcileDeadLetters } from './reconcile-dead-letters';
import type { ReportJson } from './report-json';
import { startOfDate, periodPlus } from '../../shared/domain/calendar';

export interface DemoOptions {
  readonly seed: string;
  readonly requests: number;
  /** `YYYY-MM` */
  readonly period: string;
  readonly timeZone: string;
  /** Gives up waiting for the report after so long. */
  readonly rollupMsMax: number;
}

export interface DemoOutcome {
  readonly scenario: Scenario;
  readonly report: ReportJson;
  readonly reconciliation: Reconciliation;
  readonly deadLetters: Reconciliation;
}

/** How often the program is asked whether it has caught up. */
const pollMs = 500;

export const runDemo = async (
  stack: Stack,
  options: DemoOptions,
  progress: Progress,
): Promise<DemoOutcome> => {
  const { period, timeZone } = options;
  const sample = readReferenceFolder();
  const scenario = makeScenario({
    ...options,
    from: new Date(startOfDate(`${period}-01`, timeZone)),
    to: new Date(startOfDate(`${periodPlus(period, 1)}-01`, timeZone)),
    reference: sample,
  });
  await pushReferenceFiles(stack.description, scenario.referenceFiles);
  progress.done(`loaded ${scenario.referenceFiles.length} reference files`);
  await send(stack, scenario, progress);
  const report = await untilRolledUp(stack, options, progress);
  const samples = await fetchMetrics(stack.description.http.baseUrl);
  return {
    scenario,
    report,
    reconciliation: reconcile(scenario.expected, report),
    deadLetters: reconcileDeadLetters(scenario.deadLetters, samples),
  };
};

const send = async (stack: Stack, scenario: Scenario, progress: Progress): Promise<void> => {
  const { connectionString, hubs } = stack.description.eventHubs;
  const { messages, requests } = scenario;
  const sink = openEventHubs({ connectionString, hubs });
  try {
    const pacer = makePacer(Number.POSITIVE_INFINITY, messagesPerTurnMax, systemClock);
    await sendMessages(messages, sink, pacer, (sent) =>
      progress.update(`sending events: ${sent} of ${messages.length}`),
    );
  } finally {
    await sink.close();
  }
  progress.done(`sent ${messages.length} events about ${requests.length} requests`);
};

/** The report, once every event was ingested and every window that it marked is in the figures. */
const untilRolledUp = async (
  stack: Stack,
  { period, rollupMsMax }: DemoOptions,
  progress: Progress,
): Promise<ReportJson> => {
  const { baseUrl } = stack.description.http;
  const giveUpAtMs = performance.now() + rollupMsMax;
  for (;;) {
    const samples = await fetchMetrics(baseUrl);
    const behind = eventsBehind(samples);
    if (behind === 0) {
      const report = await fetchReport(baseUrl, period);
      if (report?.pendingWindows === 0) {
        progress.done('every event is ingested and rolled up');
        return report;
      }
      progress.update(`rolling up: ${report?.pendingWindows ?? 'all'} windows to go`);
    } else progress.update(`ingesting: ${behind ?? 'all'} events to go`);
    if (performance.now() > giveUpAtMs) {
      throw new Error(
        `the program did not catch up within ${rollupMsMax / 1000} s; see its log above`,
      );
    }
    await sleep(pollMs);
  }
};

/** undefined as long as the program cannot say. */
const eventsBehind = (samples: readonly MetricSample[]): number | undefined =>
  sumOfMetric(samples, 'chargeback_ingest_events_behind');
