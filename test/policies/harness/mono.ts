// Where Mono and Newtonsoft.Json are on this machine, and what to do where they are not.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const newtonsoft = '/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll';

const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

export const monoReferences = [
  newtonsoft,
  'System.Core.dll',
  'System.Xml.dll',
  'System.Xml.Linq.dll',
];

/** Whether policies can be executed here. Where not, tests skip and say `monoAdvice`. */
export const monoIsThere = onPath('mcs') && onPath('mono') && existsSync(newtonsoft);

export const monoAdvice =
  'needs Mono: apt-get install --no-install-recommends mono-mcs mono-runtime libnewtonsoft-json5.0-cil';
