// Checks that what policy files name exists: fragments are used, and the README tells the platform
// team of every named value, logger and backend that it must create.
import type { PolicyFolder } from '../harness/policy-folder';
import type { PolicyFinding } from './policy-finding';
import { namedValuesIn, valuesOf, type PlacedValue } from './policy-values';

const fragmentBytesMax = 512 * 1024;

/** Attributes that name something outside of the policies. */
const outside: ReadonlyMap<string, string> = new Map([
  ['log-to-eventhub logger-id', 'logger'],
  ['set-backend-service backend-id', 'backend'],
  ['llm-semantic-cache-lookup embeddings-backend-id', 'backend'],
  ['azure-openai-semantic-cache-lookup embeddings-backend-id', 'backend'],
]);

export const checkFragments = ({ apis, fragments }: PolicyFolder): readonly PolicyFinding[] => {
  const included = new Set(apis.flatMap(({ root }) => includedIn(valuesOf(root))));
  return fragments.flatMap(({ file, name, source, root }) => {
    const at = (problem: string): PolicyFinding => ({ file, line: root.line, problem });
    const bytes = Buffer.byteLength(source);
    return [
      ...(root.name === 'fragment' ? [] : [at('the root is not <fragment>')]),
      ...(included.has(name) ? [] : [at('no API policy includes this fragment')]),
      ...(bytes > fragmentBytesMax ? [at(`${bytes} bytes: more than ${fragmentBytesMax}`)] : []),
    ];
  });
};

const includedIn = (values: readonly PlacedValue[]): readonly string[] =>
  values.filter(({ attribute }) => attribute === 'fragment-id').map(({ text }) => text);

export const checkReadme = (
  { apis, fragments }: PolicyFolder,
  readme: string,
): readonly PolicyFinding[] => {
  const named = new Set([...readme.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]));
  const rows = new Set([...readme.matchAll(/^\|\s*`([^`\n]+)`\s*\|/gm)].map((match) => match[1]));
  return [...apis, ...fragments].flatMap(({ file, root }) =>
    valuesOf(root).flatMap(({ line, text, element, attribute, expression }) => {
      const at = (problem: string): PolicyFinding => ({ file, line, problem });
      const kind = expression === undefined ? outside.get(`${element} ${attribute}`) : undefined;
      return [
        ...namedValuesIn(text)
          .filter((name) => !rows.has(name))
          .map((name) => at(`README.md has no row for the named value ${name}`)),
        ...(kind === undefined || named.has(text) || namedValuesIn(text).length > 0
          ? []
          : [at(`README.md does not name the ${kind} ${text}`)]),
      ];
    }),
  );
};
