// Policies that a test writes itself, in a folder of its own that is laid out like policies/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Sections {
  readonly inbound?: string;
  readonly backend?: string;
  readonly outbound?: string;
  readonly onError?: string;
}

export const apiPolicy = (sections: Sections): string => `<policies>
<inbound>${sections.inbound ?? ''}</inbound>
<backend>${sections.backend ?? '<forward-request />'}</backend>
<outbound>${sections.outbound ?? ''}</outbound>
<on-error>${sections.onError ?? ''}</on-error>
</policies>`;

export interface InlinePolicies {
  readonly directory: string;
  remove(): void;
}

/** `files` by their path within the folder, as `apis/name.xml`. */
export const writePolicies = (files: Readonly<Record<string, string>>): InlinePolicies => {
  const parent = mkdtempSync(join(tmpdir(), 'policies-'));
  const directory = join(parent, 'policies');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return { directory, remove: () => rmSync(parent, { recursive: true, force: true }) };
};

export const writeApis = (apis: Readonly<Record<string, Sections>>): InlinePolicies =>
  writePolicies(
    Object.fromEntries(
      Object.entries(apis).map(([name, sections]) => [`apis/${name}.xml`, apiPolicy(sections)]),
    ),
  );
