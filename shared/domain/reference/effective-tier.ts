// Which service tier a request is billed at, and how certain that is. Azure bills the tier that served.
// Only a response's body names it; of a stream the policy reads no body, and the gateway's logs have no
// column for it. What was asked for and what the deployment is set to are the next best facts. What the
// tiers mean: learn.microsoft.com/azure/foundry/openai/concepts/priority-processing, and of Anthropic's,
// docs.anthropic.com/en/api/service-tiers.
import type { Outcome } from '../usage/window-usage';
import { foldName } from '../fold-name';
import type { DeploymentFinding } from './find-deployment';
import { defaultServiceTier } from './price-book';
import { hasTiers } from './skus';

/**
 * `unknown` has no tier on purpose: a caller must say what it does about it, and count it.
 */
export type EffectiveTier =
  /** The response named it. */
  | { readonly kind: 'served'; readonly tier: string }
  /** The request asked for it, and the service gives no other one instead. */
  | { readonly kind: 'requested'; readonly tier: string }
  /** The request asked for it or the deployment is set to it, but the service may have given less. */
  | { readonly kind: 'assumed'; readonly tier: string }
  /** Known: neither the request nor the deployment asks for a tier, or its capacity has none. */
  | { readonly kind: 'none' }
  /** No source knows what the request asked for. */
  | { readonly kind: 'unknown' };

/** What a row says about tiers; `none`: the request asked for none. null: no source said. */
export interface StatedTiers {
  readonly serviceTier: string | null;
  readonly requestedTier: string | null;
  readonly outcome: Outcome;
}

/** `deployment`: what the list says of the deployment that served. */
export function effectiveTier(
  stated: StatedTiers,
  deployment: Pick<DeploymentFinding, 'sku' | 'serviceTier'>,
): EffectiveTier {
  const served = tierOfName(stated.serviceTier);
  if (served !== null && served !== asDeployed) return { kind: 'served', tier: served };
  if (deployment.sku !== null && !hasTiers(deployment.sku)) return { kind: 'none' };
  // A response that repeats `auto` says only what the request asked for.
  const requested = tierOfName(stated.requestedTier) ?? served;
  const deployed = tierOfName(deployment.serviceTier);
  switch (requested) {
    case null:
      return deployed === null ? { kind: 'unknown' } : { kind: 'assumed', tier: deployed };
    case noTier:
    case asDeployed: {
      const isUsual = deployed === null || deployed === defaultServiceTier;
      return isUsual ? { kind: 'none' } : { kind: 'assumed', tier: deployed };
    }
    case defaultServiceTier:
      return { kind: 'requested', tier: requested };
    case neverDowngraded:
      return { kind: stated.outcome === 'success' ? 'requested' : 'assumed', tier: requested };
    default:
      return { kind: 'assumed', tier: requested };
  }
}

/** The tier whose prices apply. Without any word of a tier it is the usual one. */
export function billedTier(effective: EffectiveTier): string {
  switch (effective.kind) {
    case 'served':
    case 'requested':
    case 'assumed':
      return effective.tier;
    case 'none':
    case 'unknown':
      return defaultServiceTier;
  }
}

/** What a request asks for when it leaves the choice to the deployment's setting. */
const asDeployed = 'auto';

/** What a policy reports of a request that names no tier. */
const noTier = 'none';

/** A request for this tier is served at it or refused, never served at another one. */
const neverDowngraded = 'flex';

/** One name for each tier. Anthropic calls its usual tier `standard`, and a wish for it `standard_only`. */
export const canonicalTier = (tier: string): string =>
  tier === 'standard' || tier === 'standard_only' ? defaultServiceTier : tier;

const tierOfName = (tier: string | null): string | null =>
  tier === null ? null : canonicalTier(foldName(tier));
