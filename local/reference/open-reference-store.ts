// The container of the reference data, where the command pushes to.
import type { Documents } from '../../shared/app/ports';
import { openStores } from '../open-stores';

export interface ReferenceStore {
  /** Account and database, for people. */
  readonly name: string;
  readonly documents: Documents;
  dispose(): void;
}

/** Throws NoStore where there is none, and BadSettings. */
export const openReferenceStore = (env: NodeJS.ProcessEnv, stackFile?: string): ReferenceStore => {
  const stores = openStores(env, stackFile);
  return { name: stores.name, documents: stores.reference, dispose: () => stores.dispose() };
};
