// At which service tier a request is billed, and how sure that is: by the rules of docs/reference-data.md.
import { defaultTier } from '../traffic/draw-call';
import { usualSku } from '../traffic/deployments';
import type { Usage } from './usage';

export interface TierTruth {
  readonly tier: string;
  /** `assumed`: nobody confirmed it. `unknown`: nobody knows what the request asked for. */
  readonly certainty: 'sure' | 'assumed' | 'unknown';
}

/** `sku`: how the deployment was bought, where that is known; `setTo`: its own tier, if any. */
export const tierOf = (
  { serviceTier, requestedTier }: Pick<Usage, 'serviceTier' | 'requestedTier'>,
  { sku, setTo }: { readonly sku: string | null; readonly setTo: string | undefined },
): TierTruth => {
  const served = nameOf(serviceTier);
  if (served !== undefined && served !== 'auto') return { tier: served, certainty: 'sure' };
  // Batch capacity has no tiers.
  if (sku !== null && sku !== usualSku) return { tier: defaultTier, certainty: 'sure' };
  const asked = nameOf(requestedTier) ?? served;
  if (asked === undefined && setTo === undefined) {
    return { tier: defaultTier, certainty: 'unknown' };
  }
  const wanted = asked === undefined || asked === 'none' || asked === 'auto' ? setTo : asked;
  if (wanted === undefined || wanted === defaultTier) {
    return { tier: defaultTier, certainty: 'sure' };
  }
  // Priority may be served as default when there is too much of it; flex is served or refused.
  return { tier: wanted, certainty: wanted === 'flex' ? 'sure' : 'assumed' };
};

const nameOf = (tier: string | undefined): string | undefined =>
  tier === 'standard' ? defaultTier : tier;
