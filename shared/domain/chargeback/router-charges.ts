// What a router charges on top of the model that it let answer: its own price for every token of the
// prompt. These charges name the router, since the row is about the model that answered. See "Billing" in
// learn.microsoft.com/azure/foundry/openai/concepts/model-router.
import {
  costOf,
  findPrice,
  type CompiledPriceBook,
  type PriceQuestion,
} from '../reference/find-price';
import { defaultServiceTier, type Price } from '../reference/price-book';
import { formatMoney } from '../money';
import { promptMeters, type Meter, type Meters } from '../usage/meters';
import type { Charge, DayRow, Unpriced, UnpricedReason } from './day-usage';

/** What quantities cost, and those of them that have no price. */
export type RatedMeters = Pick<DayRow, 'charges' | 'unpriced'>;

/** `question`: the row's, with the router for its model. */
export function routerCharges(
  meters: Meters,
  question: PriceQuestion & { readonly model: string },
  book: CompiledPriceBook | undefined,
): RatedMeters {
  const priceOf = routerPrices(question, book);
  const model = book?.nameOf(question.model) ?? question.model;
  const charges: Charge[] = [];
  const unpriced: Unpriced[] = [];
  for (const meter of routedMeters) {
    const quantity = meters[meter] ?? 0;
    if (quantity === 0) continue;
    const price = priceOf(meter);
    if (typeof price === 'string') unpriced.push({ meter, quantity, reason: price, model });
    else
      charges.push({
        meter,
        quantity,
        ...price,
        cost: formatMoney(costOf(quantity, price)),
        model,
      });
  }
  return { charges, unpriced };
}

// Tokens of a bare total are prompt and answer in one: what part of them a router charges is not known,
// so they need a price of their own, or are unpriced.
const routedMeters: readonly Meter[] = [...promptMeters, 'unclassified'];

// A router has one price for all tokens of a prompt, cached ones and sounds included, and no tiers: where
// its book entry says no more, the price of `input` and the usual tier stand for them.
const routerPrices = (
  question: PriceQuestion,
  book: CompiledPriceBook | undefined,
): ((meter: Meter) => Price | UnpricedReason) => {
  if (book === undefined) return () => 'noPriceBook';
  const own = book.entryFor(question);
  const finding =
    own.kind === 'found' ? own : book.entryFor({ ...question, serviceTier: defaultServiceTier });
  return (meter) => {
    const price = findPrice(finding, meter);
    const isPriced = typeof price !== 'string' || meter === 'unclassified';
    return isPriced ? price : findPrice(finding, 'input');
  };
};
