// Counts tokens by OpenAI's encoding o200k_base, which its models use since GPT-4o; of other vendors'
// models it is an approximation, and all that it serves are estimates. The table of the encoding is
// two megabytes: the file is loaded where the settings ask for estimates.
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { TokenCounter } from '../domain/readers/reading';
import { tokenizedPieceChars, tokenizedPiecesMax } from '../limits';

/** Special tokens in a text are text: a caller who writes one must not stop the count. */
const asText = { disallowedSpecial: new Set<string>() };

/**
 * By the pieces that are looked at, in proportion to the length. They are the whole of a short text,
 * and of a long one spread evenly over it: the same text always has the same count.
 */
export const countO200kTokens: TokenCounter = (text) => {
  if (text === '') return 0;
  const pieces = Math.ceil(text.length / tokenizedPieceChars);
  const looked = Math.min(pieces, tokenizedPiecesMax);
  let chars = 0;
  let tokens = 0;
  for (let index = 0; index < looked; index += 1) {
    const at = Math.floor((index * pieces) / looked) * tokenizedPieceChars;
    const piece = text.slice(at, at + tokenizedPieceChars);
    chars += piece.length;
    tokens += countTokens(piece, asText);
  }
  return Math.ceil((tokens * text.length) / chars);
};
