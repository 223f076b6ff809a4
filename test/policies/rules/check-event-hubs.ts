// Checks how events are sent: spread over the partitions by a key, never to one partition.
import type { PolicyDocument, PolicyElement } from '../harness/policy-document';
import type { PolicyFinding } from './policy-finding';

export const checkEventHubs = ({ file, root }: PolicyDocument): readonly PolicyFinding[] =>
  elementsNamed(root, 'log-to-eventhub').flatMap(({ line, attributes, text }) => [
    ...(attributes.has('partition-id')
      ? [{ file, line, problem: 'partition-id sends every event to one partition' }]
      : []),
    ...(text?.expression === undefined
      ? [{ file, line, problem: 'log-to-eventhub holds no expression' }]
      : []),
  ]);

const elementsNamed = (element: PolicyElement, name: string): readonly PolicyElement[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => elementsNamed(child, name)),
];
