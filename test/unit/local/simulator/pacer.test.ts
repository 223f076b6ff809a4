import { makePacer, type PacerClock } from '../../../../local/simulator/pacer';

/** A clock on which sleeping is all that takes time. */
const makeClock = (): PacerClock & { readonly now: () => number } => {
  let nowMs = 0;
  return {
    now: () => nowMs,
    nowMs: () => nowMs,
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
};

describe('makePacer', () => {
  it('lets no more through than the rate allows, after a first burst', async () => {
    const clock = makeClock();
    const pacer = makePacer(100, 400, clock);
    expect(pacer.burst).toBe(25);
    for (let turn = 0; turn < 41; turn += 1) await pacer.take(25);
    // 40 turns of 25 after the first one, at 100 a second.
    expect(clock.now()).toBe(10_000);
  });

  it('does not save up what was not used', async () => {
    const clock = makeClock();
    const pacer = makePacer(100, 400, clock);
    await clock.sleep(60_000);
    await pacer.take(25);
    await pacer.take(25);
    expect(clock.now()).toBe(60_250);
  });

  it('paces a rate below one event a second', async () => {
    const clock = makeClock();
    const pacer = makePacer(0.5, 400, clock);
    await pacer.take(1);
    await pacer.take(1);
    expect(clock.now()).toBe(2_000);
  });

  it('never waits where there is no limit', async () => {
    const clock = makeClock();
    const pacer = makePacer(Number.POSITIVE_INFINITY, 400, clock);
    expect(pacer.burst).toBe(400);
    for (let turn = 0; turn < 100; turn += 1) await pacer.take(400);
    expect(clock.now()).toBe(0);
  });

  it('refuses more than a burst, which would never come', async () => {
    await expect(makePacer(100, 400, makeClock()).take(26)).rejects.toThrow(RangeError);
  });
});
