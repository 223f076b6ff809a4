// The command behind npm run package: what it was asked, what it prints, and how that ends.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable, grouped } from '../demo/table';
import { FolderInUse, writePackage, type WrittenPackage } from './write-package';

export const packageHelp = `npm run package -- [--out DIR]

Makes what is deployed to an Azure Functions app: the program and all that it needs, bundled and
minified, as the folder DIR/package and as the zip file DIR/azure-openai-chargeback.zip. The same commit
gives the same zip file, to the byte.

  --out DIR   where to put them (default: dist); what an earlier run put there is replaced
  --help      this text

Exit codes: 0 made, 1 could not be made, 2 wrong usage.`;

export interface CommandContext {
  readonly projectDir: string;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Runs the command and returns its exit code. It never throws what a person could fix. */
export const runPackageCommand = async (
  args: readonly string[],
  { projectDir, print, printError }: CommandContext,
): Promise<number> => {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { out: { type: 'string', default: 'dist' }, help: { type: 'boolean' } },
    }));
  } catch (error) {
    printError(`${(error as Error).message}\n\n${packageHelp}`);
    return 2;
  }
  if (values.help === true) {
    print(packageHelp);
    return 0;
  }
  try {
    print(summaryOf(await writePackage(projectDir, path.resolve(projectDir, values.out))));
    return 0;
  } catch (error) {
    printError(error instanceof FolderInUse ? error.message : String(error));
    return 1;
  }
};

const summaryOf = (made: WrittenPackage): string => {
  const { name, version, files, folder, zipFile, zipBytes, sha256 } = made;
  const total = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  const row = (what: string, bytes: number) => ({ cells: [what, grouped(bytes)] });
  const table = formatTable(
    [{ title: 'file' }, { title: 'bytes', align: 'right' }],
    [
      ...files.map(({ path: file, bytes }) => row(file, bytes.byteLength)),
      'rule',
      row('in the folder', total),
      row('zip file', zipBytes),
    ],
  );
  const where = [`folder    ${folder}`, `zip file  ${zipFile}`, `SHA-256   ${sha256}`];
  return `${name} ${version}\n\n${table}\n\n${where.join('\n')}`;
};
