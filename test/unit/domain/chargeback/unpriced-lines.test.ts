import type { UnpricedLine } from '../../../../shared/domain/chargeback/chargeback';
import { unpricedLines } from '../../../../shared/domain/chargeback/unpriced-lines';
import { unpricedLinesMax } from '../../../../shared/limits';

const line = (members: Partial<UnpricedLine> = {}): UnpricedLine => ({
  model: 'model',
  sku: null,
  serviceTier: 'default',
  meter: 'input',
  quantity: 1,
  reason: 'unknownModel',
  ...members,
});
const linesOf = (count: number, members: Partial<UnpricedLine> = {}): UnpricedLine[] =>
  Array.from({ length: count }, (_, index) => line({ model: `m-${index}`, ...members }));
const totalOf = (lines: readonly UnpricedLine[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);

describe('the unpriced lines of a statement', () => {
  it('are one line for spellings of a model that differ in case alone', () => {
    const lines = [line({ model: 'Grok-3' }), line({ model: 'grok-3', quantity: 2 })];
    expect(unpricedLines(lines)).toEqual([line({ model: 'Grok-3', quantity: 3 })]);
  });

  it('are all kept up to the bound, alike ones added up', () => {
    const lines = linesOf(unpricedLinesMax);
    const summed = unpricedLines([...lines, ...lines]);
    expect(summed).toHaveLength(unpricedLinesMax);
    expect(summed.every(({ quantity }) => quantity === 2)).toBe(true);
  });

  it('are bounded however many names a sender makes up, and lose no quantity', () => {
    const lines = [
      ...linesOf(9_000, { meter: 'input', quantity: 3 }),
      ...linesOf(9_000, { meter: 'output', quantity: 2 }),
      ...linesOf(9_000, { meter: 'output', reason: 'noPriceBook' }),
    ];
    const bounded = unpricedLines(lines);
    expect(bounded).toHaveLength(unpricedLinesMax + 3);
    expect(bounded.filter(({ model }) => model === 'other models')).toEqual([
      line({ model: 'other models', serviceTier: 'various', quantity: 3 * 7_000 }),
      line({
        ...{ model: 'other models', serviceTier: 'various', meter: 'output' },
        ...{ quantity: 9_000, reason: 'noPriceBook' },
      }),
      line({
        ...{ model: 'other models', serviceTier: 'various', meter: 'output' },
        quantity: 18_000,
      }),
    ]);
    expect(totalOf(bounded)).toBe(totalOf(lines));
  });

  it('keep the largest quantities apart, whatever the order they come in', () => {
    const large = line({ model: 'z-large', quantity: 5 });
    const lines = [...linesOf(unpricedLinesMax + 5), large];
    const bounded = unpricedLines(lines);
    expect(bounded).toContainEqual(large);
    expect(unpricedLines(lines.toReversed())).toEqual(bounded);
  });

  it('stay one line each where a sender uses the name of the added ones', () => {
    const named = line({ model: 'other models', serviceTier: 'various', quantity: 10 });
    const bounded = unpricedLines([...linesOf(unpricedLinesMax + 4), named]);
    expect(bounded.filter(({ model }) => model === 'other models')).toEqual([
      { ...named, quantity: 15 },
    ]);
  });
});
