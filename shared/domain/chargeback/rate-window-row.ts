// Gives a row of window usage to a business unit and rates it, by the reference data in force when
// its window began. It rounds nothing and drops nothing: each quantity becomes a charge, or an
// unpriced quantity with its reason.
import { foldName, foldNullable } from '../fold-name';
import { callerName } from '../reference/attribute';
import type { CompiledReferenceSet, ReferencesAtTime } from '../reference/compile-reference-set';
import type { RatingCounts } from './day-coverage';
import type { Charge, DayRow, Unpriced, UnpricedReason } from './day-usage';
import { billedTier, effectiveTier, type EffectiveTier } from '../reference/effective-tier';
import type { CompiledDeployments, DeploymentFinding } from '../reference/find-deployment';
import { findModel } from '../reference/find-model';
import {
  costOf,
  findPrice,
  type CompiledPriceBook,
  type EntryFinding,
  type PriceQuestion,
} from '../reference/find-price';
import { allMeters, sumOf, tokenMeters, unitsPerPriced } from '../usage/meters';
import { formatMoney } from '../money';
import { unknownModel } from '../reference/price-book';
import { routerCharges, type RatedMeters } from './router-charges';
import { batchSkuOf, isProvisioned } from '../reference/skus';
import { unknownMember } from '../usage/unknown-counters';
import { windowStart, type WindowId } from '../window';
import type { WindowRow } from '../usage/window-usage';

/** A row as it may be stored: one of a window that version 1 sealed lacks what came later. */
export type RatableRow = Omit<WindowRow, LaterDimension> & Partial<Pick<WindowRow, LaterDimension>>;
type LaterDimension = 'askedDeployment' | 'requestedTier' | 'batch';

export const rateRow = (
  row: RatableRow,
  window: WindowId,
  references: CompiledReferenceSet,
): DayRow => rateRowBy(row, references.referencesAt(windowStart(window)));

/** By these versions: also for a row that several windows under them add up to. */
export const rateRowBy = (
  row: RatableRow,
  { priceBook, businessUnits, deployments }: ReferencesAtTime,
): DayRow => {
  // Windows that version 1 sealed hold names in every case.
  const deployment = foldNullable(row.deployment);
  const askedDeployment = foldNullable(row.askedDeployment ?? null);
  const served = servedBy(row, deployments);
  const { model, router, differs } = findModel(
    {
      stated: foldNullable(row.model),
      deployments: [deployment, askedDeployment],
      // What the list says is about the deployment's own model.
      listed: row.isOtherModel === true ? noModel : served,
    },
    priceBook,
  );
  const { serviceTier, requestedTier = null, outcome } = row;
  const tier = effectiveTier({ serviceTier, requestedTier, outcome }, served);
  const question: PriceQuestion = {
    model,
    sku: served.sku,
    serviceTier: billedTier(tier),
    promptClass: row.promptClass,
  };
  const finding: EntryFinding = priceBook?.entryFor(question) ?? noPriceBook;
  const rated = rate(row, finding);
  const { charges, unpriced } =
    router === null
      ? rated
      : withRouter(rated, routerCharges(row.meters, { ...question, model: router }, priceBook));
  return {
    businessUnit: businessUnits.unitOf(row),
    caller: foldNullable(callerName(row)),
    productId: foldNullable(row.productId),
    model: finding.model ?? (model === null ? unknownModel : foldName(model)),
    deployment,
    askedDeployment,
    backendId: foldNullable(row.backendId),
    sku: question.sku,
    serviceTier: question.serviceTier,
    streamed: row.streamed,
    spilledOver: row.spilledOver,
    usageSource: row.usageSource,
    promptClass: row.promptClass,
    outcome,
    abovePromptTokens: finding.kind === 'found' ? finding.entry.abovePromptTokens : 0,
    priceBookVersion: priceBook?.version ?? null,
    requests: row.requests,
    meters: row.meters,
    coverage: { ...row.coverage, ...ratingCounts(row, { tier, differs, question, priceBook }) },
    ...unknownMember(row, {}),
    charges,
    unpriced,
    unpricedRequests: unpricedRequests(row, unpriced),
  };
};

const noModel = { model: null, billedAs: null };

const noPriceBook: EntryFinding = { kind: 'missing', model: undefined, reason: 'noPriceBook' };

const withRouter = (model: RatedMeters, router: RatedMeters): RatedMeters => ({
  charges: [...model.charges, ...router.charges],
  unpriced: [...model.unpriced, ...router.unpriced],
});

// What a provisioned deployment hands over to another one is not covered by its reservation. The
// row names the deployment that served, where a source told: then that one's SKU counts. Where it
// still names the provisioned one, the SKU is unknown: at the reservation's price it would be free.
const servedBy = (row: RatableRow, deployments: CompiledDeployments): DeploymentFinding => {
  const found = deployments.find(row.deployment, row.backendId);
  if (found.sku === null) return found;
  if (row.batch === true) return { ...found, sku: batchSkuOf(found.sku) };
  const isElsewhere = row.spilledOver === 'yes' && isProvisioned(found.sku);
  return isElsewhere ? { ...found, sku: null } : found;
};

interface Decided {
  readonly tier: EffectiveTier;
  readonly differs: boolean;
  readonly question: PriceQuestion;
  readonly priceBook: CompiledPriceBook | undefined;
}

/** What was decided without certainty, in requests that used a meter: the others cost nothing. */
const ratingCounts = (row: RatableRow, { tier, differs, ...asked }: Decided): RatingCounts => {
  if (!differs && tier.kind !== 'assumed' && tier.kind !== 'unknown') return certain;
  const metered = row.requests - (row.requestsByMeters[''] ?? 0);
  if (metered === 0) return certain;
  return {
    ...(differs && { modelDiffers: metered }),
    ...(tier.kind === 'assumed' && {
      tierAssumed: metered,
      tierAssumedTokens: sumOf(row.meters, tokenMeters),
    }),
    ...(tier.kind === 'unknown' && hasTierChoice(asked) && { tierUnknown: metered }),
  };
};

const certain: RatingCounts = {};

/** Whether the book has several tiers for this model and SKU, so that another one may have served. */
const hasTierChoice = ({
  question,
  priceBook,
}: Pick<Decided, 'question' | 'priceBook'>): boolean => {
  const { model, sku } = question;
  return model !== null && sku !== null && (priceBook?.tiersOf(model, sku) ?? 0) > 1;
};

const rate = (row: RatableRow, finding: EntryFinding): RatedMeters => {
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
      const cost = costOf(quantity, price, unitsPerPriced(meter));
      charges.push({ meter, quantity, ...price, cost: formatMoney(cost) });
    }
  }
  return { charges, unpriced };
};

const unpricedRequests = (row: RatableRow, unpriced: readonly Unpriced[]): number => {
  const withoutPrice = new Set<string>(unpriced.map(({ meter }) => meter));
  let requests = 0;
  for (const [meters, count] of Object.entries(row.requestsByMeters)) {
    if (meters.split(',').some((meter) => withoutPrice.has(meter))) requests += count;
  }
  return requests;
};
