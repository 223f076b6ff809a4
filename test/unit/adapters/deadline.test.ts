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

  it('lets every operation of a bulk listen, without a warning in the log', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    try {
      await withinDeadline(60_000, 'work', async (signal) => {
        for (let operation = 0; operation < 100; operation += 1) {
          signal.addEventListener('abort', () => undefined);
        }
        await new Promise(setImmediate);
      });
    } finally {
      process.off('warning', note);
    }
    expect(warnings).toEqual([]);
  });
});
