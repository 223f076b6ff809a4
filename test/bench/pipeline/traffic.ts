// The events that the pipeline is measured with: what gateways send of a quarter hour of calls, the
// same for the same seed. A real one is a text when the host hands it over as such; all are texts
// here, because the parse is part of what is measured.
import { callersOf } from '../../../local/simulator/callers';
import { makeInstants } from '../../../local/simulator/business-hours';
import { gatewayLogOf, llmLogsOf } from '../../../local/simulator/diagnostic-records';
import { dialectEventOf } from '../../../local/simulator/dialect-events';
import { drawRequest } from '../../../local/simulator/draw-request';
import { packRecords } from '../../../local/simulator/envelopes';
import { offersOf } from '../../../local/simulator/offers';
import { policyEventOf, policyReadsBody } from '../../../local/simulator/policy-event';
import { Random } from '../../../local/simulator/random';
import { inForce, Reference } from '../../../local/simulator/reference';
import type { ReferenceFile } from '../../../local/simulator/reference-file';
import {
  dialects,
  type Dialect,
  type SimulatedRequest,
} from '../../../local/simulator/simulated-request';

/** Events of one kind, in the order in which they come. */
export interface Traffic {
  readonly name: string;
  readonly events: readonly string[];
  /** What a rate counts: events, or the records of envelopes. */
  readonly items: number;
  readonly unit: 'events' | 'records';
}

const fromMs = Date.parse('2026-11-03T10:00Z');
/** One window, but for what the logs tell later. */
const spanMs = 15 * 60_000;
/** When the first of them was enqueued: all of them are over by then. */
export const enqueuedAtMs = fromMs + spanMs + 5 * 60_000;

/** Of events: the sender, unsure whether it was heard, sends it again at once. */
const repeatedShare = 0.01;

/** A policy's events of about 1 KB: all calls whose answer it read, of any model and API. */
export const policyTraffic = (
  files: readonly ReferenceFile[],
  seed: string,
  calls: number,
): Traffic => {
  const random = new Random(`${seed}/policy`);
  const draw = makeDraw(files, undefined);
  const events: string[] = [];
  while (events.length < calls) {
    const request = draw(random);
    if (!policyReadsBody(request)) continue;
    const event = JSON.stringify(asSent(request, random));
    events.push(event);
    if (random.chance(repeatedShare)) events.push(event);
  }
  return { name: 'usage events of 1 KB', events, items: events.length, unit: 'events' };
};

// Ids as long as Azure's own, and the optional attributes of CloudEvents that senders set.
const asSent = (request: SimulatedRequest, random: Random): object => {
  const appId = request.caller.appId ?? appIdOf(request.caller.subscriptionId ?? 'none');
  const caller = { ...request.caller, appId };
  return {
    ...policyEventOf({ ...request, caller }, random),
    datacontenttype: 'application/json',
    dataschema: 'https://contoso.example/schemas/llm.usage.v1.json',
    traceparent: `00-${random.hex(32)}-${random.hex(16)}-01`,
  };
};

const appIdOf = (subscriptionId: string): string => new Random(subscriptionId).guid();

/** The gateway's own two logs of calls, in the envelopes of Azure Monitor. */
export const logTraffic = (
  files: readonly ReferenceFile[],
  seed: string,
  calls: number,
): Traffic => {
  const random = new Random(`${seed}/logs`);
  const draw = makeDraw(files, undefined);
  const records = Array.from({ length: calls }, () => draw(random)).flatMap((request) =>
    [
      ...(request.gatewayLog ? [gatewayLogOf(request, random)] : []),
      ...(request.llmLog ? llmLogsOf(request, random) : []),
    ].map((item) => ({ dueMs: request.atMs, item })),
  );
  return {
    name: "the gateway's logs",
    events: packRecords(records, random).map(({ item }) => JSON.stringify(item)),
    items: records.length,
    unit: 'records',
  };
};

/** The events of gateways that were built after the published samples, each sample by itself. */
export const dialectTraffic = (
  files: readonly ReferenceFile[],
  seed: string,
  calls: number,
): readonly Traffic[] =>
  dialects.map((dialect) => {
    const random = new Random(`${seed}/${dialect}`);
    const draw = makeDraw(files, dialect);
    const events = Array.from({ length: calls }, () =>
      JSON.stringify(dialectEventOf(dialect, draw(random))),
    );
    return { name: dialect, events, items: calls, unit: 'events' };
  });

/** Calls through gateways that report in one dialect; undefined: by our own usage events. */
const makeDraw = (files: readonly ReferenceFile[], wanted: Dialect | undefined) => {
  const reference = new Reference(files);
  const traffic = {
    callers: callersOf(reference, fromMs).filter(({ dialect }) => dialect === wanted),
    offers: offersOf(reference, fromMs),
    defaultSku: inForce(reference.deployments, fromMs)?.defaultSku ?? null,
    at: makeInstants(fromMs, fromMs + spanMs, 'UTC'),
  };
  return (random: Random): SimulatedRequest => drawRequest(random, traffic);
};
