// The grammar that Bicep is read by takes what follows an operator, a lambda or a ternary for a part of the
// whole: `(a ? b : c).name` where Bicep has `a ? b : c.name`. Here it goes where it belongs.
import type { Expression } from './syntax';

type Binary = Expression & { readonly kind: 'binary' };
type Wrap = (last: Expression) => Expression;

export const regroup = (read: Expression): Expression => {
  if (read.kind === 'member' || read.kind === 'index') {
    return intoLast(read, read.object, (object) => ({ ...read, object })) ?? read;
  }
  if (read.kind === 'binary') return regroupBinary(read);
  if (read.kind === 'ternary') {
    return intoOpenEnd(read, read.condition, (condition) => ({ ...read, condition })) ?? read;
  }
  return read;
};

/** From the loosest to the tightest: https://learn.microsoft.com/azure/azure-resource-manager/bicep/operators */
const operators = [
  ['??'],
  ['||'],
  ['&&'],
  ['==', '!=', '=~', '!~'],
  ['<', '<=', '>', '>='],
  ['+', '-'],
];

const tightness = ({ operator }: Binary): number => {
  const index = operators.findIndex((level) => level.includes(operator));
  return index < 0 ? operators.length : index;
};

const regroupBinary = (read: Binary): Expression => {
  const { left, right, text } = read;
  const intoLeft = (part: Expression): Expression => regroup({ ...read, left: part });
  const intoRight = (part: Expression): Expression => regroup({ ...read, right: part });
  if (left.kind === 'binary' && !isGrouped(left) && tightness(left) < tightness(read)) {
    return { ...left, text, right: intoLeft(left.right) };
  }
  if (right.kind === 'binary' && !isGrouped(right) && tightness(right) < tightness(read)) {
    return { ...right, text, left: intoRight(right.left) };
  }
  // `a ?? b ? c : d` asks for `a ?? b`.
  if (right.kind === 'ternary' && !isGrouped(right)) {
    return { ...right, text, condition: intoRight(right.condition) };
  }
  return intoOpenEnd(read, left, (part) => ({ ...read, left: part })) ?? read;
};

/** Names and indexes bind tighter than any operator. */
const intoLast = (read: Expression, part: Expression, wrap: Wrap): Expression | undefined => {
  if (isGrouped(part)) return undefined;
  const { text } = read;
  if (part.kind === 'binary') return { ...part, text, right: regroup(wrap(part.right)) };
  if (part.kind === 'unary') return { ...part, text, argument: regroup(wrap(part.argument)) };
  return intoOpenEnd(read, part, wrap);
};

/** Nothing ends a lambda or a ternary but what is around it. */
const intoOpenEnd = (read: Expression, part: Expression, wrap: Wrap): Expression | undefined => {
  if (isGrouped(part)) return undefined;
  const { text } = read;
  if (part.kind === 'lambda') return { ...part, text, body: regroup(wrap(part.body)) };
  if (part.kind !== 'ternary') return undefined;
  return { ...part, text, alternative: regroup(wrap(part.alternative)) };
};

const isGrouped = ({ grouped }: Expression): boolean => grouped === true;
