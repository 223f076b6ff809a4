// What stands at a place of a Bicep file, as text.
import { fileOf, type BicepFolder } from '../bicep/bicep-folder';
import type { Expression } from '../bicep/syntax';

/**
 * `main.bicep#vault.lock` is what a module is called with, or a property of a resource; `.loop` what it is repeated
 * for, `.if` its condition. `file#variable` and `file#function()` are expressions, of which `.0` is the first object.
 */
export const bicepTextAt = (folder: BicepFolder, place: string): string | undefined => {
  const [file = '', rest = ''] = place.split('#');
  const [symbol = '', ...path] = rest.split('.');
  const { resources, modules, variables, functions } = fileOf(folder, file);
  const deployed = [...resources, ...modules].find((each) => each.symbol === symbol);
  if (path[0] === 'loop') return oneLine(deployed?.loop?.list);
  if (path[0] === 'if') return oneLine(deployed?.condition);
  const body = deployed?.body.properties.get('params') ?? deployed?.body;
  const whole = body ?? variables.get(symbol) ?? functions.get(symbol.replace('()', ''))?.body;
  return oneLine(path.reduce(partOf, whole));
};

const partOf = (whole: Expression | undefined, name: string): Expression | undefined => {
  if (whole === undefined) return undefined;
  if (/^\d+$/.test(name)) return objectsIn(whole)[Number(name)];
  return whole.kind === 'object' ? whole.properties.get(name) : undefined;
};

type BicepObject = Expression & { readonly kind: 'object' };

/** Those that stand in others come after them. */
export const objectsIn = (expression: Expression): readonly BicepObject[] => {
  const inside = partsOf(expression).flatMap(objectsIn);
  return expression.kind === 'object' ? [expression, ...inside] : inside;
};

/** What an expression is put together of, where objects may be in it. */
const partsOf = (expression: Expression): readonly Expression[] => {
  if (expression.kind === 'object') return [...expression.properties.values()];
  if (expression.kind === 'array') return expression.items;
  if (expression.kind === 'call') return expression.args;
  if (expression.kind === 'lambda' || expression.kind === 'for') return [expression.body];
  if (expression.kind === 'ternary') return [expression.consequence, expression.alternative];
  return [];
};

const oneLine = (expression: Expression | undefined): string | undefined =>
  expression?.text.replaceAll(/\s+/g, ' ').trim();
