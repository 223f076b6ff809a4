// The syntax tree of a Bicep text, by the grammar tree-sitter-bicep. It never answers with half a tree: what
// the grammar does not know is an error here, so that no test passes because it saw nothing.
import { readFile } from 'node:fs/promises';
import { Language, Parser, type Node } from 'web-tree-sitter';

let loading: Promise<Parser> | undefined;

const load = async (): Promise<Parser> => {
  await Parser.init();
  // Given a path, the library would load its reader by an import() that Jest cannot run.
  const grammar = require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
  return new Parser().setLanguage(await Language.load(await readFile(grammar)));
};

/** Throws where a part of the text was not understood, with its place. */
export const parseBicep = async (text: string, name = 'the text'): Promise<Node> => {
  const parser = await (loading ??= load());
  const root = parser.parse(text)?.rootNode;
  if (root === undefined) throw new Error(`${name} was not parsed`);
  const broken = root.hasError ? firstError(root) : undefined;
  if (broken !== undefined) {
    const { row, column } = broken.startPosition;
    throw new Error(
      `${name}:${row + 1}:${column + 1}: not understood: ${broken.text.slice(0, 60)}`,
    );
  }
  return root;
};

const firstError = (node: Node): Node => {
  if (node.isError || node.isMissing) return node;
  const inside = node.children.find((child) => child.hasError || child.isMissing);
  return inside === undefined ? node : firstError(inside);
};
