import { makeTokenCounter } from '../../../shared/adapters/token-counter';
import { tokenizedPieceChars, tokenizedPiecesMax } from '../../../shared/limits';

const loaded = async () => {
  const counter = makeTokenCounter();
  await counter.load();
  return counter.count;
};

describe('the token counter', () => {
  it("counts by OpenAI's encoding of today", async () => {
    const count = await loaded();
    // As OpenAI's own tokenizer has it.
    expect(count('hello world')).toBe(2);
    expect(count('')).toBe(0);
  });

  it('counts a text that names a special token as the text that it is', async () => {
    const count = await loaded();
    expect(count('<|endoftext|>')).toBeGreaterThan(1);
  });

  it('looks at a bounded part of a long text, and counts the rest in proportion', async () => {
    const count = await loaded();
    const sentence = 'The quick brown fox jumps over the lazy dog. ';
    const piece = sentence.repeat(50).slice(0, tokenizedPieceChars);
    const looked = tokenizedPiecesMax * count(piece);
    expect(count(piece.repeat(tokenizedPiecesMax))).toBe(looked);
    expect(count(piece.repeat(tokenizedPiecesMax * 50))).toBe(50 * looked);
  });

  it('looks at all of a long text, evenly, and not at its beginning alone', async () => {
    const count = await loaded();
    const words = 'word '.repeat(2_000);
    const digits = '8'.repeat(words.length);
    const halves = (count(words) + count(digits)) / 2;
    expect(Math.abs(count(words + digits) / 2 - halves)).toBeLessThan(halves * 0.2);
  });

  it('is to be loaded before it is asked', () => {
    expect(() => makeTokenCounter().count('hello')).toThrow('before it was loaded');
  });
});
