// A process of the program: the real use cases over the simulated store, with a clock, a session
// and a cache of reference data of its own. When it dies, all of that is gone.
import type { Documents } from '../../../shared/app/ports';
import type { References } from '../../../shared/app/reference/references-in-force';
import type { Rules } from '../../../shared/domain/usage/rules';
import type * as program from '../programs/program';
import type { Watch } from '../watch/watch';
import { Actor, type Host } from './actor';
import type { SkewedClock } from './clocks';
import { SimulatedDeadLetters } from './simulated-dead-letters';
import { SimulatedDocuments } from './simulated-documents';
import { SimulatedUsage } from './simulated-usage';
import { Session, StoreClient, type StoreWorld } from './store-client';
import type { VersionedContainer } from './versioned-container';
import { noTelemetry, type World } from './world';

export type Program = typeof program;

/** What a process does: everything, or, where apps are deployed apart, one of the two. */
export type Role = 'all' | 'ingest' | 'rollUp';

export interface ProcessFacts {
  readonly name: string;
  readonly role: Role;
  readonly program: Program;
  readonly isOld: boolean;
  /** Absent: the rules of the program itself. */
  readonly rules?: Rules;
  readonly clock: SkewedClock;
}

export class SimulatedProcess implements Host {
  isAlive = true;
  readonly name: string;
  readonly role: Role;
  readonly isOld: boolean;
  readonly clock: SkewedClock;
  readonly #program: Program;
  readonly #rules: Rules | undefined;
  readonly #session = new Session();
  readonly #storeWorld: StoreWorld;
  readonly #references: References;

  constructor(
    private readonly world: World,
    private readonly watch: Watch,
    { name, role, program, isOld, rules, clock }: ProcessFacts,
  ) {
    this.name = name;
    this.role = role;
    this.isOld = isOld;
    this.clock = clock;
    this.#program = program;
    this.#rules = rules;
    const { scheduler, faults, stale, rival } = world;
    const unavailable = (message: string) => new program.DependencyUnavailable(message);
    this.#storeWorld = { scheduler, faults, stale, rival, unavailable };
    const actor = new Actor(`${name}.references`, 'world', this);
    const documents = this.#documents(actor, world.reference);
    this.#references = program.makeReferences(program.makeReferenceData({ documents, clock }));
  }

  /** Whether no newer version of it runs anywhere. */
  get isNewest(): boolean {
    return !this.isOld && this.#rules === undefined;
  }

  /** The use cases for one activity, whose steps are told from those of others. */
  useCases(actor: Actor) {
    const { world, clock, watch } = this;
    const program = this.#program;
    const { settings } = world;
    const stores = {
      rollups: this.#documents(actor, world.rollups),
      chargebacks: this.#documents(actor, world.chargebacks),
      reference: this.#documents(actor, world.reference),
      state: this.#documents(actor, world.state),
    };
    const { timeZone } = settings;
    const collections = {
      ...program.makeCollections(stores, { clock, telemetry: noTelemetry, timeZone }),
      references: watch.references(actor, this.#references),
    };
    const usage = new SimulatedUsage(
      this.#client(actor, world.usage),
      settings.usageTtlDays,
      watch.usageHooks,
    );
    const deadLetters = new SimulatedDeadLetters(this.#client(actor, world.deadLetters));
    const { settleSeconds } = settings;
    const views = program.makeOperationalViews(collections, { clock, settleSeconds });
    const shared = {
      ...collections,
      usage,
      deadLetters,
      telemetry: noTelemetry,
      clock,
      requestUnits: noRequestUnits,
      onFailure: (what: string, error: unknown) => watch.onFailure(what, error),
    };
    const { lateDays, hubRetentionHours } = settings;
    return {
      ingest: program.makeIngestBatch({
        ...shared,
        options: { isLlmApi: () => true, lateDays, hubRetentionHours },
      }),
      rollUp: program.makeRollUp({
        ...shared,
        options: settings,
        rules: this.#rules ?? program.rulesInForce,
      }),
      watermarks: collections.watermarks,
      readReport: program.makeReadReport({
        ...views,
        chargebacks: collections.reader,
        watermarks: collections.watermarks,
        deadLetters: collections.rejections,
        clock,
      }),
      referenceData: program.makeReferenceData({ documents: stores.reference, clock }),
    };
  }

  #client(actor: Actor, container: VersionedContainer): StoreClient {
    return new StoreClient(this.#storeWorld, actor, this.#session, container);
  }

  #documents(actor: Actor, container: VersionedContainer): Documents {
    return new SimulatedDocuments(this.#client(actor, container), this.watch.documentHooks);
  }
}

const noRequestUnits = {
  measure: async <T>(work: () => Promise<T>) => ({ value: await work(), requestUnits: 0 }),
};
