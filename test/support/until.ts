// Waits for a condition of something that runs outside of the test and cannot tell by itself. There
// is no time-out here: the test's own says which condition never came.
import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 50;

export const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await pause(pollMs);
};

/** The first answer that is not undefined. */
export const untilDefined = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(pollMs);
  }
};
