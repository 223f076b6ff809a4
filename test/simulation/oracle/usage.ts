// What was used in a window by requests that are alike: the oracle's input to the report.
import type { RequestTruth } from './requests';

/** One request of the oracle, or a row of a sealed window. */
export interface Usage {
  readonly window: string;
  readonly subscription: string | undefined;
  readonly product: string | undefined;
  readonly model: string | undefined;
  /** The size that its prompts are above, where that has prices of its own, in tokens. */
  readonly longPromptTokens: number | undefined;
  readonly deployment: string | undefined;
  readonly askedDeployment: string | undefined;
  readonly backend: string | undefined;
  readonly serviceTier: string | undefined;
  readonly requestedTier: string | undefined;
  readonly requests: number;
  readonly meters: Readonly<Record<string, number>>;
  /** Requests by the meters that they used. */
  readonly requestsByMeters: Readonly<Record<string, number>>;
  readonly withoutUsage: number;
  readonly conflicts: number;
  readonly conflictTokens: number;
  readonly overflowed: number;
  readonly sourcesDisagree: number;
}

export const usageOf = (truth: RequestTruth): Usage => ({
  window: truth.window,
  subscription: truth.subscription,
  product: truth.product,
  model: truth.model,
  longPromptTokens: truth.longPromptTokens,
  deployment: truth.deployment,
  askedDeployment: truth.askedDeployment,
  backend: truth.backend,
  serviceTier: truth.serviceTier,
  requestedTier: truth.requestedTier,
  requests: 1,
  meters: truth.meters,
  requestsByMeters: { [Object.keys(truth.meters).join()]: 1 },
  withoutUsage: truth.withoutUsage ? 1 : 0,
  conflicts: truth.conflicts ? 1 : 0,
  conflictTokens: truth.conflictTokens,
  overflowed: truth.overflows ? 1 : 0,
  sourcesDisagree: truth.sourcesDisagree ? 1 : 0,
});

/** Billed requests that share the model's own id of the answer with another one of their window. */
export const suspectedDoublesOf = (requests: readonly RequestTruth[]): number => {
  const answers = new Set<string>();
  let told = 0;
  for (const { window, responseId, meters } of requests) {
    if (responseId === undefined || Object.keys(meters).length === 0) continue;
    told += 1;
    answers.add(`${window} ${responseId}`);
  }
  return told - answers.size;
};
