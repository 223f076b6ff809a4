// Tests that execute policies need Mono. Where it is absent they are skipped, and say so: Jest
// itself prints nothing of a file whose tests are all skipped.
import { monoAdvice, monoIsThere } from './mono';

export const describeWithMono = (title: string, tests: () => void): void => {
  if (monoIsThere) {
    describe(title, tests);
    return;
  }
  process.stderr.write(`SKIPPED: ${title}: ${monoAdvice}\n`);
  describe.skip(`${title} (skipped: ${monoAdvice})`, tests);
};
