// The oracle: what each business unit owes for the simulated calls, computed from what really
// happened and from the reference files. It reads no event, shares no code with the program, and
// so can only agree with it by being right the same way.
//
// What it holds to be right:
//
// - A *request* is a call of which at least one account arrived in a readable state, whatever its
//   HTTP status. Probes, other APIs' log rows and events that cannot be read are none.
// - It belongs to the span in which it happened by the earliest time that any account gives, and
//   the prices, owners and deployments of that moment apply to it.
// - Its *meters* are what was used, if a source counted it: the usage event of a buffered
//   call, or the gateway's LLM log. A gateway that states less (a total only, say) is billed what it
//   states. A call that failed used nothing.
// - A successful call without a count is *without usage*. Zero tokens, counted, are zero.
// - A stream is billed at the tier that its request asked for, as far as any event states it, and its tier
//   is *assumed*: no event states the tier that served.
// - If no event states a tier and the model has prices for several, the tier is *unknown*.
// - A meter without a price costs nothing and makes its request *unpriced*, once, however many of
//   its meters have none.
// - The owner is found by subscription, key, app and product, in that order. The app is known from
//   the usage event alone. A call without an owner is *unattributed*, which is billed like a unit.
// - Business units in force at any time of the span get a statement, if only of zero.
// - Costs are exact; the one rounding is the statement's (centsByPart).
import { centsByPart, decimalOf, exactCost, moneyOf } from './exact-decimal';
import type { Expected, ExpectedBusinessUnit, ExpectedCoverage, ExpectedFigures } from './expected';
import { unattributed, type Reference } from './reference';
import {
  succeeded,
  type MeterName,
  type Quantities,
  type SimulatedRequest,
} from './simulated-request';

export interface OracleInputs {
  readonly requests: readonly SimulatedRequest[];
  readonly reference: Reference;
  /** `[fromMs, toMs)` of the report. */
  readonly fromMs: number;
  readonly toMs: number;
}

export const expectReport = (inputs: OracleInputs): Expected => {
  const { reference, fromMs, toMs } = inputs;
  const accounts = new Map<string, Account>();
  for (const unit of reference.unitsBetween(fromMs, toMs)) accounts.set(unit, new Account());
  for (const request of inputs.requests) {
    if (!isHeardOf(request) || request.atMs < fromMs || request.atMs >= toMs) continue;
    const owner = ownerOf(request, reference);
    const account = accounts.get(owner) ?? new Account();
    accounts.set(owner, account);
    account.add(request, reference);
  }
  const ids = [...accounts.keys()].sort();
  const { total, byId } = centsByPart(
    ids.map((id) => ({ id, amount: accounts.get(id)?.cost ?? 0n })),
  );
  const sum = new Account();
  for (const account of accounts.values()) sum.addAccount(account);
  return {
    currency: reference.currency,
    totals: sum.figures(total),
    businessUnits: ids.map((id): ExpectedBusinessUnit => {
      const account = accounts.get(id) ?? new Account();
      const { withoutUsage, conflicts, unpriced, tierAssumed, tierUnknown } = account.counts;
      return {
        businessUnit: id,
        ...account.figures(byId.get(id) ?? 0n),
        coverage: {
          withoutUsage,
          estimated: 0,
          conflicts,
          unpriced,
          tierAssumed,
          tierUnknown,
          modelDiffers: 0,
        },
      };
    }),
    coverage: coverageOf(sum, accounts.get(unattributed)?.requests ?? 0),
  };
};

/** Whether any account of the call arrives in a state that can be read. */
export const isHeardOf = (request: SimulatedRequest): boolean =>
  request.usageEvent === 'whole' || request.gatewayLog || request.llmLog;

const ownerOf = (request: SimulatedRequest, reference: Reference): string =>
  reference.ownerOf(
    request.usageEvent === 'whole' ? request.caller : { ...request.caller, appId: null, key: null },
    request.atMs,
  );

const isCounted = (request: SimulatedRequest): boolean => {
  if (!succeeded(request)) return false;
  if (request.llmLog) return true;
  if (request.usageEvent !== 'whole') return false;
  return request.dialect === undefined
    ? !request.streamed
    : Object.keys(request.quantities).length > 0;
};

/** Whether the LLM log's count is the only one. */
const isCountedByLogAlone = (request: SimulatedRequest): boolean =>
  request.llmLog && (request.streamed || request.usageEvent !== 'whole');

/** Whether the tier that the request asked for is all that is known of its tier. */
const isTierAssumed = (request: SimulatedRequest): boolean =>
  request.serviceTier === 'priority' && request.streamed && usesAnything(request);

/** Whether no event states a tier. Gateways built after the published samples state none. */
const isTierUnknown = (request: SimulatedRequest, reference: Reference): boolean =>
  usesAnything(request) &&
  (request.usageEvent !== 'whole' || request.dialect !== undefined) &&
  reference.tiersOf(request) > 1;

const usesAnything = ({ quantities }: SimulatedRequest): boolean =>
  Object.values(quantities).some((quantity) => quantity > 0);

const promptMeters: readonly MeterName[] = [
  'input',
  'cachedInput',
  'cachedAudioInput',
  'cachedImageInput',
  'cacheWrite',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioInput',
  'imageInput',
];

/** Seconds are sold by the second and counted by the millisecond. */
const thousandths = (meter: string): number => (meter.endsWith('Seconds') ? 1_000 : 1);

/** The running sums of one business unit. */
class Account {
  requests = 0;
  cost = 0n;
  readonly #meters = new Map<string, number>();
  readonly counts = {
    withoutUsage: 0,
    conflicts: 0,
    unpriced: 0,
    suspectedDoubles: 0,
    cacheWritesUnknown: 0,
    tierAssumed: 0,
    tierUnknown: 0,
  };

  add(request: SimulatedRequest, reference: Reference): void {
    this.requests += 1;
    if (request.contradicted) this.counts.conflicts += 1;
    if (request.isDouble) this.counts.suspectedDoubles += 1;
    if (!isCounted(request)) {
      if (succeeded(request)) this.counts.withoutUsage += 1;
      return;
    }
    if (request.surface === 'messages' && isCountedByLogAlone(request)) {
      this.counts.cacheWritesUnknown += 1;
    }
    if (isTierAssumed(request)) this.counts.tierAssumed += 1;
    if (isTierUnknown(request, reference)) this.counts.tierUnknown += 1;
    this.#bill(request, reference);
  }

  addAccount(other: Account): void {
    this.requests += other.requests;
    this.cost += other.cost;
    for (const [meter, quantity] of other.#meters) this.#use(meter, quantity);
    for (const name of Object.keys(this.counts) as (keyof typeof this.counts)[]) {
      this.counts[name] += other.counts[name];
    }
  }

  figures(cents: bigint): ExpectedFigures {
    return {
      requests: this.requests,
      meters: Object.fromEntries(
        [...this.#meters]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([meter, quantity]) => [meter, quantity / thousandths(meter)]),
      ),
      usageCost: decimalOf(this.cost),
      total: moneyOf(cents),
    };
  }

  #bill(request: SimulatedRequest, reference: Reference): void {
    const prices = pricesOf(request, reference);
    let isUnpriced = false;
    for (const [name, quantity] of Object.entries(request.quantities)) {
      if (quantity === 0) continue;
      this.#use(name, quantity);
      const price = prices?.[name as MeterName];
      if (price === undefined) isUnpriced = true;
      else this.cost += exactCost(quantity, price.unitPrice, price.per * thousandths(name));
    }
    if (isUnpriced) this.counts.unpriced += 1;
  }

  #use(meter: string, quantity: number): void {
    this.#meters.set(meter, (this.#meters.get(meter) ?? 0) + quantity);
  }
}

const pricesOf = ({ model, sku, ...request }: SimulatedRequest, reference: Reference) =>
  model === null || sku === null
    ? undefined
    : reference.pricesFor({
        atMs: request.atMs,
        model,
        sku,
        serviceTier: request.serviceTier,
        promptTokens: sumOf(request.quantities, promptMeters),
      });

const sumOf = (quantities: Quantities, meters: readonly MeterName[]): number =>
  meters.reduce((sum, meter) => sum + (quantities[meter] ?? 0), 0);

const coverageOf = (sum: Account, unattributedRequests: number): ExpectedCoverage => ({
  requests: sum.requests,
  ...sum.counts,
  unattributed: unattributedRequests,
  // The simulated sources count exactly, and none of them guesses.
  estimated: 0,
  modelDiffers: 0,
  sourcesDisagree: 0,
  totalMismatch: 0,
});
