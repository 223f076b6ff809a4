// The simulator's own reading of the reference files: who owns a caller, how a deployment is bought
// and what a quantity costs. It follows docs/reference-data.md and shares no code with the program,
// so that a mistake on either side shows up as a difference between the two.
import { createHash } from 'node:crypto';
import type { MeterName, SimulatedCaller } from './simulated-request';
import {
  readReferenceFile,
  type BusinessUnitsFile,
  type DeploymentsFile,
  type PriceBookFile,
  type ReferenceFile,
} from './reference-file';

export interface UnitPrice {
  readonly unitPrice: string;
  readonly per: number;
}

/** What was bought, and when; null: not known. */
export interface Bought {
  readonly atMs: number;
  readonly model: string | null;
  readonly sku: string | null;
}

export interface PriceQuestion extends Bought {
  readonly serviceTier: string;
  readonly promptTokens: number;
}

export const unattributed = 'unattributed';

type Dated<T> = T & { readonly fromMs: number };
export type Deployment = DeploymentsFile['deployments'][number];
export type PricedModel = PriceBookFile['models'][number];

export class Reference {
  readonly currency: string;
  readonly priceBooks: readonly Dated<PriceBookFile>[];
  readonly businessUnits: readonly Dated<BusinessUnitsFile>[];
  readonly deployments: readonly Dated<DeploymentsFile>[];

  /** Throws where a file is none of reference data, or where no price book is among them. */
  constructor(files: readonly ReferenceFile[]) {
    const read = files
      .map(readReferenceFile)
      .map((file) => ({ ...file, fromMs: Date.parse(file.validFrom) }))
      .sort((a, b) => a.fromMs - b.fromMs);
    this.priceBooks = read.filter((file) => file.kind === 'priceBook');
    this.businessUnits = read.filter((file) => file.kind === 'businessUnits');
    this.deployments = read.filter((file) => file.kind === 'deployments');
    const [book] = this.priceBooks;
    if (book === undefined) throw new TypeError('the reference files hold no price book');
    this.currency = book.currency;
  }

  /** The prices of one request, by meter; undefined where nothing of it has a price. */
  pricesFor(question: PriceQuestion): Readonly<Partial<Record<MeterName, UnitPrice>>> | undefined {
    const entries = this.#entriesOf(question).filter(
      ({ serviceTiers, abovePromptTokens }) =>
        serviceTiers.includes(question.serviceTier) &&
        (abovePromptTokens === 0 || question.promptTokens > abovePromptTokens),
    );
    entries.sort((a, b) => b.abovePromptTokens - a.abovePromptTokens);
    return entries[0]?.prices;
  }

  /** How many service tiers the model has prices for when it is bought so. */
  tiersOf(bought: Bought): number {
    return new Set(this.#entriesOf(bought).flatMap(({ serviceTiers }) => serviceTiers)).size;
  }

  #entriesOf({ atMs, model, sku }: Bought): PricedModel['entries'] {
    const book = inForce(this.priceBooks, atMs);
    const entries = book?.models.find((priced) => priced.model === model)?.entries ?? [];
    return entries.filter(({ skus }) => sku !== null && skus.includes(sku));
  }

  /** The business unit of a caller by the first identity that one claims. */
  ownerOf(caller: SimulatedCaller, atMs: number): string {
    const units = inForce(this.businessUnits, atMs)?.businessUnits ?? [];
    const claims = [
      ['subscriptionIds', caller.subscriptionId],
      ['keyHashes', caller.key === null ? null : keyHashOf(caller.key)],
      ['appIds', caller.appId],
      ['productIds', caller.productId],
    ] as const;
    for (const [list, identity] of claims) {
      const owner = units.find(
        ({ members }) => identity !== null && members[list].includes(identity),
      );
      if (owner !== undefined) return owner.id;
    }
    return unattributed;
  }

  /** Ids of the business units that exist at any time of `[fromMs, toMs)`. */
  unitsBetween(fromMs: number, toMs: number): readonly string[] {
    const first = inForce(this.businessUnits, fromMs);
    const versions = this.businessUnits.filter(
      (version) => version === first || (version.fromMs > fromMs && version.fromMs < toMs),
    );
    return [
      ...new Set(versions.flatMap((version) => version.businessUnits.map((unit) => unit.id))),
    ];
  }
}

/** SHA-256 of a key, as business units list it. */
export const keyHashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The last version that is valid from then or before. */
export const inForce = <T>(versions: readonly Dated<T>[], atMs: number): Dated<T> | undefined =>
  versions.findLast((version) => version.fromMs <= atMs);
