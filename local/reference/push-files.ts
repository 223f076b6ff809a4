// Pushes reference files that are in memory already to a running stack.
import { openCosmosStores } from '../../shared/adapters/cosmos/cosmos-stores';
import { systemClock } from '../../shared/adapters/system-clock';
import { makeReferenceData, type ReferenceInput } from '../../shared/app/reference/reference-data';
import { readCosmosConfig } from '../../shared/config';
import { formatPushResult } from './format-push-result';

/** Throws, naming every problem, where the files are not accepted. */
export const pushReferenceFiles = async (
  { settings }: { readonly settings: Readonly<Record<string, string>> },
  files: readonly ReferenceInput[],
): Promise<void> => {
  const stores = openCosmosStores(readCosmosConfig(settings));
  try {
    const data = makeReferenceData({ documents: stores.reference, clock: systemClock });
    const result = await data.push(files);
    if (result.outcome === 'invalid') throw new Error(formatPushResult(result, 'push'));
  } finally {
    stores.dispose();
  }
};
