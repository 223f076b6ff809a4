import { makeTokenCounter } from '../../../shared/adapters/token-counter';
import { tokenizedCharsMax } from '../../../shared/limits';

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
    const whole = sentence.repeat(Math.ceil(tokenizedCharsMax / sentence.length));
    const counted = count(whole.slice(0, tokenizedCharsMax));
    expect(count(whole.slice(0, tokenizedCharsMax).repeat(50))).toBe(50 * counted);
  });

  it('is to be loaded before it is asked', () => {
    expect(() => makeTokenCounter().count('hello')).toThrow('before it was loaded');
  });
});
