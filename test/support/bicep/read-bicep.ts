// Reads what a Bicep file declares.
import type { Node } from 'web-tree-sitter';

import { parseBicep } from './parse-bicep';
import { childAt, namedChildren, readExpression, readLoop } from './read-expression';
import type {
  BicepFile,
  BicepFunction,
  BicepImport,
  BicepModule,
  BicepParameter,
  BicepResource,
  Deployed,
  Expression,
} from './syntax';

/** Throws where a part of it is not understood. `name` is for the message. */
export const readBicep = async (text: string, name?: string): Promise<BicepFile> => {
  const root = await parseBicep(text, name);
  const parameters = new Map<string, BicepParameter>();
  const variables = new Map<string, Expression>();
  const functions = new Map<string, BicepFunction>();
  const outputs = new Map<string, Expression>();
  const imports: BicepImport[] = [];
  const resources: BicepResource[] = [];
  const modules: BicepModule[] = [];
  let decorators: readonly string[] = [];
  for (const node of root.namedChildren) {
    if (node.type.endsWith('comment')) continue;
    if (node.type === 'decorators') {
      decorators = namedChildren(node).map((decorator) => decorator.text);
      continue;
    }
    switch (node.type) {
      case 'parameter_declaration': {
        const [, type, value] = namedChildren(node);
        parameters.set(childAt(node, 0).text, {
          type: type?.text ?? '',
          default: value === undefined ? undefined : readExpression(value),
          decorators,
        });
        break;
      }
      case 'variable_declaration':
        variables.set(childAt(node, 0).text, readExpression(childAt(node, 1)));
        break;
      case 'output_declaration':
        outputs.set(childAt(node, 0).text, readExpression(childAt(node, 2)));
        break;
      case 'user_defined_function':
        functions.set(childAt(node, 0).text, readFunction(node));
        break;
      case 'import_functionality':
        imports.push(...readImports(node));
        break;
      case 'resource_declaration':
        resources.push(...readResources(node));
        break;
      case 'module_declaration':
        modules.push({ ...readDeployed(node), path: literalText(childAt(node, 1)) });
        break;
    }
    decorators = [];
  }
  return { text, imports, parameters, variables, functions, resources, modules, outputs };
};

/** A parameter file: its `param name = value` are variables in all but the word. */
export const readBicepParameters = async (
  text: string,
  name?: string,
): Promise<ReadonlyMap<string, Expression>> =>
  (await readBicep(text.replaceAll(/^param (?=\w+ =)/gm, 'var '), name)).variables;

const readFunction = (node: Node): BicepFunction => {
  const [, parameters, , body] = namedChildren(node);
  if (parameters === undefined || body === undefined) throw new Error(`no function: ${node.text}`);
  return {
    parameters: namedChildren(parameters).map((parameter) => childAt(parameter, 0).text),
    body: readExpression(body),
  };
};

const readImports = (node: Node): readonly BicepImport[] => {
  const children = namedChildren(node);
  const from = literalText(childAt(node, children.length - 1));
  const clause = /\{([^]*)\}/.exec(node.text)?.[1] ?? '';
  return clause
    .split(',')
    .map((part) => part.trim().split(/\s+as\s+/))
    .filter(([name]) => name !== undefined && name !== '')
    .map(([name = '', alias = name]) => ({ name, alias, from }));
};

const readResources = (node: Node, parentType?: string): readonly BicepResource[] => {
  const deployed = readDeployed(node);
  const [written = '', version = ''] = literalText(childAt(node, 1)).split('@');
  const type = parentType === undefined ? written : `${parentType}/${written}`;
  const existing = node.children.some((child) => child.type === 'existing');
  const nested = namedChildren(bodyNode(node))
    .map((property) => childAt(property, 0))
    .filter((child) => child.type === 'resource_declaration')
    .flatMap((child) => readResources(child, type));
  return [{ ...deployed, type, version, existing }, ...nested];
};

const readDeployed = (node: Node): Deployed => {
  const outer = childAt(node, 2);
  const inner = outer.type === 'for_statement' ? childAt(outer, 2) : outer;
  const body = readExpression(bodyNode(node));
  if (body.kind !== 'object') throw new Error(`no body: ${node.text}`);
  return {
    symbol: childAt(node, 0).text,
    line: node.startPosition.row + 1,
    loop: outer.type === 'for_statement' ? readLoop(outer) : undefined,
    condition: inner.type === 'if_statement' ? readExpression(childAt(inner, 0)) : undefined,
    body,
  };
};

/** The object in `{}`, `if (…) {}`, `[for … : {}]` and `[for … : if (…) {}]`. */
const bodyNode = (node: Node): Node => {
  let body = childAt(node, 2);
  if (body.type === 'for_statement') body = childAt(body, 2);
  if (body.type === 'if_statement') body = childAt(body, 1);
  return body;
};

const literalText = (node: Node): string => {
  const text = readExpression(node);
  if (text.kind !== 'literal' || typeof text.value !== 'string') {
    throw new Error(`not a plain text: ${node.text}`);
  }
  return text.value;
};
