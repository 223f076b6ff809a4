// What is wrong with the containers of a database, in sentences for the people who run it. Only what
// figures depend on counts: that a container is there, how it is partitioned, and that its documents
// live as long as the program relies on. Where they live longer, nothing but storage is lost; nor does
// an index change a figure. Both are brought in line by provision.ts.
import type { ContainerDefinition as Found } from '@azure/cosmos';

import type { ContainerDefinition } from './containers';

const remedy = 'run `npm run provision`, or deploy infra/ with the same settings.';

export const containerProblems = (
  found: readonly Found[],
  definitions: readonly ContainerDefinition[],
): readonly string[] =>
  definitions.flatMap((definition) => {
    const container = found.find(({ id }) => id === definition.name);
    if (container === undefined) {
      return [`the container ${definition.name} is missing: ${remedy}`];
    }
    return [...keyProblems(container, definition), ...lifeProblems(container, definition)];
  });

const keyProblems = (
  { partitionKey }: Found,
  { name, partitionKeyPath }: ContainerDefinition,
): readonly string[] => {
  const path = partitionKey?.paths.join(', ') ?? 'nothing';
  if (path === partitionKeyPath) return [];
  return [
    `the container ${name} is partitioned by ${path}, not by ${partitionKeyPath}, which cannot be ` +
      'changed: use another database (COSMOS_DATABASE).',
  ];
};

const lifeProblems = (
  { defaultTtl }: Found,
  { name, defaultTtlSeconds: wanted }: ContainerDefinition,
): readonly string[] => {
  if (lifeOf(defaultTtl) < lifeOf(wanted)) {
    const setting = name === 'usage' ? ' (USAGE_TTL_DAYS)' : '';
    const needed = lifeOf(wanted) === Infinity ? 'be kept' : `live ${wanted} s${setting}`;
    return [`documents of ${name} expire after ${defaultTtl} s, and have to ${needed}: ${remedy}`];
  }
  if (wanted === perDocument && defaultTtl === undefined) {
    return [`the TTL of ${name} is off, so that none of its documents can expire: ${remedy}`];
  }
  return [];
};

/** Each document says when it expires, and is kept where it does not. */
const perDocument = -1;

const lifeOf = (defaultTtl: number | undefined): number =>
  defaultTtl === undefined || defaultTtl === perDocument ? Infinity : defaultTtl;
