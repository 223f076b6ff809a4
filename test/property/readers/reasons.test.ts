// Every reason for which an item can be refused or ignored is reached, by an event that shows what it is
// about; and no event is refused for a reason that is not declared.
import fc from 'fast-check';
import {
  ignoreReasons,
  rejectionReasons,
  type RejectionReason,
} from '../../../shared/domain/readers/reading';
import { envelopeRecordsMax } from '../../../shared/limits';
import { InMemoryProgram } from '../../support/in-memory-program';
import { anyPayload } from '../../support/mutated-events';
import { runs } from '../../support/property-runs';
import { requestGuid, usageEvent } from '../../support/sample-events';

/** Of the clock of the program: what happened at these times is early, late, or neither. */
const now = '2026-11-20T12:00:00Z';
const usage = (more: object): object => usageEvent({ time: now, ...more });

const log = (category: string, properties: object): object => ({
  time: now,
  category,
  correlationId: requestGuid(7),
  properties,
});

const refused: Readonly<Record<RejectionReason, unknown>> = {
  notJson: '{"specversion":"1.0","id":"cut o',
  notAnEvent: 42,
  unknownShape: { hello: 'world' },
  badField: { ...usage({}), id: {} },
  badTime: usage({ time: '2026-02-30T10:00:00Z' }),
  badCount: usage({ usage: { prompt_tokens: -5 } }),
  tooEarly: usage({ time: '2026-11-20T13:00:01Z' }),
  tooLate: usage({ time: '2026-10-20T11:59:59Z' }),
  tooLarge: {
    records: Array.from({ length: envelopeRecordsMax + 1 }, () => ({ metricName: 'x' })),
  },
  refused: usage({ id: 1 }),
  // A stream that nobody counted, where what counts the tokens of its text has a bug.
  ourBug: {
    eventTime: now,
    appSubscriptionKey: 'key',
    request: JSON.stringify({ messages: [{ role: 'user', content: 'words' }] }),
    response: 'data: {"id":"chatcmpl-1","choices":[{"delta":{"content":"words"}}]}\n\n',
  },
};

const ignored: Readonly<Record<(typeof ignoreReasons)[number], unknown>> = {
  zeroTokenProbe: { records: [log('GatewayLlmLogs', { promptTokens: 0 })] },
  notAnLlmApi: { records: [log('GatewayLogs', { responseCode: 200 })] },
  preflight: {
    records: [log('GatewayLogs', { apiId: 'azure-openai', method: 'OPTIONS', responseCode: 200 })],
  },
  otherCategory: { records: [log('AuditLogs', {})] },
  emptyEnvelope: { records: [] },
  requestOnly: { 'event-time': now, 'message-id': '1', operationname: 'chat' },
};

const failing = (): number => {
  throw new Error('the message may quote the event');
};

const open = (): InMemoryProgram => {
  const program = new InMemoryProgram({ now });
  program.usage.refusedIds.add(requestGuid(1));
  return program;
};

const reasonsIn = (program: InMemoryProgram): readonly string[] => [
  ...new Set([...program.deadLetters.letters.values()].map(({ reason }) => reason)),
];

describe('what is refused', () => {
  it.each(rejectionReasons)('can be refused as %s, and is a dead letter then', async (reason) => {
    const program = open();
    const [event] = program.enqueue(refused[reason]);
    await program
      .process({ countTokens: failing })
      .ingest({ hub: 'llm-usage', partition: '0', events: [event!], attempt: 0 });
    expect(reasonsIn(program)).toEqual([reason]);
  });

  it('is refused for a reason that is declared, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPayload, { maxLength: 10 }), async (payloads) => {
        const program = open();
        await program.deliver(program.enqueue(...payloads, 'not JSON'));
        for (const reason of reasonsIn(program)) expect(rejectionReasons).toContain(reason);
        expect(reasonsIn(program)).not.toContain('ourBug');
      }),
      runs(100),
    );
  });
});

describe('what is ignored', () => {
  it.each(ignoreReasons)('can be ignored as %s, and leaves nothing behind', async (reason) => {
    const program = open();
    const summary = await program.deliver(program.enqueue(ignored[reason]));
    expect(summary).toMatchObject({ ignored: 1, accepted: 0, rejected: 0 });
    expect(reasonsIn(program)).toEqual([]);
  });
});
