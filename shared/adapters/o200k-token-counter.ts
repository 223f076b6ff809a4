// Counts tokens by OpenAI's encoding o200k_base, which its models use since GPT-4o; of other vendors'
// models it is an approximation, and all that it serves are estimates. The table of the encoding is
// two megabytes: the file is loaded where the settings ask for estimates.
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { TokenCounter } from '../domain/readers/reading';
import { tokenizedCharsMax } from '../limits';

/**
 * Longest piece that is looked at as one. The tokenizer takes time by the square of a word's length,
 * so that a text without blanks would hold up the batch; a cut costs one token at the most.
 */
const pieceChars = 500;

/** Special tokens in a text are text: a caller who writes one must not stop the count. */
const asText = { disallowedSpecial: new Set<string>() };

/** Exact, but for the cuts, up to tokenizedCharsMax; beyond, in proportion. */
export const countO200kTokens: TokenCounter = (text) => {
  if (text === '') return 0;
  const looked = Math.min(text.length, tokenizedCharsMax);
  let tokens = 0;
  for (let at = 0; at < looked; at += pieceChars) {
    tokens += countTokens(text.slice(at, Math.min(at + pieceChars, looked)), asText);
  }
  return Math.ceil((tokens * text.length) / looked);
};
