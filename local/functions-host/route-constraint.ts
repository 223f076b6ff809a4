// Inline constraints of route parameters, such as `{id:int}` or `{code:length(3)}`. A value that
// does not meet them is another route's, or nobody's: the answer is 404, not 400.

export type Constraint = (value: string) => boolean;

const GUID = /^[({]?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}[)}]?$/i;
const WHOLE = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

const PLAIN: Readonly<Record<string, Constraint>> = {
  int: (value) => WHOLE.test(value) && BigInt.asIntN(32, BigInt(value)) === BigInt(value),
  long: (value) => WHOLE.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value),
  decimal: (value) => DECIMAL.test(value),
  double: (value) => DECIMAL.test(value),
  float: (value) => DECIMAL.test(value),
  bool: (value) => /^(?:true|false)$/i.test(value),
  guid: (value) => GUID.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
};

const WITH_NUMBERS: Readonly<Record<string, (a: number, b: number | undefined) => Constraint>> = {
  length: (a, b) => (value) => value.length >= a && value.length <= (b ?? a),
  minlength: (a) => (value) => value.length >= a,
  maxlength: (a) => (value) => value.length <= a,
  min: (a) => (value) => WHOLE.test(value) && Number(value) >= a,
  max: (a) => (value) => WHOLE.test(value) && Number(value) <= a,
  range: (a, b) => (value) => WHOLE.test(value) && Number(value) >= a && Number(value) <= (b ?? a),
};

/** An error when the constraint is none that this host knows. */
export function parseConstraint(text: string): Constraint {
  const [, name = '', argument] = /^([a-z]+)(?:\((.*)\))?$/i.exec(text) ?? [];
  const plain = PLAIN[name.toLowerCase()];
  if (plain !== undefined && argument === undefined) return plain;
  if (name.toLowerCase() === 'regex' && argument !== undefined) {
    const pattern = new RegExp(argument, 'i');
    return (value) => pattern.test(value);
  }
  const withNumbers = WITH_NUMBERS[name.toLowerCase()];
  const [a, b] = (argument ?? '').split(',').map((part) => Number(part.trim() || NaN));
  if (withNumbers === undefined || a === undefined || Number.isNaN(a) || Number.isNaN(b)) {
    throw new Error(`":${text}" is no route constraint that this host knows`);
  }
  return withNumbers(a, b);
}
