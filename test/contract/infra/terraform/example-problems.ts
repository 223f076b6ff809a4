// Whether an example of Terraform is the stage that the Bicep's parameter file describes.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { readBicepParameters } from '../../../support/bicep/read-bicep';
import type { Expression } from '../../../support/bicep/syntax';
import { parse } from '../../../support/terraform/hcl-parser';
import type { TerraformFolder } from '../../../support/terraform/read-terraform';
import { oneSpelling } from './terraform-problems';

type Values = ReadonlyMap<string, unknown>;

export const exampleProblems = async (
  infra: string,
  stage: string,
  { variables }: TerraformFolder,
): Promise<readonly string[]> => {
  const example = await parse('example.tf', textOf(infra, 'terraform/examples', `${stage}.tfvars`));
  const parameters = await readBicepParameters(textOf(infra, 'parameters', `${stage}.bicepparam`));
  const ours = new Map([...parameters].flatMap(([name, value]) => [...literalsOf(value, name)]));
  const theirs = leavesOf(example, '');
  return [
    ...Object.keys(example)
      .filter((name) => !variables.has(name))
      .map((name) => `${stage}: there is no variable ${name}`),
    ...[...ours]
      .filter(([at, value]) => theirs.get(oneSpelling(at)) !== value)
      .map(([at, value]) => `${stage}: ${at} is ${String(value)} in Bicep only`),
  ];
};

const textOf = (...parts: readonly string[]): string => readFileSync(path.join(...parts), 'utf8');

/** By path, what a parameter file says without asking the environment. */
const literalsOf = (value: Expression, at: string): Values => {
  if (value.kind === 'literal') return new Map([[at, value.value]]);
  if (value.kind !== 'object') return new Map();
  return new Map(
    [...value.properties].flatMap(([name, part]) => [...literalsOf(part, `${at}.${name}`)]),
  );
};

const leavesOf = (value: unknown, at: string): Values => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Map([[oneSpelling(at), value]]);
  }
  return new Map(
    Object.entries(value).flatMap(([name, part]) => [
      ...leavesOf(part, at === '' ? name : `${at}.${name}`),
    ]),
  );
};
