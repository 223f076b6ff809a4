import {
  howJoined,
  letterOf,
  rejectedItemOf,
  sortBatch,
} from '../../../../shared/app/ingest/sort-batch';
import type { RawEvent, ReaderOptions } from '../../../../shared/domain/readers/reading';
import { joinRecords } from '../../../../shared/domain/usage/usage-record';
import { statementsPerSourceMax } from '../../../../shared/limits';
import { observed, recordFrom } from '../../../support/observed';
import { hubPosition } from '../../../support/raw-events';
import { llmLogEvent, requestGuid, usageEvent } from '../../../support/sample-events';

const options = { isLlmApi: () => true, lateDays: 31 };
const event = (body: unknown, sequenceNumber = 1): RawEvent => ({
  body,
  position: { ...hubPosition, sequenceNumber },
});
const events = (...bodies: readonly unknown[]): readonly RawEvent[] => bodies.map(event);

const good = llmLogEvent(1, { prompt: 10, completion: 1 }) as { records: readonly [object] };
const [goodRecord] = good.records;
const badRecord = {
  ...goodRecord,
  correlationId: requestGuid(2),
  properties: { promptTokens: -5, modelName: 'gpt-4o' },
};

describe('a batch', () => {
  it('comes apart into one record per request, and says what joining them found', () => {
    const sorted = sortBatch(
      events(
        usageEvent({ id: 1 }),
        usageEvent({ id: 1 }),
        good,
        usageEvent({ id: 1, model: 'another' }),
        usageEvent({ id: 3 }),
      ),
      options,
    );
    expect(sorted.records.map(({ id }) => id)).toEqual([requestGuid(1), requestGuid(3)]);
    expect(sorted).toMatchObject({ duplicate: 1, joined: 1, conflict: 1, deadLetters: [] });
  });

  it('remembers every item that spoke of a record', () => {
    const envelope = { records: [badRecord, goodRecord] };
    const sorted = sortBatch(events(usageEvent({ id: 3 }), envelope, good), options);
    expect(sorted.origins.get(requestGuid(1) as never)).toMatchObject([
      { index: 1, event: { body: envelope } },
      { index: 0, event: { body: good } },
    ]);
  });

  it('counts what is ignored, by reason', () => {
    const probe = { ...goodRecord, properties: { promptTokens: 0, modelName: '' } };
    const other = { ...goodRecord, category: 'WebSocketConnectionLogs' };
    const envelope = { records: [probe, probe, other] };
    const sorted = sortBatch(events(envelope, { records: [] }), options);
    expect(sorted.ignored).toEqual({ zeroTokenProbe: 2, otherCategory: 1, emptyEnvelope: 1 });
    expect(sorted.records).toEqual([]);
  });

  it('is not stopped by one item on which our own code throws', () => {
    const isLlmApi: ReaderOptions['isLlmApi'] = () => {
      throw new TypeError('a secret in a message');
    };
    const gatewayLog = {
      ...goodRecord,
      category: 'GatewayLogs',
      properties: { apiId: 'azure-openai', responseCode: 200 },
    };
    const sorted = sortBatch(events({ records: [goodRecord, gatewayLog] }, usageEvent({ id: 3 })), {
      ...options,
      isLlmApi,
    });
    expect(sorted.records.map(({ id }) => id)).toEqual([requestGuid(3)]);
    expect(sorted.deadLetters).toEqual([
      expect.objectContaining({
        reason: 'ourBug',
        index: 0,
        detail: 'reading the event threw TypeError: report this; the batch went on without it',
      }),
    ]);
    const letters = sorted.deadLetters.map(letterOf);
    expect(letters[0]?.payload).toContain('"records"');
    expect(JSON.stringify(letters)).not.toContain('secret');
  });

  it('is not stopped by one whose time makes our own code throw', () => {
    const sorted = sortBatch(
      [
        {
          ...event(usageEvent({ id: 1 })),
          position: { ...hubPosition, enqueuedTime: '' as never },
        },
        event(usageEvent({ id: 3 }), 2),
      ],
      options,
    );
    expect(sorted.records.map(({ id }) => id)).toEqual([requestGuid(3)]);
    expect(sorted.deadLetters).toMatchObject([{ reason: 'ourBug', index: 0 }]);
  });
});

describe('a dead letter', () => {
  it('stands where its item stood, so that a redelivery overwrites it', () => {
    const [letter] = sortBatch(
      [event({ records: [goodRecord, badRecord] }, 42)],
      options,
    ).deadLetters;
    expect(letter).toMatchObject({
      id: `llm-usage:0:42:${Date.parse(hubPosition.enqueuedTime)}:1`,
      day: '2026-11-02',
      hub: 'llm-usage',
      namespace: 'contoso.servicebus.windows.net',
      partition: '0',
      sequenceNumber: 42,
      index: 1,
      reason: 'badCount',
      path: 'records[1].properties.promptTokens',
    });
  });

  it.each([
    ['an envelope', { records: [goodRecord, badRecord] }],
    ['a bare list', [goodRecord, badRecord]],
    ['an envelope in text', JSON.stringify({ records: [goodRecord, badRecord] })],
    ['an envelope in bytes', Buffer.from(JSON.stringify({ records: [goodRecord, badRecord] }))],
  ])('shows the record at fault, and no other one, of %s', (_what, body) => {
    const { deadLetters } = sortBatch([event(body)], options);
    expect(deadLetters).toHaveLength(1);
    const payload = JSON.parse(deadLetters.map(letterOf)[0]?.payload ?? '') as object;
    expect(payload).toMatchObject({
      correlationId: requestGuid(2),
      properties: { promptTokens: -5, modelName: 'gpt-4o' },
    });
    expect(payload).not.toHaveProperty('records');
  });

  it('shows all of an event that is at fault as a whole', () => {
    const { deadLetters } = sortBatch(
      events(usageEvent({ time: 'yesterday' }), { records: 'many' }, '"[1]"', '[1,2]'),
      options,
    );
    const letters = deadLetters.map(letterOf);
    expect(letters.map(({ reason, payload }) => [reason, payload.slice(0, 20)])).toEqual([
      ['badTime', '{"specversion":"1.0"'],
      ['unknownShape', '{"records":"[string,'],
      ['notAnEvent', '"[string, 3 character'.slice(0, 20)],
      ['notAnEvent', '[1,2]'],
    ]);
  });

  it('shows a record of an envelope that claims an impossible time', () => {
    const late = { ...goodRecord, time: '2026-01-01T00:00:00Z' };
    const { deadLetters, records } = sortBatch([event({ records: [goodRecord, late] })], options);
    expect(records).toHaveLength(1);
    expect(deadLetters).toMatchObject([{ reason: 'tooLate', path: 'time', index: 1 }]);
    expect(deadLetters.map(letterOf)[0]?.payload).toContain('"time":"2026-01-01T00:00:00Z"');
  });

  it('of a record that the store refused shows the item that spoke of it', () => {
    const position = { event: event({ records: [badRecord, goodRecord] }), index: 1 };
    const refusal = { kind: 'rejected', reason: 'refused', path: '', detail: 'too large' } as const;
    expect(letterOf(rejectedItemOf(position, refusal)).payload).toContain(requestGuid(1));
  });

  it('is stored without its payload if our own code throws on making that', () => {
    const item = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('planted');
        },
      },
    );
    const refusal = { kind: 'rejected', reason: 'ourBug', path: '', detail: '' } as const;
    const rejected = rejectedItemOf({ event: event({}), index: 0 }, refusal, item);
    expect(letterOf(rejected)).toMatchObject({ reason: 'ourBug', payload: '' });
  });
});

describe('what a join did', () => {
  const before = recordFrom(observed('policy', { model: 'm0', counters: { prompt_tokens: 0 } }));
  const joinedWith = (record: typeof before) => howJoined(before, joinRecords(before, record));

  it('is nothing where all of it was known', () => {
    expect(joinedWith(before)).toBe('duplicate');
  });

  it('is a conflict where a source contradicts itself, whoever wins', () => {
    const other = recordFrom(observed('policy', { counters: { total_tokens: 3 } }));
    expect(joinedWith(other)).toBe('conflict');
    expect(howJoined(other, joinRecords(other, before))).toBe('conflict');
  });

  it('is a conflict also where there were too many to keep another', () => {
    const many = Array.from({ length: statementsPerSourceMax }, (_, n) =>
      recordFrom(observed('policy', { model: `m${n}`, counters: { prompt_tokens: n } })),
    ).reduce(joinRecords);
    const one = recordFrom(observed('policy', { model: 'x' }));
    expect(howJoined(many, joinRecords(many, one))).toBe('conflict');
  });

  it('is a join where another source speaks, or another time is given', () => {
    expect(joinedWith(recordFrom(observed('llmLog')))).toBe('joined');
    const later = { model: 'm0', counters: { prompt_tokens: 0 }, time: '2026-11-02T10:30:00Z' };
    expect(joinedWith(recordFrom(observed('policy', later)))).toBe('joined');
  });
});
