// What stands at a place of a Terraform file, and what its loops run over, as text: enough to hold one
// expression beside another.
import { treeOf, type Node } from './terraform-settings';

/** By key, what each attribute says. A key that is put together has … for what is put in. */
export type Rows = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The innermost objects of an expression, by the key that each stands under. */
export const rowsOf = async (json: unknown): Promise<Rows> => new Map(await rowsIn(textOf(json)));

type Row = readonly [key: string, attributes: ReadonlyMap<string, string>];

const rowsIn = async (text: string, key = ''): Promise<readonly Row[]> => {
  const tree = await treeOf(text);
  return tree === undefined ? [] : rowsOfNode(tree, key);
};

const rowsOfNode = async (node: Node, key: string): Promise<readonly Row[]> => {
  const items = itemsOf(node);
  if (items.size > 0 && !node.children.some(hasObject)) return [[key, items]];
  const found = items.size > 0 ? inItems(items) : inChildren(node, key);
  return (await Promise.all(found)).flat();
};

const inItems = (items: ReadonlyMap<string, string>): readonly Promise<readonly Row[]>[] =>
  [...items].map(([name, text]) => rowsIn(text, name));

/** Those of a loop begin with what it runs over. */
const inChildren = (node: Node, key: string): readonly Promise<readonly Row[]>[] =>
  node.children.map((child, index) =>
    rowsOfNode(child, index === 0 ? key : (keyOfLoop(node) ?? key)),
  );

/** What stands at a path such as `body.properties.logs`, also inside of conditions and loops. */
export const textAt = async (json: unknown, path: string): Promise<string | undefined> => {
  let text: string | undefined = textOf(json);
  for (const name of path.split('.').filter((each) => each !== '')) {
    const tree: Node | undefined = text === undefined ? undefined : await treeOf(text);
    text = tree === undefined ? undefined : firstIn(tree, name);
  }
  return text?.replaceAll(/\s+/g, ' ').trim();
};

/** `if` is the condition of a loop. */
const firstIn = (node: Node, name: string): string | undefined =>
  (name === 'if' ? said(node, 'conditionalExpression') : undefined) ??
  itemsOf(node).get(name) ??
  (keyOfLoop(node) === name ? said(node, 'valueExpression') : undefined) ??
  node.children.map((child) => firstIn(child, name)).find((found) => found !== undefined);

const hasObject = (node: Node): boolean => itemsOf(node).size > 0 || node.children.some(hasObject);

const itemsOf = ({ type, meta }: Node): ReadonlyMap<string, string> => {
  const items = type === 'object' ? meta?.['items'] : undefined;
  const entries = Object.entries((items ?? {}) as Readonly<Record<string, string>>);
  return new Map(entries.map(([key, text]) => [plainKey(key), text]));
};

/** The key of each row that a loop makes. */
const keyOfLoop = (node: Node): string | undefined => {
  const key = said(node, 'keyExpression');
  return key === undefined ? undefined : plainKey(key);
};

/** `"editor/${editor.id}"` is `editor/…`. */
const plainKey = (key: string): string =>
  key.replace(/^"([^]*)"$/, '$1').replaceAll(/\$\{[^}]*\}/g, '…');

const said = ({ type, meta }: Node, part: string): string | undefined => {
  const text = type === 'for' ? meta?.[part] : undefined;
  return typeof text === 'string' ? text : undefined;
};

/** What the parser answers as JSON, as one expression again. */
const textOf = (json: unknown): string => {
  if (typeof json === 'string') {
    const inner = /^\$\{([^]*)\}$/.exec(json)?.[1];
    return inner !== undefined && isOne(inner)
      ? inner
      : JSON.stringify(json).replaceAll('\\"', '"');
  }
  if (Array.isArray(json)) return `[${json.map(textOf).join(', ')}]`;
  if (typeof json !== 'object' || json === null) return String(json);
  const parts = Object.entries(json).map(
    ([key, value]) => `${JSON.stringify(key)} = ${textOf(value)}`,
  );
  return `{ ${parts.join(', ')} }`;
};

/** `${a}-${b}` begins and ends as one expression does, and is none. */
const isOne = (inner: string): boolean => {
  let depth = 0;
  for (const brace of inner.match(/[{}]/g) ?? []) {
    depth += brace === '{' ? 1 : -1;
    if (depth < 0) return false;
  }
  return true;
};
