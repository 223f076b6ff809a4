// Deployments: which model a deployment serves and how it is bought (its SKU). Effective-dated.
import type { Instant } from '../instant';

export interface Deployment {
  /** As the URL or the response's headers name it. */
  readonly deployment: string;
  /** The gateway's backend, where two backends have deployments of one name; absent: any. */
  readonly backendId?: string;
  /** The model that the deployment serves, or the router that chooses one. */
  readonly model?: string;
  /** The model by whose prices the deployment is billed, whatever a response says. */
  readonly billedAs?: string;
  /** The tier that the deployment is set to, e.g. `priority`; absent: the list does not say. */
  readonly serviceTier?: string;
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
