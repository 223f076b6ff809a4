// Finds the store to push to. Settings win over a stack that happens to run, so that nobody who
// names an account pushes elsewhere; which one it is, is printed.
import { existsSync } from 'node:fs';
import { openCosmosStores } from '../../shared/adapters/cosmos/cosmos-stores';
import type { Documents } from '../../shared/app/ports';
import { readCosmosConfig } from '../../shared/config';
import { readStackFile, stackFile as usualStackFile } from '../stack-file';

export interface ReferenceStore {
  /** Account and database, for people. */
  readonly name: string;
  readonly documents: Documents;
  dispose(): void;
}

export class NoStore extends Error {
  override readonly name = 'NoStore';
}

/** Throws NoStore where there is none, and BadSettings. */
export const openReferenceStore = (
  env: NodeJS.ProcessEnv,
  stackFile = usualStackFile,
): ReferenceStore => {
  const config = readCosmosConfig(hasStore(env) ? env : stackSettings(stackFile));
  const stores = openCosmosStores(config);
  return {
    name: `${config.account.endpoint}, database ${config.database}`,
    documents: stores.reference,
    dispose: () => stores.dispose(),
  };
};

const hasStore = (env: NodeJS.ProcessEnv): boolean =>
  [env['COSMOS_CONNECTION_STRING'], env['COSMOS_ENDPOINT']].some(
    (text) => text !== undefined && text.trim() !== '',
  );

const stackSettings = (stackFile: string): NodeJS.ProcessEnv => {
  if (existsSync(stackFile)) return readStackFile(stackFile).settings;
  throw new NoStore(
    'Nowhere to push to: start the stack with npm start, or set COSMOS_CONNECTION_STRING or ' +
      'COSMOS_ENDPOINT (README.md, Settings).',
  );
};
