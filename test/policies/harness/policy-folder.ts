// Every policy file of a folder that is laid out like policies/: apis/*.xml and fragments/*.xml.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { readPolicyDocument, type PolicyDocument } from './policy-document';

export interface PolicyFolder {
  readonly apis: readonly PolicyDocument[];
  readonly fragments: readonly PolicyDocument[];
}

export const projectPolicies = join(__dirname, '..', '..', '..', 'policies');

export const policyFilesOf = (directory: string): readonly string[] =>
  ['apis', 'fragments'].flatMap((kind) => xmlFiles(join(directory, kind)));

export const readPolicyFolder = (directory: string): PolicyFolder => {
  const read = (kind: string): readonly PolicyDocument[] =>
    xmlFiles(join(directory, kind)).map((path) =>
      readPolicyDocument(path, join(basename(directory), relative(directory, path))),
    );
  return { apis: read('apis'), fragments: read('fragments') };
};

const xmlFiles = (directory: string): readonly string[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((file) => file.endsWith('.xml'))
        .sort()
        .map((file) => join(directory, file))
    : [];
