// Says how a deployment was bought and which model it serves, as far as the deployment list tells.
// A SKU that is not certain is unknown: usage of it stays unpriced and is seen.
import { foldName, foldNullable } from '../fold-name';
import type { Deployment, Deployments } from './deployments';

export interface DeploymentFinding {
  /** null: not known. */
  readonly sku: string | null;
  /** Folded, as `billedAs` is. */
  readonly model: string | null;
  /** null: the list leaves it to the response. */
  readonly billedAs: string | null;
  readonly serviceTier: string | null;
}

export interface CompiledDeployments {
  find(deployment: string | null, backendId: string | null): DeploymentFinding;
}

/** Without a version in force (`undefined`), nothing is known of any deployment. */
export const compileDeployments = (list: Deployments | undefined): CompiledDeployments => {
  const byBackend = new Map<string, DeploymentFinding>();
  const names = new Set<string>();
  for (const deployment of list?.deployments ?? []) {
    const key = deploymentKey(deployment.deployment, deployment.backendId ?? null);
    byBackend.set(key, findingOf(deployment));
    names.add(foldName(deployment.deployment));
  }
  const unlisted: DeploymentFinding = { ...unknown, sku: list?.defaultSku ?? null };
  return {
    find(deployment, backendId) {
      if (deployment === null) return unlisted;
      const listed =
        byBackend.get(deploymentKey(deployment, backendId)) ??
        byBackend.get(deploymentKey(deployment, null));
      if (listed !== undefined) return listed;
      // The name is listed for certain backends only, and nobody knows which backend it was: the
      // default is for deployments that the list does not know, so it would be a guess here.
      const isAmbiguous = backendId === null && names.has(foldName(deployment));
      return isAmbiguous ? unknown : unlisted;
    },
  };
};

const unknown: DeploymentFinding = { sku: null, model: null, billedAs: null, serviceTier: null };

const findingOf = ({ sku, model, billedAs, serviceTier }: Deployment): DeploymentFinding => ({
  sku,
  model: foldNullable(model ?? null),
  billedAs: foldNullable(billedAs ?? null),
  serviceTier: serviceTier ?? null,
});

// A line break occurs in no name, so that no two pairs give one key.
const deploymentKey = (deployment: string, backendId: string | null): string =>
  foldName(`${deployment}\n${backendId ?? ''}`);
