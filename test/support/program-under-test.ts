// The real use cases and the real domain over stores that a test chooses, with a clock that it moves:
// events go in as a hub holds them, and a report comes out.
import type { Containers } from '../../shared/app/collections';
import type { IngestSummary } from '../../shared/app/ingest/ingest-batch';
import type { DeadLetterStore, RequestUnits, UsageStore } from '../../shared/app/ports';
import { makeReferenceData } from '../../shared/app/reference/reference-data';
import type { ChargebackReport } from '../../shared/domain/chargeback/chargeback-report';
import type { Rules } from '../../shared/domain/usage/rules';
import type { RawEvent, TokenCounter } from '../../shared/domain/readers/reading';
import { ManualClock } from './manual-clock';
import { RecordedTelemetry } from './recorded-telemetry';
import { makeUseCases } from './use-cases';

/** The settings of one process. */
export interface ProcessOptions {
  readonly timeZone?: string;
  readonly lateDays?: number;
  readonly windowsMax?: number;
  readonly secondsMax?: number;
  /** Given: streamed calls that nobody counted are estimated. */
  readonly countTokens?: TokenCounter;
  /** Given: the program applies other rules than those of this release. */
  readonly rules?: Rules;
}

export interface ProgramOptions extends ProcessOptions {
  readonly now?: string;
}

export interface ProgramStores extends Containers {
  readonly usage: UsageStore;
  readonly deadLetters: DeadLetterStore;
  readonly requestUnits: RequestUnits;
}

export abstract class ProgramUnderTest {
  readonly clock: ManualClock;
  readonly telemetry = new RecordedTelemetry();
  readonly failures: string[] = [];
  #sequenceNumber = 0;

  constructor(private readonly options: ProgramOptions = {}) {
    this.clock = new ManualClock(options.now ?? '2026-11-20T12:00:00Z');
  }

  protected abstract stores(): ProgramStores;

  /** A process: it shares the stores with every other one, and nothing else. */
  process(changed: ProcessOptions = {}) {
    const stores = this.stores();
    return makeUseCases({
      stores,
      requestUnits: stores.requestUnits,
      clock: this.clock,
      telemetry: this.telemetry,
      onFailure: (what, error) => this.failures.push(`${what}: ${String(error)}`),
      ...this.options,
      ...changed,
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
    const data = makeReferenceData({ documents: this.stores().reference, clock: this.clock });
    const inputs = contents.map((content, index) => ({ name: `file ${index}`, content }));
    const { outcome, problems } = await data.push(inputs, { recordedBy: 'test' });
    if (outcome === 'invalid') throw new Error(JSON.stringify(problems));
  }

  rollUp(changed: ProcessOptions = {}) {
    return this.process(changed).rollUp();
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
}
