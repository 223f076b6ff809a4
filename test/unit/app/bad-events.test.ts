// Events that cannot be accepted, each in one batch with good ones. Whatever the bad one is, the
// report is exactly that of the good ones, and a person finds the bad one: in the report's coverage,
// among the dead letters with reason and path, and in the telemetry of its batch.
import type { RejectionReason } from '../../../shared/domain/readers/reading';
import { countMax, deadLetterPayloadCharsMax, envelopeRecordsMax } from '../../../shared/limits';
import { InMemoryProgram } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  chatUsage,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';

/** What API Management sends at most of one message; the rest of it is cut off. */
const messageBytesMax = 200 * 1024;
const megabyte = 1024 * 1024;

/** Enqueued at 2026-11-20T12:00:00Z, which is when the program in memory stands. */
const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

interface BadEvent {
  readonly what: string;
  readonly body: unknown;
  readonly reason: RejectionReason;
  readonly path: string;
}

const bad = (reason: RejectionReason, path: string) => (what: string, body: unknown) => ({
  what,
  body,
  reason,
  path,
});

const notJson = bad('notJson', '');
const notAnEvent = bad('notAnEvent', '');
const badTime = bad('badTime', 'time');
const badCount = bad('badCount', 'data.usage.prompt_tokens');

const long = JSON.stringify({ ...usageEvent({ id: 9 }), note: 'x'.repeat(messageBytesMax) });

const withTime = (time: unknown): object => ({ ...usageEvent({ id: 9 }), time });
const withPrompt = (count: unknown): object =>
  usageEvent({ id: 9, usage: { prompt_tokens: count, completion_tokens: 100 } });

const unreadable: readonly BadEvent[] = [
  notJson('text that is not JSON', '<usage tokens="10"/>'),
  notJson('an empty text', ''),
  notJson('bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])),
  notJson('JSON that was cut off at 200 KB', long.slice(0, messageBytesMax)),
  notJson('a megabyte of text', 'tokens '.repeat(megabyte / 7)),
  notAnEvent('a number', 42),
  notAnEvent('a text in quotes', '"usage"'),
  notAnEvent('true', true),
  notAnEvent('an array', [1, 2]),
  notAnEvent('null', null),
  bad('unknownShape', '')('an object of no dialect', { hello: 'world' }),
  bad('unknownShape', '')('a megabyte of an object of no dialect', { blob: 'x'.repeat(megabyte) }),
  bad('unknownShape', 'type')('a CloudEvent of another type', {
    ...usageEvent({ id: 9 }),
    type: 'llm.usage.v9',
  }),
  bad('badField', 'id')('an event without an id', { ...usageEvent({ id: 9 }), id: null }),
  bad('badField', 'data')('an event without data', { ...usageEvent({ id: 9 }), data: 'none' }),
];

const badlyTimed: readonly BadEvent[] = [
  badTime('an event without a time', withTime(undefined)),
  badTime('a time that is null', withTime(null)),
  badTime('a time in words', withTime('yesterday')),
  badTime('a time as a number', withTime(1_793_613_360)),
  badTime('the thirtieth of February', withTime('2026-02-30T10:00:00Z')),
  badTime('the twenty-fifth hour', withTime('2026-11-02T25:00:00Z')),
  badTime("the default of .NET's DateTime", withTime('0001-01-01T00:00:00')),
  bad('badTime', 'Timestamp')('a date of which month and day are swapped', {
    Timestamp: '14/3/2026 9:26:53 AM',
    AppKey: 'key',
    TotalTokens: '30',
  }),
  bad('tooEarly', 'time')(
    'a time more than an hour ahead of the hub',
    withTime('2026-11-20T13:00:00.001Z'),
  ),
  bad('tooLate', 'time')('a time before LATE_DAYS', withTime('2026-10-20T11:59:59.999Z')),
];

const badlyCounted: readonly BadEvent[] = [
  badCount('a negative count', withPrompt(-5)),
  badCount('a negative count as text', withPrompt('-5')),
  badCount('a fraction of a token', withPrompt(1.5)),
  badCount('a count that is just too large', withPrompt(countMax + 1)),
  badCount('a count past every exact number', withPrompt(1e300)),
  badCount('a count in words', withPrompt('many')),
  badCount('a count with a separator', withPrompt('12,000')),
  badCount('a count as an exponent', withPrompt('1e3')),
  badCount('a count that is true', withPrompt(true)),
  badCount('a count that is an object', withPrompt({ value: 3 })),
  bad('badField', 'data.usage')('usage that is a number', usageEvent({ id: 9, usage: 7 as never })),
  bad('badCount', 'records[0].properties.promptTokens')(
    "a negative count in the gateway's log",
    llmLogEvent(9, { prompt: -1, completion: 1 }),
  ),
];

describe.each([...unreadable, ...badlyTimed, ...badlyCounted])(
  '$what',
  ({ body, reason, path }) => {
    it(`becomes a dead letter (${reason}) and leaves the batch's good events exact`, async () => {
      const program = await prepared();
      const events = program.enqueue(usageEvent({ id: 1 }), body, usageEvent({ id: 2 }));
      const summary = await program.deliver(events);
      await program.rollUp();

      // Twice 1,000 × 2.50/M + 100 × 10/M = 0.0035, and nothing else.
      const report = await program.report('2026-11');
      expect(report.totals).toMatchObject({
        requests: 2,
        meters: { input: 2_000, output: 200 },
        usageCost: '0.007',
      });
      expect(report.pendingWindows).toBe(0);
      expect(report.coverage).toMatchObject({ requests: 2, deadLettered: 1 });

      expect(summary).toMatchObject({ accepted: 2, rejectedByReason: { [reason]: 1 } });
      const letters = [...program.deadLetters.letters.values()];
      expect(letters).toEqual([
        expect.objectContaining({ reason, path, sequenceNumber: 2, day: '2026-11-20' }),
      ]);
      expect(letters[0]?.detail).not.toBe('');
      expect(letters[0]?.payload.length).toBeLessThanOrEqual(deadLetterPayloadCharsMax);
      expect(program.telemetry.named('IngestBatch')[0]).toMatchObject({
        properties: { rejectedByReason: JSON.stringify({ [reason]: 1 }) },
        measurements: { accepted: 2, rejected: 1 },
      });
    });

    it('gets the same verdict when it comes again, in another batch and on another day', async () => {
      const program = await prepared();
      const events = program.enqueue(usageEvent({ id: 1 }), body, usageEvent({ id: 2 }));
      await program.deliver(events);
      program.advance(40 * 24 * 60 * 60 * 1000);
      const again = await program.deliver(events.slice(1));
      expect(again).toMatchObject({ duplicate: 1, rejectedByReason: { [reason]: 1 } });
      expect(program.deadLetters.letters.size).toBe(1);
    });
  },
);

describe('the last moments that are accepted', () => {
  it.each([
    ['an hour ahead of the hub', '2026-11-20T13:00:00.000Z', '2026-11'],
    ['LATE_DAYS before the hub', '2026-10-20T12:00:00.000Z', '2026-10'],
  ])('%s: the request is in its period', async (_when, time, period) => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ time })));
    await program.rollUp();
    expect((await program.report(period)).totals).toMatchObject({
      requests: 1,
      usageCost: '0.0035',
    });
  });

  it('the largest count is billed to the last token', async () => {
    const program = await prepared();
    const usage = chatUsage(countMax - 100, 100);
    await program.deliver(program.enqueue(usageEvent({ usage })));
    await program.rollUp();
    // 999,999,900 × 2.50/M + 100 × 10/M = 2,499.99975 + 0.001
    expect((await program.report('2026-11')).totals.usageCost).toBe('2500.00075');
  });
});

describe('an envelope of logs', () => {
  const record = (id: number, prompt: number): unknown => {
    const { records } = llmLogEvent(id, { prompt, completion: 100 }) as { records: unknown[] };
    return records[0];
  };

  it('loses only the records that are bad, each a dead letter of its own', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1, usage: null })));
    await program.deliver(
      program.enqueue({ records: [record(9, -1), null, 'text', record(1, 1_000), {}] }),
    );
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '0.0035' });
    expect(report.coverage).toMatchObject({ withoutUsage: 0, deadLettered: 4 });
    const letters = [...program.deadLetters.letters.values()];
    expect(letters.map(({ reason, path, index }) => [reason, path, index])).toEqual([
      ['badCount', 'records[0].properties.promptTokens', 0],
      ['notAnEvent', 'records[1]', 1],
      ['notAnEvent', 'records[2]', 2],
      ['unknownShape', 'records[4]', 4],
    ]);
  });

  it('of more records than are read says so, and what was read counts', async () => {
    const program = await prepared();
    await program.deliver(program.enqueue(usageEvent({ id: 1, usage: null })));
    const probe = { category: 'GatewayLlmLogs', properties: {} };
    const records = [record(1, 1_000), ...Array.from({ length: envelopeRecordsMax }, () => probe)];
    await program.deliver(program.enqueue({ records }));
    await program.rollUp();
    const report = await program.report('2026-11');
    expect(report.totals).toMatchObject({ requests: 1, usageCost: '0.0035' });
    expect(report.coverage.deadLettered).toBe(1);
    expect([...program.deadLetters.letters.values()]).toEqual([
      expect.objectContaining({ reason: 'tooLarge', path: 'records' }),
    ]);
  });
});
