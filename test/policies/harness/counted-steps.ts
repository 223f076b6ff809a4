// Rewrites an expression so that harness/csharp/CountedSteps.cs counts its work: the turns of its loops,
// and the characters that its calls read.
import type { CSharpToken } from './csharp-tokens';

/** Text that takes the place of `length` characters of the code. */
export interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const countTurn = ' Counting.Steps.Count(1);';
const countedMethods = new Set(['IndexOf', 'Substring', 'Insert', 'Trim', 'Split', 'AsJwt']);
const countedClasses: ReadonlyMap<string, string> = new Map([
  ['Regex', 'Counting.CountedRegex'],
  ['JToken', 'Counting.CountedJson'],
]);
/** Classes with methods of the same names that read no text. */
const otherOwners = new Set(['Array']);

/** Throws if a loop or a call cannot be counted. */
export function countingEdits(tokens: readonly CSharpToken[]): readonly Edit[] {
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  return code.flatMap((token, index) => [
    ...loopEdits(code, index),
    ...methodEdits(code, index),
    ...classEdits(token, code.slice(index + 1, index + 3), code[index - 1]),
  ]);
}

function loopEdits(code: readonly CSharpToken[], index: number): readonly Edit[] {
  const keyword = code[index];
  if (keyword?.kind !== 'identifier' || !['for', 'foreach', 'while', 'do'].includes(keyword.text)) {
    return [];
  }
  const body = code[keyword.text === 'do' ? index + 1 : headEnd(code, index + 1) + 1];
  if (keyword.text === 'while' && body?.text === ';') return [];
  if (body?.text !== '{') throw new Error(`a loop without braces: ${keyword.text}`);
  return [{ at: body.at + 1, length: 0, text: countTurn }];
}

/** The index of the bracket that closes the one at `open`. */
function headEnd(code: readonly CSharpToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at]?.text === '(') depth++;
    if (code[at]?.text === ')') depth--;
    if (depth === 0) return at;
  }
  throw new Error('a loop whose head does not end');
}

function methodEdits(code: readonly CSharpToken[], index: number): readonly Edit[] {
  const [owner, dot, name, open] = code.slice(Math.max(0, index - 1), index + 3);
  const isCall = dot?.text === '.' && open?.text === '(' && name?.kind === 'identifier';
  if (!isCall || !countedMethods.has(name.text) || otherOwners.has(owner?.text ?? '')) return [];
  return [{ at: name.at, length: 0, text: 'Counted' }];
}

function classEdits(
  token: CSharpToken,
  next: readonly CSharpToken[],
  before: CSharpToken | undefined,
): readonly Edit[] {
  const counted = token.kind === 'identifier' ? countedClasses.get(token.text) : undefined;
  if (counted !== undefined && before?.text === 'new') {
    throw new Error(`an object whose calls are not counted: new ${token.text}`);
  }
  if (counted === undefined || next[0]?.text !== '.' || next[1]?.kind !== 'identifier') return [];
  return [{ at: token.at, length: token.text.length, text: counted }];
}
