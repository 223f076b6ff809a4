// Checks that each expression that reads a body has a bound: API Management ends an expression with a loop
// after five seconds, and a body can have any length.
import type { PolicyDocument } from '../harness/policy-document';
import type { PolicyFinding } from './policy-finding';
import { namedValuesIn, valuesOf } from './policy-values';

// In whatever way the expression comes by the body: nothing else in the surface of expressions has As<>.
const readsBody = /\.\s*As\s*</;

export function checkBodyBounds({ file, root }: PolicyDocument): readonly PolicyFinding[] {
  return valuesOf(root)
    .filter(({ expression }) => expression !== undefined && readsBody.test(expression.code))
    .filter(({ text }) => !namedValuesIn(text).some((name) => name.endsWith('-bytes-max')))
    .map(({ line }) => ({
      file,
      line,
      problem: 'the expression reads a body without a bound, a named value that ends in -bytes-max',
    }));
}
