// The rollup over stores in memory: windows are marked and ticks run, by the real use cases.
import { makeReferenceData } from '../../../shared/app/reference/reference-data';
import type { UsageStore } from '../../../shared/app/ports';
import type { TickSummary } from '../../../shared/app/rollup/tick-summary';
import { instantOf } from '../../../shared/domain/instant';
import { windowMs, windowOf, type WindowId } from '../../../shared/domain/window';
import { InMemoryDeadLetters } from '../../support/in-memory-dead-letters';
import { InMemoryDocuments } from '../../support/in-memory-documents';
import { ManualClock } from '../../support/manual-clock';
import { makeUseCases } from '../../support/use-cases';
import { referenceFiles } from '../traffic/reference';
import type { OwnWork } from '../measure';
import { PagedUsage } from './paged-usage';

export const windowsPerDay = 96;
export const daysPerMonth = 30;
const callers = 100;

const firstMs = Date.parse('2026-11-01T00:00Z');

/** A while after the month, when all its windows have settled and none is sealed. */
const now = '2026-12-03T12:00:00Z';

/** The first windows of the month. */
export const windowsOfMonth = (count: number): readonly WindowId[] =>
  Array.from({ length: count }, (_, index) => windowOf(instantOf(firstMs + index * windowMs)));

export interface LedgerOptions {
  /** Usage records of another store, instead of those made on demand. */
  readonly stored?: UsageStore;
  /** Told how long the making of records takes. */
  readonly ownWork?: OwnWork;
}

export class Ledger {
  readonly clock = new ManualClock(now);
  readonly usage: PagedUsage;
  readonly stores;
  readonly #useCases;

  private constructor(recordsIn: (window: WindowId) => number, { stored, ownWork }: LedgerOptions) {
    const { clock } = this;
    this.usage = new PagedUsage(callers, recordsIn, ownWork);
    const documents = (): InMemoryDocuments => new InMemoryDocuments(clock);
    this.stores = {
      usage: stored ?? this.usage,
      deadLetters: new InMemoryDeadLetters(),
      rollups: documents(),
      chargebacks: documents(),
      reference: documents(),
      state: documents(),
    };
    this.#useCases = makeUseCases({
      stores: this.stores,
      clock,
      telemetry: { event: () => undefined, metric: () => undefined },
      requestUnits: { measure: async (work) => ({ value: await work(), requestUnits: 0 }) },
      onFailure: (what, error) => {
        throw new Error(`${what} failed`, { cause: error });
      },
    });
  }

  static async open(
    recordsIn: (window: WindowId) => number,
    options: LedgerOptions = {},
  ): Promise<Ledger> {
    const ledger = new Ledger(recordsIn, options);
    const { reference: documents } = ledger.stores;
    const data = makeReferenceData({ documents, clock: ledger.clock });
    const inputs = referenceFiles(callers).map((content, n) => ({ name: `file ${n}`, content }));
    const { problems } = await data.push(inputs, { recordedBy: 'bench' });
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    return ledger;
  }

  /** Marks the windows and runs a tick, which must finish all of them. */
  async rollUp(windows: readonly WindowId[]): Promise<TickSummary> {
    await this.#useCases.collections.marks.mark(windows, this.clock.now());
    const summary = await this.#useCases.rollUp();
    if (summary.pendingWindows > 0) throw new Error('the tick left windows behind');
    return summary;
  }
}
