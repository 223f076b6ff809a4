// Does a long list of work in chunks, a few of them at once, and answers in the list's order.

export interface ChunkBounds {
  readonly itemsMax: number;
  readonly parallelMax: number;
}

/**
 * `work` answers one result per item of its chunk. When it throws, no further chunk is begun, those
 * under way are waited for, and the first error is thrown. So nothing is begun behind the caller's
 * back; but a write that was given up at its deadline may take effect even later. That does no harm:
 * what is created or replaced under an ETag takes effect at most once, and an upsert says at worst once
 * more what was true when it was sent, e.g. that a window must be computed anew.
 */
export const inChunks = async <T, R>(
  items: readonly T[],
  { itemsMax, parallelMax }: ChunkBounds,
  work: (chunk: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> => {
  const results: R[][] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const begin = next;
      next += itemsMax;
      try {
        results[begin / itemsMax] = [...(await work(items.slice(begin, begin + itemsMax)))];
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: parallelMax }, worker);
  await Promise.allSettled(workers);
  await Promise.all(workers);
  return results.flat();
};
