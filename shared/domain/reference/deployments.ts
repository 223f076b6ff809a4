// Deployments: which model a deployment serves and how it is bought (its SKU). Effective-dated.
import type { Instant } from '../instant';

export interface Deployment {
  /** As the URL or the response's headers name it. */
  readonly deployment: string;
  /** The gateway's backend, where two backends have deployments of one name; absent: any. */
  readonly backendId?: string;
  /** The model, for bodies and logs that do not name it. */
  readonly model?: string;
  /** `GlobalStandard`, `DataZoneStandard`, `Standard`, `ProvisionedManaged` … */
  readonly sku: string;
}

export interface Deployments {
  readonly version: string;
  readonly validFrom: Instant;
  /** SKU of deployments that are not listed; absent: their usage stays unpriced. */
  readonly defaultSku?: string;
  readonly deployments: readonly Deployment[];
}
