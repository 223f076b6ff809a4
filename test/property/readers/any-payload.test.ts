// Whatever a hub holds goes through the handler, the readers and ingest as the host hands it over: as
// bytes, as text, or parsed. Nothing throws, nothing is lost, and no event harms its neighbours.
import { InvocationContext } from '@azure/functions';
import fc from 'fast-check';
import { makeIngestHandler } from '../../../functions/ingest';
import type { HubConfig } from '../../../shared/config';
import { anyPayload } from '../../support/mutated-events';
import { InMemoryProgram } from '../../support/in-memory-program';
import { runs } from '../../support/property-runs';
import { businessUnitsFile, deploymentsFile, priceBookFile } from '../../support/sample-events';
import { requestGuid, usageEvent } from '../../support/sample-events';

const hub: HubConfig = {
  hub: 'llm-usage',
  consumerGroup: 'chargeback',
  connectionName: 'LlmUsageEvents',
  connection: {
    kind: 'identity',
    namespace: 'contoso.servicebus.windows.net',
    clientId: undefined,
  },
};

/** The forms in which a host hands over the same bytes, by the binding and by what they hold. */
const forms = {
  bytes: (payload: Buffer): unknown => payload,
  view: (payload: Buffer): unknown => new Uint8Array(payload),
  text: (payload: Buffer): unknown => payload.toString('utf8'),
  parsed: (payload: Buffer): unknown => {
    const text = payload.toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  },
};

const form = fc.constantFrom(...(Object.keys(forms) as (keyof typeof forms)[]));

/** Hands elements over with metadata as the host gives them. */
const handOver = async (program: InMemoryProgram, elements: readonly unknown[]) => {
  const ingest = program.process().ingest;
  const summaries: Awaited<ReturnType<typeof ingest>>[] = [];
  const handler = makeIngestHandler({
    hub,
    ingestBatch: async (batch) => {
      const summary = await ingest(batch);
      summaries.push(summary);
      return summary;
    },
    onUnreadable: (_hub, _attempt, error) => {
      throw error;
    },
  });
  const context = new InvocationContext({
    functionName: 'ingestUsage',
    logHandler: () => undefined,
    triggerMetadata: {
      partitionContext: { partitionId: '0' },
      sequenceNumberArray: elements.map((_, index) => index + 1),
      enqueuedTimeUtcArray: elements.map(() => '2026-11-20T12:00:00Z'),
    },
  });
  await handler([...elements], context);
  return summaries[0]!;
};

const good = usageEvent({ id: 999 });

const openProgram = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

describe('any bytes from a hub', () => {
  it('are accepted, ignored or dead letters, beside an event that is billed all the same', async () => {
    const element = fc.tuple(anyPayload, form).map(([payload, how]) => forms[how](payload));
    await fc.assert(
      fc.asyncProperty(fc.array(element, { maxLength: 6 }), fc.nat(6), async (elements, at) => {
        const program = await openProgram();
        const { rejected, rejectedByReason, ignored, ...counts } = await handOver(program, [
          ...elements.slice(0, at),
          good,
          ...elements.slice(at),
        ]);
        const { accepted, joined, duplicate, conflict } = counts;
        const outcomes = accepted + joined + duplicate + conflict + rejected + ignored;
        expect(counts.events).toBe(elements.length + 1);
        expect(outcomes).toBeGreaterThanOrEqual(counts.events);
        expect(rejectedByReason).not.toHaveProperty('ourBug');
        expect(program.usage.records.has(requestGuid(999))).toBe(true);
        // What was read can be billed, too: the rollup and the report take all of it.
        await program.rollUp();
        expect(program.failures).toEqual([]);
        expect((await program.report('2026-11')).totals.requests).toBeGreaterThan(0);
      }),
      runs(150),
    );
  });

  it('are the same event whether the host hands over bytes, text or what it parsed', async () => {
    await fc.assert(
      fc.asyncProperty(anyPayload, async (payload) => {
        // Where the bytes are no UTF-8, the host's text is not what was sent.
        fc.pre(payload.equals(Buffer.from(payload.toString('utf8'))));
        const [first, ...others] = await Promise.all(
          Object.values(forms).map(async (formed) => {
            const program = new InMemoryProgram();
            await handOver(program, [formed(payload)]);
            return [...program.usage.records.values()].map(({ json }) => json);
          }),
        );
        // Text that is a JSON string holding JSON is unwrapped by the host: that alone may differ.
        fc.pre(!payload.toString('utf8').trimStart().startsWith('"'));
        for (const other of others) expect(other).toEqual(first);
      }),
      runs(150),
    );
  });

  it.each<[string, Buffer]>([
    ['nested a hundred thousand levels deep', Buffer.from('['.repeat(1e5) + ']'.repeat(1e5))],
    [
      'an event nested as deep in a field that is read',
      Buffer.from(
        JSON.stringify({ ...good, data: { usage: '@' } }).replace(
          '"@"',
          '{"a":'.repeat(1e5) + '1' + '}'.repeat(1e5),
        ),
      ),
    ],
    ['a megabyte without JSON', Buffer.alloc(1_000_000, 'x')],
    ['a megabyte of blanks', Buffer.alloc(1_000_000, ' ')],
    ['a megabyte of one field name', Buffer.from(`{"${'k'.repeat(1_000_000)}":1}`)],
    ['nothing', Buffer.alloc(0)],
    ['a byte order mark alone', Buffer.from('\ufeff')],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x80, 0xc0])],
  ])('that are %s stop nobody', async (_what, payload) => {
    for (const formed of Object.values(forms)) {
      const program = new InMemoryProgram();
      const summary = await handOver(program, [formed(payload), good]);
      expect(summary).toMatchObject({ events: 2, accepted: 1 });
      expect(summary.rejectedByReason).not.toHaveProperty('ourBug');
    }
  });
});
