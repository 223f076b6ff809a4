// Every attribute and text of a policy file, wherever it stands.
import type { PolicyElement, PolicyValue } from '../harness/policy-document';

export interface PlacedValue extends PolicyValue {
  readonly element: string;
  /** #text for the element's own text. */
  readonly attribute: string;
}

export const valuesOf = (element: PolicyElement): readonly PlacedValue[] => [
  ...[...element.attributes].map(([attribute, value]) => ({
    ...value,
    element: element.name,
    attribute,
  })),
  ...(element.text === undefined
    ? []
    : [{ ...element.text, element: element.name, attribute: '#text' }]),
  ...element.children.flatMap(valuesOf),
];

const reference = /\{\{([^{}]*)\}\}/g;

/** The names in {{…}}. */
export const namedValuesIn = (text: string): readonly string[] =>
  [...text.matchAll(reference)].map((match) => match[1] ?? '');
