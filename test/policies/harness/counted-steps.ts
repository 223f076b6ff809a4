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
const countedMethods = new Set([
  ...['IndexOf', 'Substring', 'Insert', 'Trim', 'Split', 'ToCharArray', 'AsJwt'],
]);
const countedClasses: ReadonlyMap<string, string> = new Map([
  ['Regex', 'Counting.CountedRegex'],
  ['JToken', 'Counting.CountedJson'],
]);
/** Classes with methods of the same names that read no text. */
const otherOwners = new Set(['Array']);
/** Methods that read a whole text or list, and are not counted: a loop must not call them. */
const uncountedMethods = new Set([
  ...['Contains', 'LastIndexOf', 'IndexOfAny', 'LastIndexOfAny', 'Replace', 'Remove', 'Join'],
  ...['TrimStart', 'TrimEnd', 'ToLower', 'ToLowerInvariant', 'ToUpper', 'ToUpperInvariant'],
  ...['Concat', 'PadLeft', 'PadRight', 'ToArray', 'ToList', 'SequenceEqual'],
  ...['Count', 'Any', 'All', 'Where', 'Select', 'Skip', 'Take', 'ElementAt', 'Last', 'Reverse'],
]);

/** Throws if a loop or a call cannot be counted. */
export function countingEdits(tokens: readonly CSharpToken[]): readonly Edit[] {
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  return code.flatMap((token, index) => [
    ...loopEdits(code, index),
    ...appendEdits(code, index),
    ...methodEdits(code, index),
    ...classEdits(token, code.slice(index + 1, index + 3), code[index - 1]),
  ]);
}

function loopEdits(code: readonly CSharpToken[], index: number): readonly Edit[] {
  const keyword = code[index];
  if (keyword?.kind !== 'identifier' || !['for', 'foreach', 'while', 'do'].includes(keyword.text)) {
    return [];
  }
  const begin = keyword.text === 'do' ? index + 1 : endOf(code, index + 1) + 1;
  const body = code[begin];
  if (keyword.text === 'while' && body?.text === ';') return [];
  if (body?.text !== '{') throw new Error(`a loop without braces: ${keyword.text}`);
  requireCountedCalls(code, begin, endOf(code, begin));
  return [{ at: body.at + 1, length: 0, text: countTurn }];
}

/** The index of the bracket that closes the one at `open`. */
function endOf(code: readonly CSharpToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (isBracket(code[at], '([{')) depth++;
    if (isBracket(code[at], ')]}')) depth--;
    if (depth === 0) return at;
  }
  throw new Error('a loop whose head or body does not end');
}

function isBracket(token: CSharpToken | undefined, brackets: string): boolean {
  return token?.kind === 'symbol' && brackets.includes(token.text);
}

function requireCountedCalls(code: readonly CSharpToken[], begin: number, end: number): void {
  for (let at = begin; at < end; at++) {
    const [owner, dot, name, open] = code.slice(at, at + 4);
    const isCall = dot?.text === '.' && open?.text === '(' && name?.kind === 'identifier';
    if (!isCall || !uncountedMethods.has(name.text)) continue;
    if (name.text === 'Contains' && isHashSet(code, owner?.text)) continue;
    throw new Error(`a call in a loop that is not counted: ${name.text}`);
  }
}

/** Whether the name is of a variable that is declared as a set, which finds without a search. */
function isHashSet(code: readonly CSharpToken[], name: string | undefined): boolean {
  return code.some(
    ({ text }, at) =>
      text === name &&
      code[at + 1]?.text === '=' &&
      code[at + 2]?.text === 'new' &&
      code[at + 3]?.text === 'HashSet',
  );
}

/** Text that grows is copied: an addition to a text counts the text as it was before. */
function appendEdits(code: readonly CSharpToken[], index: number): readonly Edit[] {
  const [target, first, second, third] = code.slice(index, index + 4);
  if (target === undefined || first === undefined || second === undefined) return [];
  if (first.text === '=' && second.text === target.text && third?.text === '+') {
    throw new Error(`an addition that is not counted: write ${target.text} +=`);
  }
  if (first.text !== '+' || second.text !== '=' || second.at !== first.at + 1) return [];
  if (target.kind !== 'identifier' || code[index - 1]?.text === '.') {
    throw new Error('an addition that is not counted: its target is no variable');
  }
  let end = index + 3;
  while (end < code.length && !isBracket(code[end], ';,)]}')) {
    end = isBracket(code[end], '([{') ? endOf(code, end) + 1 : end + 1;
  }
  const endAt = code[end]?.at;
  if (endAt === undefined) throw new Error('an addition that does not end');
  return [
    { at: second.at + 1, length: 0, text: ` Counting.Steps.Added(${target.text},` },
    { at: endAt, length: 0, text: ')' },
  ];
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
