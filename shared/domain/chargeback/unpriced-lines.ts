// The unpriced lines of a statement, in bounds. What a model or a service tier is called is text of
// whoever sends events, so that their number has no end; no sender may make a report that nobody
// can read or store.
import { foldName } from '../fold-name';
import { unpricedLinesMax } from '../../limits';
import type { UnpricedLine } from './chargeback';
import { addUnpriced } from './sum-day';

/** Names lines of several models, or tiers, that were added up. */
export const otherModels = 'other models';
export const otherTiers = 'various';

/**
 * Lines that are alike added up, sorted. Past the bound the largest quantities keep their lines,
 * since their prices are missed most; the others become one line per meter and reason, so that
 * no quantity is lost.
 */
export const unpricedLines = (items: Iterable<UnpricedLine>): readonly UnpricedLine[] => {
  const lines = addUnpriced(items, keyOfUnpriced);
  return (lines.length <= unpricedLinesMax ? lines : withOthers(lines)).toSorted(byKey);
};

const withOthers = (lines: readonly UnpricedLine[]): readonly UnpricedLine[] => {
  const bySize = lines.toSorted((a, b) => b.quantity - a.quantity || byKey(a, b));
  const others = bySize
    .slice(unpricedLinesMax)
    .map(({ meter, quantity, reason }): UnpricedLine => ({
      model: otherModels,
      sku: null,
      serviceTier: otherTiers,
      meter,
      quantity,
      reason,
    }));
  return addUnpriced([...bySize.slice(0, unpricedLinesMax), ...others], keyOfUnpriced);
};

/** Identifies a line, and gives lines their order. */
export const keyOfUnpriced = ({ model, sku, serviceTier, meter, reason }: UnpricedLine): string =>
  [foldName(model), sku, serviceTier, meter, reason].join('\u0000');

const byKey = (a: UnpricedLine, b: UnpricedLine): number =>
  keyOfUnpriced(a) < keyOfUnpriced(b) ? -1 : 1;
