// Meters of raw counters, by the rules of the sources that the simulation has.
import type { Said } from '../traffic/gateway-events';

/** Details are parts of their sums, and are taken out of them. */
export const metersOf = (
  counters: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => {
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = counters;
  if (prompt === undefined && completion === undefined) return positive({ unclassified: total });
  const cached = counters['prompt_tokens_details.cached_tokens'] ?? 0;
  const reasoning = counters['completion_tokens_details.reasoning_tokens'] ?? 0;
  return positive({
    input: (prompt ?? 0) - cached,
    cachedInput: cached,
    output: (completion ?? 0) - reasoning,
    reasoningOutput: reasoning,
  });
};

const positive = (meters: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(meters).flatMap(([meter, quantity = 0]) =>
      quantity === 0 ? [] : [[meter, quantity]],
    ),
  );

/** All tokens that a statement names. */
export const tokensOf = (counters: Said['counters']): number =>
  Object.values(metersOf(counters ?? {})).reduce((sum, quantity) => sum + quantity, 0);
