// Decides whether a stored day or period was made by a newer version of the program: an older one must
// leave it as it is. What names no version was made by the first release.

interface MadeByAlgorithm {
  readonly algorithmVersion?: number;
}

export function isNewer(
  stored: MadeByAlgorithm,
  own: { readonly algorithmVersion: number },
): boolean {
  return (stored.algorithmVersion ?? 1) > own.algorithmVersion;
}
