// Turns the expressions of a syntax tree into plain data.
import type { Node } from 'web-tree-sitter';

import { regroup } from './regroup';
import type { Expression } from './syntax';

export const namedChildren = (node: Node): readonly Node[] =>
  node.namedChildren.filter(
    ({ type }) => !['comment', 'diagnostic_comment', 'decorators'].includes(type),
  );

const given = (node: Node | null | undefined, of: Node): Node => {
  if (node === null || node === undefined) throw new Error(`an incomplete ${of.type}: ${of.text}`);
  return node;
};

const field = (node: Node, name: string): Expression =>
  readExpression(given(node.childForFieldName(name), node));

/** The n-th child that is no comment. */
export const childAt = (node: Node, index: number): Node => given(namedChildren(node)[index], node);

const hasToken = (node: Node, token: string): boolean =>
  node.children.some((child) => !child.isNamed && child.type === token);

export const readExpression = (node: Node): Expression => regroup(readNode(node));

const readNode = (node: Node): Expression => {
  const written = { text: node.text, line: node.startPosition.row + 1 };
  switch (node.type) {
    case 'string':
      return { ...written, ...readString(node) };
    case 'number':
      return { ...written, kind: 'literal', value: Number(node.text) };
    case 'boolean':
      return { ...written, kind: 'literal', value: node.text === 'true' };
    case 'null':
      return { ...written, kind: 'literal', value: null };
    case 'identifier':
    case 'primitive_type':
      return { ...written, kind: 'name', name: node.text };
    // The grammar takes `value!` for a type; in an expression it says that the value is not null.
    case 'nullable_type':
      return readExpression(childAt(node, 0));
    case 'parenthesized_expression':
      return { ...readExpression(childAt(node, 0)), grouped: true };
    case 'member_expression':
      return {
        ...written,
        kind: 'member',
        object: field(node, 'object'),
        property: given(node.childForFieldName('property'), node).text,
        safe: hasToken(node, '.?'),
      };
    case 'subscript_expression':
      return {
        ...written,
        kind: 'index',
        object: field(node, 'object'),
        index: field(node, 'index'),
        safe: hasToken(node, '?'),
      };
    case 'call_expression':
      return {
        ...written,
        kind: 'call',
        name: functionName(given(node.childForFieldName('function'), node)),
        args: namedChildren(given(node.childForFieldName('arguments'), node)).map(readExpression),
      };
    case 'lambda_expression': {
      const head = childAt(node, 0);
      const parameters = head.type === 'identifier' ? [head] : namedChildren(head);
      return {
        ...written,
        kind: 'lambda',
        parameters: parameters.map(({ text }) => text),
        body: readExpression(childAt(node, 1)),
      };
    }
    case 'unary_expression':
      return {
        ...written,
        kind: 'unary',
        operator: given(node.childForFieldName('operator'), node).text,
        argument: field(node, 'argument'),
      };
    case 'binary_expression':
      return {
        ...written,
        kind: 'binary',
        operator: given(node.childForFieldName('operator'), node).text,
        left: field(node, 'left'),
        right: field(node, 'right'),
      };
    case 'ternary_expression':
      return {
        ...written,
        kind: 'ternary',
        condition: field(node, 'condition'),
        consequence: field(node, 'consequence'),
        alternative: field(node, 'alternative'),
      };
    case 'array':
      return { ...written, kind: 'array', items: namedChildren(node).map(readExpression) };
    case 'object':
      return { ...written, kind: 'object', properties: readProperties(node) };
    case 'for_statement':
      return { ...written, kind: 'for', ...readLoop(node), body: field(node, 'body') };
    default:
      return { ...written, kind: 'other' };
  }
};

const functionName = ({ text }: Node): string => {
  if (/^\w+(\.\w+)*$/.test(text)) return text;
  throw new Error(`no name of a function: ${text}`);
};

const readString = (
  node: Node,
): { kind: 'literal'; value: string } | { kind: 'interpolation'; parts: readonly Expression[] } => {
  const parts = namedChildren(node);
  if (!parts.some(({ type }) => type === 'interpolation')) {
    return { kind: 'literal', value: parts.map(textOf).join('') };
  }
  return {
    kind: 'interpolation',
    parts: parts.map((part) =>
      part.type === 'interpolation'
        ? readExpression(childAt(part, 0))
        : {
            text: part.text,
            line: part.startPosition.row + 1,
            kind: 'literal',
            value: textOf(part),
          },
    ),
  };
};

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const textOf = ({ type, text }: Node): string => {
  if (type !== 'escape_sequence') return text;
  const letter = text.slice(1);
  return escapes[letter] ?? letter;
};

const readProperties = (node: Node): ReadonlyMap<string, Expression> => {
  const properties = new Map<string, Expression>();
  for (const property of namedChildren(node)) {
    const key = childAt(property, 0);
    // A nested resource is no property: read-bicep.ts finds it.
    if (key.type === 'resource_declaration') continue;
    const name = key.type === 'string' ? readString(key) : undefined;
    properties.set(
      name === undefined ? key.text : name.kind === 'literal' ? name.value : key.text,
      readExpression(childAt(property, 1)),
    );
  }
  return properties;
};

/** The head of `[for item in list: …]` or `[for (item, index) in list: …]`. */
export const readLoop = (
  node: Node,
): { item: string; index: string | undefined; list: Expression } => {
  const head = childAt(node, 0);
  const [item, index] = head.type === 'for_loop_parameters' ? namedChildren(head) : [head];
  return {
    item: given(item, node).text,
    index: index?.text,
    list: readExpression(childAt(node, 1)),
  };
};
