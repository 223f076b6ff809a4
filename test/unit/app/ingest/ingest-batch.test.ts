// Ingest, killed before each of its calls in turn. Whatever was done by then, the redelivery of the
// batch makes it good: report, dead letters, exceptions and watermarks are those of a smooth run.
import { DependencyUnavailable } from '../../../../shared/app/ports';
import type { RawEvent } from '../../../../shared/domain/readers/reading';
import { InMemoryProgram, hourMs } from '../../../support/in-memory-program';
import { interrupted, type PortCall } from '../../../support/port-calls';
import {
  businessUnitsFile,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  requestGuid,
  usageEvent,
} from '../../../support/sample-events';

interface Prepared {
  readonly program: InMemoryProgram;
  readonly batch: readonly RawEvent[];
}

/**
 * A program that knows request 1, and a batch in which that one moves to an earlier window, 2 is
 * new and comes twice, one event cannot be read, one record is refused, and before which an event
 * was passed over.
 */
const prepared = async (): Promise<Prepared> => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile({ alpha: ['sub-a'], beta: ['sub-b'] }),
    deploymentsFile,
    priceBookFile(),
  );
  await program.deliver(
    program.enqueue(usageEvent({ id: 1, time: '2026-11-02T10:16:00Z', usage: null })),
  );
  await program.rollUp();
  program.enqueue('passed over');
  program.usage.refusedIds.add(requestGuid(9));
  const batch = program.enqueue(
    llmLogEvent(1, { time: '2026-11-02T10:14:59Z', prompt: 10, completion: 1 }),
    usageEvent({ id: 2, subscription: 'sub-b', time: '2026-11-02T10:31:00Z' }),
    usageEvent({ id: 2, subscription: 'sub-b', time: '2026-11-02T10:31:00Z' }),
    '{"cut": ',
    usageEvent({ id: 9 }),
  );
  return { program, batch };
};

/** All that can be told apart from outside. */
const outcomeOf = async (program: InMemoryProgram) => {
  const { collections } = program.process();
  return {
    figures: program.figures(),
    report: { ...(await program.report('2026-11')), asOf: '' },
    deadLetters: [...program.deadLetters.letters.values()],
    exceptions: await collections.exceptions.all(),
    watermarks: await collections.watermarks.read(),
  };
};

const smoothRun = async (): Promise<{
  readonly calls: readonly PortCall[];
  readonly outcome: Awaited<ReturnType<typeof outcomeOf>>;
}> => {
  const { program, batch } = await prepared();
  const { calls } = await interrupted(
    program,
    () => undefined,
    () => program.deliver(batch),
  );
  await program.rollUp();
  return { calls, outcome: await outcomeOf(program) };
};

describe('a batch', () => {
  it('is made good by its redelivery, before whichever of its calls the process was killed', async () => {
    const { calls, outcome } = await smoothRun();
    expect(calls.length).toBeGreaterThan(10);
    for (const { number } of calls) {
      const { program, batch } = await prepared();
      const killed = interrupted(
        program,
        (call) => {
          if (call.number === number) throw new Error('killed');
        },
        () => program.deliver(batch),
      );
      await expect(killed).rejects.toThrow('killed');
      await program.rollUp();
      await program.deliver(batch, 1);
      await program.rollUp();
      expect(await outcomeOf(program)).toEqual(outcome);
    }
  });

  it('is good also where it never comes again, as soon as its marks are written', async () => {
    const { calls, outcome } = await smoothRun();
    const lastMark = calls.findLast(({ id }) => id.startsWith('mark/'))!;
    for (const { number } of calls.slice(lastMark.number + 1)) {
      const { program, batch } = await prepared();
      await interrupted(
        program,
        (call) => {
          if (call.number === number) throw new Error('killed');
        },
        () => program.deliver(batch),
      ).catch(() => undefined);
      await program.rollUp();
      expect(program.figures()).toBe(outcome.figures);
    }
  });

  it('writes records before marks, and the watermark last of all', async () => {
    const { calls } = await smoothRun();
    const order = calls
      .filter(({ kind }) => ['create', 'replace', 'write', 'put'].includes(kind))
      .map(({ store, kind, id }) => (store === 'state' ? (id.split(/[/:]/)[0] ?? '') : kind));
    expect([...new Set(order)]).toEqual([
      'create',
      'replace',
      'write',
      'rejected',
      'mark',
      'exception',
      'watermark',
    ]);
  });

  it('is right where rivals deliver it at each of its calls', async () => {
    const { calls, outcome } = await smoothRun();
    for (const { number } of calls) {
      const { program, batch } = await prepared();
      await interrupted(
        program,
        async (call) => {
          if (call.number === number) await program.deliver(batch);
        },
        () => program.deliver(batch),
      );
      await program.rollUp();
      expect(await outcomeOf(program)).toEqual(outcome);
    }
  });

  it('says in its summary and its telemetry what became of its items', async () => {
    const { program, batch } = await prepared();
    program.advance(2 * hourMs);
    const summary = await program.deliver(batch);
    expect(summary).toEqual({
      events: 5,
      accepted: 1,
      joined: 1,
      duplicate: 1,
      conflict: 0,
      rejected: 2,
      rejectedByReason: { notJson: 1, refused: 1 },
      rejectedWithoutPayload: 0,
      ignored: 0,
      ignoredByReason: {},
      repaired: 0,
      overflowed: 0,
    });
    const [event] = program.telemetry.named('IngestBatch').slice(-1);
    expect(event?.measurements).toMatchObject({ accepted: 1, rejected: 2, lagSeconds: 2 * 3_600 });
    expect(event?.properties['rejectedByReason']).toBe('{"notJson":1,"refused":1}');
  });

  it('that keeps failing says each time how long its events will still be there', async () => {
    const { program, batch } = await prepared();
    program.usage.before = () => {
      throw new DependencyUnavailable('planted');
    };
    program.advance(100 * hourMs);
    await expect(program.deliver(batch, 3)).rejects.toThrow('planted');
    const [event] = program.telemetry.named('IngestFailed');
    expect(event).toMatchObject({
      properties: { hub: 'llm-usage', partition: '0', errorName: 'DependencyUnavailable' },
      measurements: { attempt: 3, firstSequenceNumber: 3, hoursUntilOldestExpires: 68 },
    });
  });

  it('that fails with what is no error says so, too', async () => {
    const { program, batch } = await prepared();
    const noError = Object.create(null) as Error;
    program.usage.before = () => {
      throw noError;
    };
    await expect(program.deliver(batch)).rejects.toBe(noError);
    expect(program.telemetry.named('IngestFailed')[0]?.properties['errorName']).toBe('unknown');
  });

  it('without events is a mistake of its caller', async () => {
    const { program } = await prepared();
    await expect(program.deliver([])).rejects.toThrow(TypeError);
  });
});
