// Finds things in what Bicep files declare.
import type { BicepFolder } from './bicep-folder';
import type { BicepModule, BicepResource, Expression } from './syntax';

/** What stands at `properties.backupPolicy.type` of a body, as long as it is written out as objects. */
export const at = (body: Expression | undefined, path: string): Expression | undefined =>
  path
    .split('.')
    .reduce<Expression | undefined>(
      (found, key) => (found?.kind === 'object' ? found.properties.get(key) : undefined),
      body,
    );

/** A literal as its value, anything else as it is written. */
export const written = (expression: Expression | undefined): unknown =>
  expression?.kind === 'literal' ? expression.value : expression?.text.replaceAll(/\s+/g, ' ');

export interface Found<T> {
  readonly file: string;
  readonly item: T;
}

/** Every resource that the files deploy; those that exist already are left out. */
export const deployedResources = ({ files }: BicepFolder): readonly Found<BicepResource>[] =>
  [...files].flatMap(([file, { resources }]) =>
    resources.filter(({ existing }) => !existing).map((item) => ({ file, item })),
  );

export const moduleCalls = ({ files }: BicepFolder): readonly Found<BicepModule>[] =>
  [...files].flatMap(([file, { modules }]) => modules.map((item) => ({ file, item })));
