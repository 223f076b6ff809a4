// The settings in what the parser of Terraform answers: JSON, in which expressions are texts in ${…}.
import { getExpressionAst, parse } from './hcl-parser';

import type { Setting } from './setting';

/** A node of the parser's tree, as far as it is used here. */
export interface Node {
  readonly type: string;
  /** Parts of the expression, as they are written. */
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly children: readonly Node[];
}

/** As the parser answers them, by name. */
export type Locals = ReadonlyMap<string, unknown>;

/** `locals` are put in where an expression is the name of one. */
export const settingOfJson = async (json: unknown, locals?: Locals): Promise<Setting> => {
  if (typeof json === 'string') {
    return json.includes('${') ? ofTemplate(json, locals) : { kind: 'literal', value: json };
  }
  if (typeof json === 'number' || typeof json === 'boolean' || json === null) {
    return { kind: 'literal', value: json };
  }
  if (Array.isArray(json)) {
    return { kind: 'array', items: await all(json, (item) => settingOfJson(item, locals)) };
  }
  const entries = await all(
    Object.entries(json as object),
    async ([name, value]): Promise<[string, Setting]> => [name, await settingOfJson(value, locals)],
  );
  return { kind: 'object', properties: new Map(entries) };
};

const ofTemplate = async (text: string, locals?: Locals): Promise<Setting> => {
  const inner = /^\$\{([^]*)\}$/.exec(text)?.[1];
  // A plain name needs no parser, and most are.
  if (inner !== undefined && /^[\w.]+$/.test(inner)) return ofName(inner, locals);
  // "${a}-${b}" begins and ends as one expression does, and is none.
  const alone = inner === undefined ? undefined : await treeOf(inner);
  if (inner !== undefined && alone !== undefined) return ofExpression(inner, alone, locals);
  const quoted = JSON.stringify(text).replaceAll(/\\"/g, '"');
  const tree = (await treeOf(quoted)) ?? { type: 'unknown', children: [] };
  return ofExpression(quoted, tree, locals);
};

const ofExpression = async (text: string, tree: Node, locals?: Locals): Promise<Setting> => {
  const part = async (inner: unknown): Promise<Setting> => {
    const expression = String(inner);
    const found = await treeOf(expression);
    return found === undefined
      ? { kind: 'computed', text: expression }
      : ofExpression(expression, found, locals);
  };
  const meta = tree.meta ?? {};
  switch (tree.type) {
    case 'literalValue':
      return { kind: 'literal', value: literalOf(text) };
    case 'template':
      return ofText(text, tree);
    case 'conditional':
      return {
        kind: 'either',
        arms: [await part(meta['trueExpression']), await part(meta['falseExpression'])],
      };
    case 'for':
      return { kind: 'each', body: await part(meta['valueExpression']) };
    case 'object':
    case 'tuple': {
      const { locals: blocks } = (await parse('part.tf', `locals {\n  part = ${text}\n}`)) as {
        readonly locals: readonly { readonly part: unknown }[];
      };
      return settingOfJson(blocks[0]?.part, locals);
    }
    case 'scopeTraversal':
      return ofName(text.trim(), locals);
    default:
      // Parentheses are a node without a name.
      return tree.type === '' && tree.children.length === 1
        ? part(tree.children[0]?.meta?.['value'])
        : { kind: 'computed', text };
  }
};

const ofName = async (text: string, locals?: Locals): Promise<Setting> => {
  const name = /^local\.(\w+)$/.exec(text)?.[1];
  return name !== undefined && locals?.has(name) === true
    ? settingOfJson(locals.get(name), locals)
    : { kind: 'computed', text };
};

const ofText = (text: string, { children }: Node): Setting => {
  const parts = children.map(({ type, meta }) =>
    type === 'literalValue' ? textOf(meta?.['value']) : '…',
  );
  return parts.includes('…')
    ? { kind: 'computed', text, shape: parts.join('') }
    : { kind: 'literal', value: parts.join('') };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number, a boolean or null: texts are templates. */
const literalOf = (text: string): number | boolean | null =>
  JSON.parse(text.trim()) as number | boolean | null;

const trees = new Map<string, Promise<Node | undefined>>();

/** Kept by text, because the parser takes its time. */
export const treeOf = (expression: string): Promise<Node | undefined> => {
  const known = trees.get(expression) ?? parsed(expression);
  trees.set(expression, known);
  return known;
};

const parsed = async (expression: string): Promise<Node | undefined> => {
  try {
    return (await getExpressionAst('part.tf', expression)) ?? undefined;
  } catch {
    // Not one expression: the caller takes it for a text.
    return undefined;
  }
};

const all = async <T, R>(
  items: readonly T[],
  each: (item: T) => Promise<R>,
): Promise<readonly R[]> => Promise.all(items.map(each));
