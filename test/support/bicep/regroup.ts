// The grammar that Bicep is read by binds two things too loosely: what follows a lambda or a ternary
// becomes part of the whole, `(a ? b : c).name` for `a ? b : c.name`. Here it goes where Bicep has it.
import type { Expression } from './syntax';

type Wrap = (last: Expression) => Expression;

export const regroup = (read: Expression): Expression => {
  switch (read.kind) {
    case 'member':
    case 'index':
      return intoLast(read, read.object, (object) => ({ ...read, object })) ?? read;
    case 'binary':
      return (
        ofCondition(read) ?? intoOpenEnd(read, read.left, (left) => ({ ...read, left })) ?? read
      );
    case 'ternary':
      return intoOpenEnd(read, read.condition, (condition) => ({ ...read, condition })) ?? read;
    default:
      return read;
  }
};

/** `a ?? b ? c : d` asks for `a ?? b`. */
const ofCondition = (read: Expression & { readonly kind: 'binary' }): Expression | undefined => {
  const { right } = read;
  if (right.kind !== 'ternary' || right.grouped === true) return undefined;
  return { ...right, text: read.text, condition: regroup({ ...read, right: right.condition }) };
};

/** Names and indexes bind closer than any operator. */
const intoLast = (read: Expression, part: Expression, wrap: Wrap): Expression | undefined => {
  if (part.grouped === true) return undefined;
  if (part.kind === 'binary') return { ...part, text: read.text, right: regroup(wrap(part.right)) };
  if (part.kind === 'unary') {
    return { ...part, text: read.text, argument: regroup(wrap(part.argument)) };
  }
  return intoOpenEnd(read, part, wrap);
};

/** Nothing ends a lambda or a ternary but what is around it. */
const intoOpenEnd = (read: Expression, part: Expression, wrap: Wrap): Expression | undefined => {
  if (part.grouped === true) return undefined;
  if (part.kind === 'lambda') return { ...part, text: read.text, body: regroup(wrap(part.body)) };
  if (part.kind !== 'ternary') return undefined;
  return { ...part, text: read.text, alternative: regroup(wrap(part.alternative)) };
};
