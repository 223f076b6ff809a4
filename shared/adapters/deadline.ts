// An upper bound on how long a dependency may keep us waiting, whatever its SDK does about time-outs
// and retries of its own. What was asked may still take effect after the deadline.
import { setMaxListeners } from 'node:events';

import { DependencyUnavailable } from '../app/ports';

/** Runs the work; past the deadline it is told to stop and DependencyUnavailable is thrown. */
export const withinDeadline = async <T>(
  timeoutMs: number,
  doing: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const controller = new AbortController();
  // An SDK listens anew for each page of a query and each operation of a bulk; all of it ends with
  // the work. Node.js 20 would take more than ten listeners for a leak, and say so in the log.
  setMaxListeners(Infinity, controller.signal);
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DependencyUnavailable(`${doing}: no answer within ${timeoutMs} ms`));
      controller.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
};
