// How Azure sells a deployment's capacity, by the names of its own API. A price book and a
// deployment list must spell a SKU alike, since prices are found by exact match.
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

/** Whether capacity of this SKU is reserved and paid by the hour, whatever is used of it. */
export const isProvisioned = (sku: string): boolean => sku.endsWith('ProvisionedManaged');
