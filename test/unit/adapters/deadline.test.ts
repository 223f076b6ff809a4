import { getMaxListeners } from 'node:events';

import { withinDeadline } from '../../../shared/adapters/deadline';
import { DependencyUnavailable } from '../../../shared/app/ports';

describe('work within a deadline', () => {
  it('answers or fails as the work does, when that ends in time', async () => {
    expect(await withinDeadline(60_000, 'work', () => Promise.resolve(7))).toBe(7);
    const failure = new Error('its own');
    await expect(withinDeadline(60_000, 'work', () => Promise.reject(failure))).rejects.toBe(
      failure,
    );
  });

  it('fails as an unavailable dependency when it does not, and tells the work to stop', async () => {
    let signal: AbortSignal | undefined;
    const silent = withinDeadline(5, 'the hub', (given) => {
      signal = given;
      return new Promise<never>(() => undefined);
    });
    await expect(silent).rejects.toThrow(DependencyUnavailable);
    await expect(silent).rejects.toThrow('the hub: no answer within 5 ms');
    expect(signal?.aborted).toBe(true);
  });

  // Node.js 20 warns of the eleventh listener; Jest keeps that warning from a test.
  it('lets every operation of a bulk listen, without a warning in the log', async () => {
    await withinDeadline(60_000, 'work', (signal) => {
      expect(getMaxListeners(signal)).toBe(Infinity);
      return Promise.resolve();
    });
  });
});
