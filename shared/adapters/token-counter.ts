// The counter of tokens for estimates, which is loaded before the first batch and then counts at once.
import type { TokenCounter } from '../domain/readers/reading';

export interface LoadedLater {
  /** Must have been loaded; throws where it was not. */
  readonly count: TokenCounter;
  load(): Promise<void>;
}

export const makeTokenCounter = (): LoadedLater => {
  let counter: TokenCounter | undefined;
  return {
    count(text) {
      if (counter === undefined)
        throw new Error('the token counter was asked before it was loaded');
      return counter(text);
    },
    async load() {
      counter ??= (await import('./o200k-token-counter.js')).countO200kTokens;
    },
  };
};
