// Gives a row of window usage to a business unit and rates it, by the reference data in force when
// its window began. It rounds nothing and drops nothing: each quantity becomes a charge, or an
// unpriced quantity with its reason.
import { callerName } from '../reference/attribute';
import type { CompiledReferenceSet, ReferencesAtTime } from '../reference/compile-reference-set';
import type { Charge, DayRow, Unpriced, UnpricedReason } from './day-usage';
import type { CompiledDeployments, DeploymentFinding } from '../reference/find-deployment';
import { costOf, findPrice, type EntryFinding, type PriceQuestion } from '../reference/find-price';
import { allMeters } from '../usage/meters';
import { formatMoney } from '../money';
import { defaultServiceTier, unknownModel } from '../reference/price-book';
import { isProvisioned } from '../reference/skus';
import { windowStart, type WindowId } from '../window';
import type { WindowRow } from '../usage/window-usage';

export const rateRow = (
  row: WindowRow,
  window: WindowId,
  references: CompiledReferenceSet,
): DayRow => rateRowBy(row, references.referencesAt(windowStart(window)));

/** By these versions: also for a row that several windows under them add up to. */
export const rateRowBy = (
  row: WindowRow,
  { priceBook, businessUnits, deployments }: ReferencesAtTime,
): DayRow => {
  const served = servedBy(row, deployments);
  const question: PriceQuestion = {
    model: row.model ?? served.model,
    sku: served.sku,
    serviceTier: billedTier(row.serviceTier),
    promptClass: row.promptClass,
  };
  const finding: EntryFinding = priceBook?.entryFor(question) ?? noPriceBook;
  const { charges, unpriced } = rate(row, finding);
  return {
    businessUnit: businessUnits.unitOf(row),
    caller: callerName(row),
    productId: row.productId,
    model: finding.model ?? question.model ?? unknownModel,
    deployment: row.deployment,
    sku: question.sku,
    serviceTier: question.serviceTier,
    streamed: row.streamed,
    spilledOver: row.spilledOver,
    usageSource: row.usageSource,
    promptClass: row.promptClass,
    outcome: row.outcome,
    abovePromptTokens: finding.kind === 'found' ? finding.entry.abovePromptTokens : 0,
    priceBookVersion: priceBook?.version ?? null,
    requests: row.requests,
    meters: row.meters,
    coverage: row.coverage,
    charges,
    unpriced,
    unpricedRequests: unpricedRequests(row, unpriced),
  };
};

const noPriceBook: EntryFinding = { kind: 'missing', model: undefined, reason: 'noPriceBook' };

// What a provisioned deployment hands over to another one is not covered by its reservation. The
// row names the deployment that served, where a source told: then that one's SKU counts. Where it
// still names the provisioned one, the SKU is unknown: at the reservation's price it would be free.
const servedBy = (row: WindowRow, deployments: CompiledDeployments): DeploymentFinding => {
  const found = deployments.find(row.deployment, row.backendId);
  const isElsewhere = row.spilledOver === 'yes' && found.sku !== null && isProvisioned(found.sku);
  return isElsewhere ? { ...found, sku: null } : found;
};

// `auto` is what a request asks for, not a tier: a body that repeats it, or names no tier at all,
// comes from a service that has only one.
const billedTier = (serviceTier: string | null): string => {
  const tier = serviceTier?.toLowerCase() ?? defaultServiceTier;
  return tier === 'auto' ? defaultServiceTier : tier;
};

const rate = (row: WindowRow, finding: EntryFinding): Pick<DayRow, 'charges' | 'unpriced'> => {
  const charges: Charge[] = [];
  const unpriced: Unpriced[] = [];
  for (const meter of allMeters) {
    const quantity = row.meters[meter] ?? 0;
    if (quantity === 0) continue;
    const price = findPrice(finding, meter);
    if (typeof price === 'string') {
      const reason: UnpricedReason = price;
      unpriced.push({ meter, quantity, reason });
    } else {
      charges.push({ meter, quantity, ...price, cost: formatMoney(costOf(quantity, price)) });
    }
  }
  return { charges, unpriced };
};

const unpricedRequests = (row: WindowRow, unpriced: readonly Unpriced[]): number => {
  const withoutPrice = new Set<string>(unpriced.map(({ meter }) => meter));
  let requests = 0;
  for (const [meters, count] of Object.entries(row.requestsByMeters)) {
    if (meters.split(',').some((meter) => withoutPrice.has(meter))) requests += count;
  }
  return requests;
};
