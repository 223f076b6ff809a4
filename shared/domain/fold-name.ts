// The one rule by which names and ids match without regard to case: callers, products, applications,
// keys' hashes, deployments, models, backends, tiers, business units. Azure itself compares most of them so.
// Ids of requests and of responses are never folded: two that differ in case are two.

/**
 * A name as it is compared, stored in rows and shown: in Unicode's lower case, which is the same in
 * every locale (toLocaleLowerCase is not: Turkish has another i). The Greek final sigma, the only
 * letter whose lower case depends on its place, becomes σ. Folding twice changes nothing.
 */
export function foldName(name: string): string {
  // This runs for every name of every request, and nearly all are folded already.
  if (!mayChange.test(name)) return name;
  const lower = name.toLowerCase();
  return lower.includes(finalSigma) ? lower.replaceAll(finalSigma, 'σ') : lower;
}

/** As foldName; null stays null. */
export function foldNullable(name: string | null): string | null {
  return name === null ? null : foldName(name);
}

const mayChange = /[A-Z\u0080-\uffff]/;
const finalSigma = 'ς';
