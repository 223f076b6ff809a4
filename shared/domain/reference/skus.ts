// How Azure sells a deployment's capacity, by the names of its own API. A price book and a
// deployment list must spell a SKU alike, since prices are found by exact match.
import type { ProblemList } from './problems';

export const azureSkus = [
  'Standard',
  'DataZoneStandard',
  'GlobalStandard',
  'DataZoneBatch',
  'GlobalBatch',
  'ProvisionedManaged',
  'DataZoneProvisionedManaged',
  'GlobalProvisionedManaged',
  'DeveloperTier',
] as const;

/** Warns of a SKU that is not one of these: it may be a new one of Azure's, so it is let in. */
export const checkSku = (sku: string, path: string, problems: ProblemList): void => {
  if (azureSkus.some((known) => known === sku)) return;
  problems.warn(path, `${sku} is no SKU that is known here: check the spelling`);
};

/** Whether capacity of this SKU is reserved and paid by the hour, whatever is used of it. */
export const isProvisioned = (sku: string): boolean => sku.endsWith('ProvisionedManaged');

/** Whether requests to capacity of this SKU can ask for a service tier: reserved and batch capacity have none. */
export const hasTiers = (sku: string): boolean => !isProvisioned(sku) && !sku.endsWith('Batch');

/**
 * The SKU at which batches are bought where the deployment list says another one: the one of the same
 * geography, since a batch never leaves it. null: Azure sells no batches there, so it is not certain.
 */
export const batchSkuOf = (sku: string): string | null => {
  if (sku.endsWith('Batch')) return sku;
  if (sku.startsWith('Global')) return 'GlobalBatch';
  return sku.startsWith('DataZone') ? 'DataZoneBatch' : null;
};
