// The types that a Bicep file declares as objects, with the names of their properties.
import { parseBicep } from './parse-bicep';
import { childAt, namedChildren } from './read-expression';

export const typeProperties = async (
  text: string,
  name?: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const root = await parseBicep(text, name);
  const declarations = root.namedChildren.filter(({ type }) => type === 'type_declaration');
  return new Map(
    declarations.map((declaration) => {
      const properties = namedChildren(childAt(declaration, 1)).filter(
        ({ type }) => type === 'object_property',
      );
      return [
        childAt(declaration, 0).text,
        properties.map((property) => childAt(property, 0).text),
      ] as const;
    }),
  );
};
