// What the policies name that has to exist in API Management before they do.
import type { PolicyFolder } from '../../../policies/harness/policy-folder';
import type { PolicyDocument } from '../../../policies/harness/policy-document';
import { namedValuesIn, valuesOf } from '../../../policies/rules/policy-values';

export const kinds = ['named value', 'fragment', 'logger', 'backend'] as const;

export type Names = Readonly<Record<(typeof kinds)[number], ReadonlySet<string>>>;

/** Attributes that name something outside of their file. */
const kindByAttribute: ReadonlyMap<string, (typeof kinds)[number]> = new Map([
  ['fragment-id', 'fragment'],
  ['logger-id', 'logger'],
  ['backend-id', 'backend'],
  ['embeddings-backend-id', 'backend'],
]);

/** All that these API policies name, and the fragments that they include. */
export const referencesOf = (
  apis: readonly PolicyDocument[],
  { fragments }: PolicyFolder,
): Names => {
  const direct = apis.map(namesIn);
  const included = fragments.filter(({ name }) => direct.some((names) => names.fragment.has(name)));
  return joined([...direct, ...included.map(namesIn)]);
};

const namesIn = ({ root }: PolicyDocument): Names => {
  const values = valuesOf(root);
  const named = (wanted: string): ReadonlySet<string> =>
    new Set(
      values
        .filter(({ attribute }) => kindByAttribute.get(attribute) === wanted)
        .map(({ text }) => text),
    );
  return {
    'named value': new Set(values.flatMap(({ text }) => namedValuesIn(text))),
    fragment: named('fragment'),
    logger: named('logger'),
    backend: named('backend'),
  };
};

const joined = (all: readonly Names[]): Names => {
  const of = (kind: (typeof kinds)[number]): ReadonlySet<string> =>
    new Set(all.flatMap((names) => [...names[kind]]));
  return {
    'named value': of('named value'),
    fragment: of('fragment'),
    logger: of('logger'),
    backend: of('backend'),
  };
};
