// Finds the database that a command works on. Settings win over a stack that happens to run, so that a
// command that names an account never works on another one; commands print which one it is.
import { openCosmosStores, type CosmosStores } from '../shared/adapters/cosmos/cosmos-stores';
import { readCosmosConfig } from '../shared/config';
import { findStack, stackFileOf } from './stack-file';

export interface OpenStores extends CosmosStores {
  /** Account and database, for people. */
  readonly name: string;
}

export class NoStore extends Error {
  override readonly name = 'NoStore';
}

/** Throws NoStore if no setting names an account and no stack runs, and BadSettings. */
export function openStores(env: NodeJS.ProcessEnv, stackFile = stackFileOf(env)): OpenStores {
  const config = readCosmosConfig(hasStore(env) ? env : stackSettings(stackFile));
  const name = `${config.account.endpoint}, database ${config.database}`;
  return { ...openCosmosStores(config), name };
}

function hasStore(env: NodeJS.ProcessEnv): boolean {
  return [env['COSMOS_CONNECTION_STRING'], env['COSMOS_ENDPOINT']].some(
    (text) => text !== undefined && text.trim() !== '',
  );
}

function stackSettings(stackFile: string): NodeJS.ProcessEnv {
  const stack = findStack(stackFile);
  if (stack !== undefined) return stack.settings;
  throw new NoStore(
    'There is no database to work on: start the stack with npm start, or set ' +
      'COSMOS_CONNECTION_STRING or COSMOS_ENDPOINT (README.md, Settings).',
  );
}
