// The rollup, interrupted at each of its calls in turn: killed, overtaken by a rival, or surprised
// by a push of reference data. In the end the figures are those of a smooth run, and no mark is gone
// before what it stands for is published.
import { chatUsage } from '../../support/sample-events';
import { InMemoryProgram, dayMs, hourMs, minuteMs } from '../../support/in-memory-program';
import { interrupted, type Interruption, type PortCall } from '../../support/port-calls';
import {
  businessUnitsFile,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';

/** A new request, in the second window of the sample. */
const late = usageEvent({ id: 7, time: '2026-11-02T10:20:00Z', usage: chatUsage(7_000, 700) });

/**
 * A program that published two days, and has marks again: one window of each day, and one that a
 * request moved away from. Two hours have passed since, so that parts are swept.
 */
const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deploymentsFile,
    priceBookFile(),
  );
  await program.deliver(
    program.enqueue(
      usageEvent({ id: 1, time: '2026-11-02T10:16:00Z', usage: null, streamed: true }),
      usageEvent({ id: 2, time: '2026-11-03T10:16:00Z', subscription: 'sub-b' }),
    ),
  );
  await program.rollUp();
  program.advance(2 * hourMs);
  await program.deliver(
    program.enqueue(
      llmLogEvent(1, { time: '2026-11-02T10:14:00Z', prompt: 3_000, completion: 30 }),
      usageEvent({ id: 3, time: '2026-11-03T10:17:00Z' }),
    ),
  );
  return program;
};

interface Smooth {
  readonly figures: string;
  readonly calls: readonly PortCall[];
}
const smoothRun = async (events: readonly object[] = []): Promise<Smooth> => {
  const program = await prepared();
  if (events.length > 0) await program.deliver(program.enqueue(...events));
  const { calls } = await interrupted(
    program,
    () => undefined,
    () => program.rollUp(),
  );
  expect((await program.report('2026-11')).pendingWindows).toBe(0);
  return { figures: program.figures(), calls };
};

/** Ticks until no mark is left; a handful must be enough. */
const rollUpAll = async (program: InMemoryProgram): Promise<void> => {
  for (let tick = 0; tick < 4; tick += 1) {
    const { pendingWindows } = await program.rollUp();
    if (pendingWindows === 0) return;
  }
  throw new Error('the rollup does not come to an end');
};

const at =
  (number: number, interrupt: () => void | Promise<void>): Interruption =>
  (call) =>
    call.number === number ? interrupt() : undefined;

describe('a rollup', () => {
  it('is made good by the next one, before whichever of its calls it was killed', async () => {
    const { figures, calls } = await smoothRun();
    for (const { number } of calls) {
      const program = await prepared();
      await interrupted(
        program,
        at(number, () => {
          throw new Error('killed');
        }),
        () => program.rollUp(),
      ).catch(() => undefined);
      await rollUpAll(program);
      expect(program.figures()).toBe(figures);
    }
  });

  it('that fails at one call of a window or a day does the others none the less', async () => {
    const { calls } = await smoothRun();
    const queries = calls.filter(({ kind }) => kind === 'query');
    expect(queries).toHaveLength(2);
    const program = await prepared();
    await interrupted(
      program,
      at(queries[0]!.number, () => {
        throw new Error('planted');
      }),
      () => program.rollUp(),
    );
    expect(program.failures).toEqual([expect.stringMatching(/^windows 2026-11-02T10:00Z to/)]);
    const report = await program.report('2026-11');
    expect(report.pendingWindows).toBe(2);
    expect(report.totals.requests).toBe(3);
    await rollUpAll(program);
  });

  it('stopped before any call, while a rival takes in a new event and rolls up, keeps both', async () => {
    const { figures, calls } = await smoothRun([late]);
    for (const { number } of calls) {
      const program = await prepared();
      const [event] = program.enqueue(late);
      const { result } = await interrupted(
        program,
        at(number, async () => {
          await program.deliver([event!]);
          await program.rollUp();
        }),
        () => program.rollUp(),
      );
      const report = await program.report('2026-11');
      // Either all is published, or a mark says that something is missing.
      if (report.pendingWindows === 0) expect(program.figures()).toBe(figures);
      expect(result.pendingWindows).toBeGreaterThanOrEqual(report.pendingWindows);
      await rollUpAll(program);
      expect(program.figures()).toBe(figures);
    }
  });

  it('stopped before any call, while an event comes in that nobody rolls up, keeps its mark', async () => {
    const { figures, calls } = await smoothRun([late]);
    for (const { number } of calls) {
      const program = await prepared();
      const [event] = program.enqueue(late);
      await interrupted(
        program,
        at(number, async () => {
          await program.deliver([event!]);
        }),
        () => program.rollUp(),
      );
      const isPublished = program.figures() === figures;
      expect(isPublished || (await program.report('2026-11')).pendingWindows > 0).toBe(true);
      await rollUpAll(program);
      expect(program.figures()).toBe(figures);
    }
  });

  it('that is surprised by a push of prices at any of its calls charges by the new ones next', async () => {
    const prices = priceBookFile({ input: '3', output: '30' }, '2026-11-03');
    const pushed = await prepared();
    await pushed.push(prices);
    await rollUpAll(pushed);
    const { calls } = await smoothRun();
    for (const { number } of calls) {
      const program = await prepared();
      await interrupted(
        program,
        at(number, () => program.push(prices)),
        () => program.rollUp(),
      );
      await program.rollUp();
      expect(program.figures()).toBe(pushed.figures());
    }
  });

  it('overtaken at any of its calls by a push and a rival that computes with it undoes nothing', async () => {
    const prices = priceBookFile({ input: '3', output: '30' }, '2026-11-02');
    /** Everything was compared with the prices just now, and a window is marked again. */
    const compared = async (): Promise<InMemoryProgram> => {
      const program = await prepared();
      await program.rollUp();
      await program.deliver(program.enqueue(late));
      return program;
    };
    const pushed = await compared();
    await pushed.push(prices);
    await rollUpAll(pushed);
    for (let number = 0; ; number += 1) {
      const program = await compared();
      const { calls } = await interrupted(
        program,
        at(number, async () => {
          await program.push(prices);
          await rollUpAll(program);
        }),
        () => program.rollUp(),
      );
      if (calls.length <= number) break;
      await program.rollUp();
      expect(program.figures()).toBe(pushed.figures());
    }
  });

  it('that is frozen for a day at any of its calls changes nothing that was published since', async () => {
    const { calls } = await smoothRun();
    const smooth = await prepared();
    await smooth.deliver(smooth.enqueue(late));
    await rollUpAll(smooth);
    for (const { number } of calls) {
      const program = await prepared();
      const [event] = program.enqueue(late);
      await interrupted(
        program,
        at(number, async () => {
          program.advance(dayMs);
          await program.deliver([event!]);
          await rollUpAll(program);
          program.advance(30 * minuteMs);
          await program.rollUp();
        }),
        () => program.rollUp(),
      );
      expect(program.figures()).toBe(smooth.figures());
    }
  });
});
