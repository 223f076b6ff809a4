// Does a long list of work in chunks, a few of them at once, and answers in the list's order.

export interface ChunkBounds<T> {
  /** How many of these items, from the first one on, make the next chunk: at least one. */
  readonly take: (items: readonly T[], from: number) => number;
  readonly parallelMax: number;
}

/**
 * `work` answers one result per item of its chunk. When it throws, no further chunk is started, those
 * under way are waited for, and the first error is thrown. So no work goes on after the caller has its
 * answer; but a write that was given up at its deadline may take effect even later. That does no harm:
 * what is created or replaced under an ETag takes effect at most once, and an upsert repeats at worst
 * what was true when it was sent, for example that a window must be recomputed.
 */
export const inChunks = async <T, R>(
  items: readonly T[],
  { take, parallelMax }: ChunkBounds<T>,
  work: (chunk: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> => {
  const results: (readonly R[])[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const chunk = items.slice(next, next + Math.max(1, take(items, next)));
      const index = results.push([]) - 1;
      next += chunk.length;
      try {
        results[index] = await work(chunk);
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
