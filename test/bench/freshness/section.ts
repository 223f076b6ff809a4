// How old a figure is when it can be read: from the sending of an event by the Event Hubs client to the
// report that counts it, through the whole embedded stack. The rollup's schedule is what it mostly
// waits for, so it is set to every second here, and the shipped settings are worked out from that.
import { setTimeout as sleep } from 'node:timers/promises';
import { openEventHubs, type EventHubsSink } from '../../../local/simulator/event-hubs-sink';
import { pushReferenceFiles } from '../../../local/reference/push-files';
import { withEmbedded, type Embedded } from '../embedded/embedded';
import { formatAmount } from '../figure-table';
import { median } from '../measure';
import type { Bench, Figure, Findings, Section } from '../section';
import { makeEvents } from '../traffic/events';
import { referenceFiles } from '../traffic/reference';

const callers = 10;

/** A tick a second, and each event handed over at once. */
const settings = {
  ROLLUP_SCHEDULE: '* * * * * *',
  SETTLE_SECONDS: '0',
  AzureFunctionsJobHost__extensions__eventHubs__minEventBatchSize: '1',
};
const tickSeconds = 1;

/** The shipped settings: ROLLUP_SCHEDULE, and in host.json maxWaitTime and minEventBatchSize. */
const shipped = { tickSeconds: 60, batchWaitSeconds: 5, batchEvents: 50 };

/** How often the report is asked for, in ms: the figures are that much too large at the most. */
const pollMs = 50;
/** An event that is not in the report by then never will be, in ms. */
const giveUpMs = 60_000;

const run = ({ quick, progress }: Bench): Promise<Findings> =>
  withEmbedded({ kind: 'stack', settings }, async (embedded) => {
    const files = referenceFiles(callers).map((content, n) => ({ name: `file ${n}`, content }));
    await pushReferenceFiles(embedded, files);
    const sink = openSink(embedded);
    try {
      const seconds: number[] = [];
      const count = quick ? 10 : 40;
      // The first one waits for connections and caches, and begins the period.
      for (let n = 0; n <= count; n += 1) {
        progress(`event ${n} of ${count}`);
        // So that events are sent at all times of the second, whenever the last one was seen.
        await sleep((n * 370) % 1_000);
        const ms = await freshnessOf(embedded, sink, n);
        if (n > 0) seconds.push(ms / 1_000);
      }
      return findingsOf(seconds);
    } finally {
      await sink.close();
    }
  });

const openSink = ({ settings: its }: Embedded): EventHubsSink => {
  const { LlmUsageEvents: connectionString = '', LLM_USAGE_HUB: usage = '' } = its;
  return openEventHubs({ connectionString, hubs: { usage, logs: usage } });
};

/** From the sending of event n until the report counts n + 1 requests, in ms. */
const freshnessOf = async (
  { baseUrl }: Embedded,
  sink: EventHubsSink,
  n: number,
): Promise<number> => {
  const now = Date.now();
  const bodies = makeEvents({ callers, fromMs: now, spanMs: 1, events: 1, first: n });
  const period = new Date(now).toISOString().slice(0, 7);
  const sentMs = performance.now();
  await sink.send({ hub: 'usage', partitionKey: undefined, bodies });
  while ((await requestsIn(`${baseUrl}/chargeback/report?period=${period}`)) <= n) {
    if (performance.now() - sentMs > giveUpMs) throw new Error('the event is not in the report');
    await sleep(pollMs);
  }
  return performance.now() - sentMs;
};

const requestsIn = async (url: string): Promise<number> => {
  const response = await fetch(url);
  if (response.status === 404) return 0;
  const { totals } = (await response.json()) as { readonly totals: { readonly requests: number } };
  return totals.requests;
};

const findingsOf = (seconds: readonly number[]): Findings => {
  // Of so few events a p99 would be no other figure than the longest.
  const [p50, slowest] = [median(seconds), Math.max(...seconds)];
  const slowestOf = `the longest of ${seconds.length}`;
  const { tickSeconds: shippedTick, batchWaitSeconds: wait } = shipped;
  const usual = p50 - tickSeconds / 2 + wait + shippedTick / 2;
  const longest = slowest - tickSeconds + wait + shippedTick;
  const figure = (what: string, amount: number): Figure => ({ what, amount, unit: 's' });
  return {
    figures: [
      figure('a tick every second, p50', p50),
      figure(`a tick every second, ${slowestOf}`, slowest),
      figure('the shipped settings, p50, worked out', usual),
      figure(`the shipped settings, ${slowestOf}, worked out`, longest),
    ],
    notes: [
      `p50: ${formatAmount(p50)} s measured − ${tickSeconds / 2} s half a tick + ${wait} s that a lone event ` +
        `waits for a batch + ${shippedTick / 2} s half a tick of a minute`,
      `the longest: ${formatAmount(slowest)} s measured − ${tickSeconds} s a tick + ${wait} s + ${shippedTick} s a whole tick`,
      'an open window is in the report too: neither its end nor SETTLE_SECONDS delays a figure; they ' +
        'decide how long it counts as pending',
      `where ${shipped.batchEvents} events of a partition come within ${wait} s, a batch waits less`,
    ],
  };
};

export const freshnessSection: Section = {
  name: 'freshness',
  title: 'from the sending of an event to the report that counts it',
  run,
};
