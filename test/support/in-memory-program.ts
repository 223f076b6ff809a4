// The real use cases and the real domain over stores in memory and a clock that a test moves.
import type { IngestSummary } from '../../shared/app/ingest-batch';
import { makeReferenceData } from '../../shared/app/reference-data';
import type { ChargebackReport } from '../../shared/domain/chargeback-report';
import { instantOf, epochMsOf } from '../../shared/domain/instant';
import type { RawEvent } from '../../shared/domain/readers/reading';
import { InMemoryDeadLetters } from './in-memory-dead-letters';
import { InMemoryDocuments } from './in-memory-documents';
import { InMemoryUsage } from './in-memory-usage';
import { ManualClock } from './manual-clock';
import { RecordedTelemetry } from './recorded-telemetry';
import { makeUseCases } from './use-cases';

export interface ProgramOptions {
  readonly timeZone?: string;
  readonly lateDays?: number;
  readonly now?: string;
}

const requestUnits = {
  measure: async <T>(work: () => Promise<T>) => ({ value: await work(), requestUnits: 0 }),
};

export class InMemoryProgram {
  readonly clock: ManualClock;
  readonly usage = new InMemoryUsage();
  readonly deadLetters = new InMemoryDeadLetters();
  readonly telemetry = new RecordedTelemetry();
  readonly rollups: InMemoryDocuments;
  readonly chargebacks: InMemoryDocuments;
  readonly reference: InMemoryDocuments;
  readonly state: InMemoryDocuments;
  readonly failures: string[] = [];
  #sequenceNumber = 0;

  constructor(private readonly options: ProgramOptions = {}) {
    this.clock = new ManualClock(options.now ?? '2026-11-20T12:00:00Z');
    this.rollups = new InMemoryDocuments(this.clock);
    this.chargebacks = new InMemoryDocuments(this.clock);
    this.reference = new InMemoryDocuments(this.clock);
    this.state = new InMemoryDocuments(this.clock);
  }

  /** A process: it shares the stores with every other one, and nothing else. */
  process() {
    return makeUseCases({
      stores: this,
      clock: this.clock,
      telemetry: this.telemetry,
      requestUnits,
      onFailure: (what, error) => this.failures.push(`${what}: ${String(error)}`),
      timeZone: this.options.timeZone,
      lateDays: this.options.lateDays,
    });
  }

  /** Events as the hub holds them: numbered, and enqueued now. */
  enqueue(...bodies: readonly unknown[]): readonly RawEvent[] {
    return bodies.map((body) => {
      this.#sequenceNumber += 1;
      return {
        body,
        position: {
          namespace: 'contoso.servicebus.windows.net',
          hub: 'llm-usage',
          partition: '0',
          sequenceNumber: this.#sequenceNumber,
          enqueuedTime: this.clock.now(),
        },
      };
    });
  }

  deliver(events: readonly RawEvent[], attempt = 0): Promise<IngestSummary> {
    return this.process().ingest({ hub: 'llm-usage', partition: '0', events, attempt });
  }

  async push(...contents: readonly object[]): Promise<void> {
    const data = makeReferenceData({ documents: this.reference, clock: this.clock });
    const inputs = contents.map((content, index) => ({ name: `file ${index}`, content }));
    const { outcome, problems } = await data.push(inputs, { recordedBy: 'test' });
    if (outcome === 'invalid') throw new Error(JSON.stringify(problems));
  }

  rollUp() {
    return this.process().rollUp();
  }

  async report(period: string, businessUnit?: string): Promise<ChargebackReport> {
    const question = { period, ...(businessUnit !== undefined && { businessUnit }) };
    const answer = await this.process().readReport(question);
    if (answer.kind !== 'report') throw new Error(`no report: ${JSON.stringify(answer)}`);
    return answer.report;
  }

  advance(ms: number): void {
    this.clock.advanceMs(ms);
  }

  /** Everything the rollup stored, without the times at which it did. */
  figures(): string {
    const stored = { ...this.rollups.contents(), ...this.chargebacks.contents() };
    const volatile = new Set(['computedAt', 'tookMs', 'reportedAt', 'sweptAt', 'publishedAt']);
    return JSON.stringify(stored, (key: string, value: unknown) =>
      typeof value === 'string' && value.startsWith('{')
        ? JSON.stringify(JSON.parse(value), (inner: string, member: unknown) =>
            volatile.has(inner) ? undefined : member,
          )
        : volatile.has(key)
          ? undefined
          : value,
    );
  }
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const at = (text: string): string => instantOf(epochMsOf(text as never));
