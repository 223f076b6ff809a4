// What the pushed reference data mean, looked up by the oracle itself.
import {
  listedDeployments,
  routerModel,
  usualSku,
  type ListedDeployment,
} from '../traffic/deployments';
import { defaultTier } from '../traffic/draw-call';
import {
  units,
  type ModelPrices,
  type Owners,
  type Prices,
  type Reference,
} from '../traffic/reference-plan';
import { modelOf } from './models';
import { tierOf } from './tiers';
import type { Usage } from './usage';

export const nobody = 'unattributed';

/** How a price book rates a model's use. */
export interface Rating {
  /** The model as the book names it, or as its sender did. */
  readonly model: string;
  readonly prices: ModelPrices;
  /** Prompt size above which these prices apply, in tokens. */
  readonly abovePromptTokens: number;
  /** Why a meter has no price here. */
  readonly missing: 'unknownModel' | 'unknownSku' | 'noPrice';
  /** What a router costs that chose the model. */
  readonly router: ModelPrices | undefined;
  readonly version: string;
  readonly sku: string | null;
  readonly serviceTier: string;
  readonly tierAssumed: boolean;
  readonly tierUnknown: boolean;
  readonly modelDiffers: boolean;
}

/** All that was pushed in the end: the last word about each time, of each kind. */
export class ReferencesTruth {
  readonly #prices = new Map<number, { readonly prices: Prices; readonly version: string }>();
  readonly #owners = new Map<number, Owners>();

  pricesPushed = 0;
  ownersPushed = 0;

  accept(reference: Reference, version: string): void {
    if (reference.kind === 'priceBook') {
      this.pricesPushed += 1;
      this.#prices.set(reference.fromMs, { prices: reference, version });
    } else {
      this.ownersPushed += 1;
      this.#owners.set(reference.fromMs, reference);
    }
  }

  rate(usage: Usage, atMs: number): Rating {
    const { prices: book, version } = inForce(this.#prices, atMs);
    const listed = listingOf(usage);
    const sku = listed === 'ambiguous' ? null : (listed?.sku ?? usualSku);
    const deployment = listed === 'ambiguous' ? undefined : listed;
    const { model: billed, isRouted, differs } = modelOf(usage, deployment);
    const { tier: serviceTier, certainty } = tierOf(usage, { sku, setTo: deployment?.serviceTier });
    const name = billed === 'gpt-4o-2024-11-20' ? 'gpt-4o' : (billed ?? 'unknown');
    const { prices, abovePromptTokens = 0 } =
      sku === usualSku ? termsOf(book, { name, serviceTier, usage }) : noTerms;
    const isKnown = pricedModels.includes(name);
    return {
      model: name,
      prices,
      abovePromptTokens,
      missing: !isKnown ? 'unknownModel' : sku === null ? 'unknownSku' : 'noPrice',
      router: isRouted ? book.router : undefined,
      version,
      sku,
      serviceTier,
      tierAssumed: certainty === 'assumed',
      // Only where the book has several tiers does it make a difference.
      tierUnknown: certainty === 'unknown' && name === 'gpt-4o' && sku === usualSku,
      modelDiffers: differs,
    };
  }

  /** By the subscription; else by the product. */
  unitOf({ subscription, product }: Usage, atMs: number): string {
    const { owned, products } = inForce(this.#owners, atMs);
    return unitNaming(owned, subscription) ?? unitNaming(products, product) ?? nobody;
  }

  /** Every run has pushed its prices by the time that it asks. */
  get currency(): string {
    const [first] = this.#prices.values();
    if (first === undefined) throw new Error('no prices were pushed');
    return first.prices.currency;
  }
}

const pricedModels: readonly string[] = ['gpt-4o', 'gpt-5-mini', routerModel];

interface Terms {
  readonly prices: ModelPrices;
  readonly abovePromptTokens?: number;
}

const noTerms: Terms = { prices: {} };

/** What the book says of a model that is bought in the usual way. */
const termsOf = (
  book: Prices,
  asked: { readonly name: string; readonly serviceTier: string; readonly usage: Usage },
): Terms => {
  const { name, serviceTier, usage } = asked;
  if (name === 'gpt-4o') {
    if (serviceTier === 'priority') return { prices: book.gpt4oPriority };
    if (serviceTier === 'flex') return { prices: book.gpt4oFlex };
    const abovePromptTokens = usage.longPromptTokens ?? 0;
    return abovePromptTokens > 0
      ? { prices: book.gpt4oLong, abovePromptTokens }
      : { prices: book.gpt4o };
  }
  if (serviceTier !== defaultTier) return noTerms;
  // An answer may name the router itself, of a deployment that is not listed as one.
  if (name === routerModel) return { prices: book.router };
  return name === 'gpt-5-mini' ? { prices: book.gpt5mini } : noTerms;
};

/** How the deployment is listed; `ambiguous`: for some backends only, and the backend is not known. */
const listingOf = ({ deployment, backend }: Usage): ListedDeployment | 'ambiguous' | undefined => {
  const named = listedDeployments.filter((one) => one.deployment.toLowerCase() === deployment);
  const listed = named.find(
    ({ backendId }) => backendId === undefined || backendId.toLowerCase() === backend,
  );
  return listed ?? (named.length > 0 && backend === undefined ? 'ambiguous' : undefined);
};

const unitNaming = (
  names: Readonly<Record<string, readonly string[]>>,
  name: string | undefined,
): string | undefined => units.find((id) => names[id]?.some((one) => one.toLowerCase() === name));

const inForce = <T>(byTime: ReadonlyMap<number, T>, atMs: number): T => {
  const from = Math.max(...[...byTime.keys()].filter((fromMs) => fromMs <= atMs));
  const found = byTime.get(from);
  if (found === undefined)
    throw new Error(`nothing was pushed for ${new Date(atMs).toISOString()}`);
  return found;
};
