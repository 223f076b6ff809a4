// The storm: steady traffic through the whole program on real wires, while its store fails in every way
// that there is, its host is killed again and again in the middle of its work, and rollups overlap.
// Then the weather clears, and what the report says is held against the oracle.
import { startCosmosEmulator } from '../../../../local/cosmos-emulator';
import { reconcile, type Reconciliation } from '../../../../local/demo/reconcile';
import { reconcileDeadLetters } from '../../../../local/demo/reconcile-dead-letters';
import { fetchMetrics, fetchReport, sumOfMetric } from '../../../../local/demo/http-client';
import { pushReferenceFiles } from '../../../../local/reference/push-files';
import { Random } from '../../../../local/simulator/random';
import { startStack, type Stack } from '../../../../local/stack';
import { startCosmosFaultProxy, type FaultAnswer } from '../../../support/cosmos-fault-proxy';
import type { ProxiedRequest } from '../../../support/cosmos-forwarding';
import type { AmbushName } from './ambushes';
import { FaultPlan } from './fault-plan';
import type { FaultName } from './fault-kinds';
import { HostWatch } from './host-watch';
import { Patience } from './patience';
import { sendAndKill } from './send-and-kill';
import { makeTraffic, stormSettings, type Traffic } from './traffic';
import { Visitors } from './visitors';
import { WriteWatch } from './write-watch';

export interface StormOptions {
  readonly seed: string;
  /** Calls that the gateways get. */
  readonly requests: number;
  readonly kills: readonly AmbushName[];
  /** It is given up where nothing has moved for so long. */
  readonly standsStillMsMax: number;
  /** What the store does besides failing, and no store may do. */
  readonly betrayal?: (request: ProxiedRequest) => FaultAnswer | undefined;
  /** Told of each step. */
  readonly onProgress?: (text: string) => void;
}

export interface Kill {
  readonly place: AmbushName;
  /** What the host waited for when it was killed. */
  readonly during: string;
  /** Documents that the next host is to write again. */
  readonly left: number;
  /** Those of them that it was seen to write. */
  readonly takenUp: number;
}

export interface StormOutcome {
  /** Faults that happened, by kind. */
  readonly faults: Readonly<Record<FaultName, number>>;
  readonly storeRequests: number;
  readonly events: number;
  readonly kills: readonly Kill[];
  /** Batches that failed and were delivered again by the host. */
  readonly retriedBatches: number;
  /** Records that were created a second time and refused, because they were there. */
  readonly recordsMetAgain: number;
  readonly rollupsByHand: number;
  /** Most rollups that ran at the same time. */
  readonly rollupsAtOnce: number;
  readonly reportsRead: number;
  readonly figures: Reconciliation;
  readonly deadLetters: Reconciliation;
  /** What a person would have to look at, by kind. */
  readonly exceptions: Readonly<Record<string, number>>;
}

export const rage = async (options: StormOptions): Promise<StormOutcome> => {
  const random = new Random(options.seed);
  const traffic = makeTraffic(options.seed, options.requests);
  const plan = new FaultPlan(random.fork('faults'));
  const writes = new WriteWatch();
  const hosts = new HostWatch();
  const patience = new Patience(options.standsStillMsMax);
  const onProgress = (text: string): void => {
    patience.renew();
    options.onProgress?.(text);
  };
  const emulator = await startCosmosEmulator();
  const proxy = await startCosmosFaultProxy(emulator, {
    decide: (request) => {
      writes.ask(request);
      return options.betrayal?.(request) ?? plan.decide(request);
    },
    onReply: (request, reply) => writes.answer(request, reply),
  });
  let stack: Stack | undefined;
  let visitors: Visitors | undefined;
  try {
    stack = await startStack({
      ports: { http: 0, cosmos: 0, storage: 0, eventHubs: 0 },
      settings: { ...stormSettings, COSMOS_CONNECTION_STRING: proxy.connectionString },
      onOutput: (line) => {
        hosts.see(line);
      },
    });
    await pushReferenceFiles(stack.description, traffic.referenceFiles);
    const { baseUrl } = stack.description.http;
    visitors = new Visitors(baseUrl, traffic.period, hosts);
    plan.begin();
    visitors.begin();
    const killed = await sendAndKill(stack, traffic.messages, options.kills, {
      plan,
      writes,
      patience,
      onProgress,
    });
    onProgress('everything is sent');
    await untilProcessed(baseUrl, patience, onProgress);
    plan.end();
    onProgress('everything is processed; the weather clears');
    await proxy.caughtUp();
    await untilSettled(baseUrl, traffic.period, patience);
    await visitors.leave();
    return {
      faults: plan.counts,
      storeRequests: plan.requests,
      events: traffic.messages.length,
      kills: killed.map(({ place, during, left }) => ({
        place,
        during,
        left: left.size,
        takenUp: [...left].filter(([document, before]) => writes.timesAsked(document) > before)
          .length,
      })),
      retriedBatches: hosts.retriedBatches,
      rollupsAtOnce: hosts.rollupsAtOnceMax,
      recordsMetAgain: writes.metAgain,
      rollupsByHand: visitors.rollups,
      reportsRead: visitors.reports,
      ...(await verdict(baseUrl, traffic)),
    };
  } finally {
    await visitors?.leave().catch(() => undefined);
    await stack?.stop();
    await proxy.close();
    await emulator.close();
  }
};

/** Tells of every thousand events; in a storm the program cannot always say how far it is. */
const untilProcessed = (
  baseUrl: string,
  patience: Patience,
  onProgress: (text: string) => void,
): Promise<void> => {
  let thousandsLeft = Infinity;
  return patience.until('every event was processed', async () => {
    const samples = await fetchMetrics(baseUrl).catch(() => []);
    const behind = sumOfMetric(samples, 'chargeback_ingest_events_behind');
    if (behind !== undefined && Math.ceil(behind / 1000) < thousandsLeft) {
      thousandsLeft = Math.ceil(behind / 1000);
      onProgress(`${behind} events are not processed yet`);
    }
    return behind === 0;
  });
};

const untilSettled = (baseUrl: string, period: string, patience: Patience): Promise<void> =>
  patience.until(
    'every window was in the report',
    async () => (await fetchReport(baseUrl, period))?.pendingWindows === 0,
  );

const verdict = async (
  baseUrl: string,
  { period, expected, deadLetters }: Traffic,
): Promise<Pick<StormOutcome, 'figures' | 'deadLetters' | 'exceptions'>> => {
  const report = await fetchReport(baseUrl, period);
  if (report === undefined) throw new Error(`there is no report of ${period}`);
  const samples = await fetchMetrics(baseUrl);
  const exceptions = samples
    .filter(({ name }) => name === 'chargeback_exceptions')
    .map(({ labels, value }): [string, number] => [labels['kind'] ?? '', value]);
  return {
    figures: reconcile(expected, report),
    deadLetters: reconcileDeadLetters(deadLetters, samples),
    exceptions: Object.fromEntries(exceptions),
  };
};
