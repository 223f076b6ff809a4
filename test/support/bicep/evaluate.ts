// Computes what a Bicep expression comes to, for the expressions that need nothing but parameters: defaults,
// choices, texts put together. It follows Resource Manager where that differs from what one would guess.
import type { Expression } from './syntax';

/** Where an expression finds its names and its functions. */
export interface Scope {
  /** Throws where the name has no value that can be known without Azure. */
  readonly valueOf: (name: string) => unknown;
  readonly call: (name: string, args: readonly unknown[]) => unknown;
}

type Value = Readonly<Record<string, unknown>>;

export const evaluate = (expression: Expression, scope: Scope): unknown => {
  const value = (part: Expression): unknown => evaluate(part, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'interpolation':
      return expression.parts.map((part) => asText(value(part))).join('');
    case 'name':
      return scope.valueOf(expression.name);
    case 'member':
      return member(value(expression.object), expression.property, expression);
    case 'index':
      return member(value(expression.object), String(value(expression.index)), expression);
    case 'call':
      return scope.call(expression.name, expression.args.map(value));
    case 'lambda':
      return (...args: readonly unknown[]) =>
        evaluate(
          expression.body,
          withValues(
            scope,
            Object.fromEntries(expression.parameters.map((name, index) => [name, args[index]])),
          ),
        );
    case 'unary':
      return expression.operator === '!'
        ? !value(expression.argument)
        : -asNumber(value(expression.argument));
    case 'binary':
      return binary(expression, value);
    case 'ternary':
      return value(expression.condition) === true
        ? value(expression.consequence)
        : value(expression.alternative);
    case 'array':
      return expression.items.map(value);
    case 'object':
      return Object.fromEntries(
        [...expression.properties].map(([key, part]) => [key, value(part)]),
      );
    case 'for':
      return evaluateLoop(expression, scope, (inner) => evaluate(expression.body, inner));
    case 'other':
      throw new Error(`line ${expression.line}: not known without Azure: ${expression.text}`);
  }
};

/** One result for each item; `each` gets a scope in which item and index are known. */
export const evaluateLoop = <T>(
  loop: { readonly item: string; readonly index: string | undefined; readonly list: Expression },
  scope: Scope,
  each: (scope: Scope) => T,
): readonly T[] =>
  (evaluate(loop.list, scope) as readonly unknown[]).map((item, index) =>
    each(
      withValues(scope, {
        [loop.item]: item,
        ...(loop.index === undefined ? {} : { [loop.index]: index }),
      }),
    ),
  );

export const withValues = (scope: Scope, values: Value): Scope => ({
  ...scope,
  valueOf: (name) => (name in values ? values[name] : scope.valueOf(name)),
});

/** As Resource Manager writes a value into a text: booleans begin with a capital letter. */
export const asText = (value: unknown): string => {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
};

const asNumber = (value: unknown): number => {
  if (typeof value !== 'number') throw new Error(`no number: ${JSON.stringify(value)}`);
  return value;
};

const member = (
  object: unknown,
  property: string,
  { safe, text, line }: { readonly safe: boolean; readonly text: string; readonly line: number },
): unknown => {
  if (object !== null && typeof object === 'object' && property in object) {
    return (object as Value)[property] ?? null;
  }
  if (safe || object === null) return null;
  throw new Error(`line ${line}: ${text}: there is no ${property}`);
};

const binary = (
  { operator, left, right }: Expression & { readonly kind: 'binary' },
  value: (part: Expression) => unknown,
): unknown => {
  switch (operator) {
    case '??':
      return value(left) ?? value(right);
    case '&&':
      return value(left) === true && value(right) === true;
    case '||':
      return value(left) === true || value(right) === true;
    case '==':
      return (value(left) ?? null) === (value(right) ?? null);
    case '!=':
      return (value(left) ?? null) !== (value(right) ?? null);
  }
  const [a, b] = [asNumber(value(left)), asNumber(value(right))];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return Math.trunc(a / b);
    case '%':
      return a % b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    default:
      throw new Error(`the operator ${operator} is not computed here`);
  }
};
