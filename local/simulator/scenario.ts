// A scenario: a span of gateway traffic, the events that two hubs get about it, and what the report
// must then say. One seed gives one scenario, to the byte.
import { makeInstants } from './business-hours';
import { callersOf } from './callers';
import { drawRequest } from './draw-request';
import type { Expected, ExpectedDeadLetters } from './expected';
import { garble, usualFaults, type FaultShares } from './faults';
import { offersOf } from './offers';
import { expectReport } from './oracle';
import { makePriceChange } from './price-change';
import { Random } from './random';
import { inForce, Reference } from './reference';
import type { ReferenceFile } from './reference-file';
import { planSending, type SimulatedMessage } from './send-plan';
import type { SimulatedRequest } from './simulated-request';

export interface ScenarioOptions {
  readonly seed: number | string;
  /** How many calls the gateways get. */
  readonly requests: number;
  /** `[from, to)`: when they happen. */
  readonly from: Date;
  readonly to: Date;
  /** The business time zone (IANA). */
  readonly timeZone: string;
  /** The reference files that are or will be in force, each with its parsed JSON. */
  readonly reference: readonly ReferenceFile[];
  /** Whether gpt-4o's price changes on the 16th, if that is in the span; true by default. */
  readonly priceChange?: boolean;
  readonly faults?: Partial<FaultShares>;
}

export interface Scenario {
  /** In the order in which they are to be sent. */
  readonly messages: readonly SimulatedMessage[];
  /** The figures of the whole span. */
  readonly expected: Expected;
  /** The figures of a part of the span, a period of it for example. */
  readonly expectedBetween: (from: Date, to: Date) => Expected;
  readonly deadLetters: ExpectedDeadLetters;
  /** The reference files that the figures presume: those given, and the price change. */
  readonly referenceFiles: readonly ReferenceFile[];
  /** The calls as they were told, ordered by time. */
  readonly requests: readonly SimulatedRequest[];
}

/** Throws RangeError for an empty span, TypeError for reference files it cannot work with. */
export const makeScenario = (options: ScenarioOptions): Scenario => {
  const { timeZone } = options;
  const [fromMs, toMs] = [options.from.getTime(), options.to.getTime()];
  const random = new Random(String(options.seed));
  const change =
    options.priceChange === false
      ? undefined
      : makePriceChange(options.reference, fromMs, toMs, timeZone);
  const referenceFiles = [...options.reference, ...(change === undefined ? [] : [change.file])];
  const reference = new Reference(referenceFiles);
  const traffic = {
    callers: callersOf(reference, fromMs),
    offers: offersOf(reference, fromMs),
    defaultSku: inForce(reference.deployments, fromMs)?.defaultSku ?? null,
    at: makeInstants(fromMs, toMs, timeZone),
  };
  const calls = random.fork('calls');
  const drawn = Array.from({ length: options.requests }, () => drawRequest(calls, traffic));
  const shares = { ...usualFaults, ...options.faults };
  const span = { fromMs, toMs, priceChangeMs: change?.atMs };
  const requests = garble(drawn, shares, span, random.fork('faults')).toSorted(
    (a, b) => a.atMs - b.atMs,
  );
  const { messages, deadLetters } = planSending(requests, shares, random.fork('sending'));
  const expectedBetween = (from: Date, to: Date): Expected =>
    expectReport({ requests, reference, fromMs: from.getTime(), toMs: to.getTime() });
  return {
    messages,
    expected: expectedBetween(options.from, options.to),
    expectedBetween,
    deadLetters,
    referenceFiles,
    requests,
  };
};
