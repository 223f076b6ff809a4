// docs/deploy.md, "Backup and restore": the ledger is put back to a point in the past, and the hubs are read
// again from their oldest event. These are the promises that make that safe.
import type { RawEvent } from '../../../shared/domain/readers/reading';
import { InMemoryProgram, minuteMs } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';

/** A sample's form, which names no request: the program knows it by its place in the hub. */
const eventWithoutId = {
  Timestamp: '11/20/2026 11:50:00 AM',
  ApiOperation: 'ChatCompletions_Create',
  AppKey: 'a-made-up-key',
  PromptTokens: '120',
  CompletionTokens: '30',
  TotalTokens: '150',
};
const time = '2026-11-20T11:40:00Z';
const unreadable = { specversion: '1.0', type: 'llm.usage.v1', id: 'no request id', time };

/** A day's work: what the hub holds of it, the figures after it, and how to go back to its middle. */
const worked = async () => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deploymentsFile,
    priceBookFile(),
  );
  const before = program.enqueue(
    usageEvent({ id: 1, time }),
    usageEvent({ id: 2, time, subscription: 'sub-b', streamed: true, usage: null }),
    eventWithoutId,
  );
  await program.deliver(before);
  await program.rollUp();
  const restore = program.backUp();
  program.advance(minuteMs);
  const after = program.enqueue(
    usageEvent({ id: 3, time }),
    llmLogEvent(2, { time, prompt: 500, completion: 40 }),
    { ...eventWithoutId, PromptTokens: '7', TotalTokens: '37' },
    unreadable,
    usageEvent({ id: 1, time }),
  );
  await program.deliver(after);
  await program.rollUp();
  const figures = { rolledUp: program.figures(), deadLetters: program.deadLetters.letters.size };
  const hub: readonly RawEvent[] = [...before, ...after];
  return { program, hub, restore, figures };
};

const exceptionsOf = ({ telemetry }: InMemoryProgram): readonly unknown[] =>
  telemetry.named('LedgerException').map(({ properties }) => properties['kind']);

describe('a ledger that is restored while its hub is read again from the oldest event', () => {
  it.each([1, 2, 3, 8])(
    'comes to the same figures, in batches of %s, and nothing counts twice',
    async (batch) => {
      const { program, hub, restore, figures } = await worked();
      restore();
      expect(program.figures()).not.toBe(figures.rolledUp);
      for (let start = 0; start < hub.length; start += batch) {
        await program.deliver(hub.slice(start, start + batch));
        await program.rollUp();
      }
      expect(program.figures()).toBe(figures.rolledUp);
      expect(program.deadLetters.letters.size).toBe(figures.deadLetters);
      expect(exceptionsOf(program)).toEqual([]);
    },
  );

  it('says so where the hub no longer has what came after the point restored to', async () => {
    const { program, hub, restore } = await worked();
    restore();
    await program.deliver(hub.slice(4));
    expect(exceptionsOf(program)).toEqual(['sequenceGap']);
  });
});
