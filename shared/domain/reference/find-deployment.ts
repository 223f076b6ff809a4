// Says how a deployment was bought and which model it serves, as far as the deployment list tells.
// A SKU that is not certain is unknown: usage of it stays unpriced and is seen.
import type { Deployment, Deployments } from './deployments';

export interface DeploymentFinding {
  /** null: not known. */
  readonly sku: string | null;
  readonly model: string | null;
}

export interface CompiledDeployments {
  find(deployment: string | null, backendId: string | null): DeploymentFinding;
}

/** Without a version in force (`undefined`), nothing is known of any deployment. */
export const compileDeployments = (list: Deployments | undefined): CompiledDeployments => {
  const byBackend = new Map<string, Deployment>();
  const names = new Set<string>();
  for (const deployment of list?.deployments ?? []) {
    byBackend.set(deploymentKey(deployment.deployment, deployment.backendId ?? null), deployment);
    names.add(deployment.deployment.toLowerCase());
  }
  const unlisted: DeploymentFinding = { sku: list?.defaultSku ?? null, model: null };
  return {
    find(deployment, backendId) {
      if (deployment === null) return unlisted;
      const listed =
        byBackend.get(deploymentKey(deployment, backendId)) ??
        byBackend.get(deploymentKey(deployment, null));
      if (listed !== undefined) return { sku: listed.sku, model: listed.model ?? null };
      // The name is listed for certain backends only, and nobody knows which backend it was: the
      // default is for deployments that the list does not know, so it would be a guess here.
      const isAmbiguous = backendId === null && names.has(deployment.toLowerCase());
      return isAmbiguous ? { sku: null, model: null } : unlisted;
    },
  };
};

// A line break occurs in no name, so that no two pairs give one key.
const deploymentKey = (deployment: string, backendId: string | null): string =>
  `${deployment}\n${backendId ?? ''}`.toLowerCase();
