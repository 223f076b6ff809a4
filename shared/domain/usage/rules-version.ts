// Versions of the rules that turn the records of a window into its figures: the normalisation of
// counters and the resolution of a record (resolve.ts). A window names the version that made it, so
// that a new release finds the windows that older rules made, and an older program leaves alone
// those that newer rules made (docs/adr/0015-rules-have-versions.md).

/**
 * Raise it with every change of normalisation, resolution or row dimensions that can change the
 * figures of a stored window. A version never goes back: rules that should apply again get the next
 * number.
 */
export const rulesVersion = 2;

/** The version of the first release, whose windows do not name it. */
const unnamedRulesVersion = 1;

/** The version of the rules that made a stored window. */
export function rulesVersionOf(window: { readonly rulesVersion?: number | undefined }): number {
  return window.rulesVersion ?? unnamedRulesVersion;
}
