// Finds elements wherever they stand in a policy file.
import type { PolicyElement } from '../harness/policy-document';

export const elementsNamed = (element: PolicyElement, name: string): readonly PolicyElement[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => elementsNamed(child, name)),
];
