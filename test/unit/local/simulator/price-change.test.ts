import { makePriceChange } from '../../../../local/simulator/price-change';
import { Reference } from '../../../../local/simulator/reference';
import { tinyReference } from './tiny-reference';

const at = (time: string): number => Date.parse(time);
const december = [at('2026-12-01T00:00:00Z'), at('2027-01-01T00:00:00Z')] as const;

describe('makePriceChange', () => {
  it("raises gpt-4o's output by a tenth from the 16th, and nothing else", () => {
    const change = makePriceChange(tinyReference, ...december, 'UTC')!;
    expect(change.atMs).toBe(at('2026-12-16T00:00:00Z'));
    const reference = new Reference([...tinyReference, change.file]);
    const pricesAt = (atMs: number, model: string) =>
      reference.pricesFor({
        atMs,
        model,
        sku: 'GlobalStandard',
        serviceTier: 'default',
        promptTokens: 10,
      });
    const before = pricesAt(change.atMs - 1, 'gpt-4o');
    const after = pricesAt(change.atMs, 'gpt-4o');
    // 12 × 1.1
    expect(before?.output).toEqual({ unitPrice: '12', per: 1_000_000 });
    expect(after?.output).toEqual({ unitPrice: '13.20', per: 1_000_000 });
    expect(after?.reasoningOutput).toEqual(after?.output);
    expect(after?.input).toEqual(before?.input);
    expect(pricesAt(change.atMs, 'dall-e-3')).toEqual(pricesAt(change.atMs - 1, 'dall-e-3'));
  });

  it('changes at midnight of the business time zone', () => {
    const change = makePriceChange(tinyReference, ...december, 'Asia/Kathmandu');
    expect(change?.file.content['validFrom']).toBe('2026-12-15T18:15:00.000Z');
  });

  it('makes no change outside the span', () => {
    const span = [at('2026-12-17T00:00:00Z'), at('2026-12-20T00:00:00Z')] as const;
    expect(makePriceChange(tinyReference, ...span, 'UTC')).toBeUndefined();
  });
});
