// A process of the program: the real use cases over the simulated store, with a clock, a session
// and a cache of reference data of its own. When it dies, all of that is gone.
import type { ReadPace } from '../../../shared/adapters/cosmos/read-pace';
import type { Documents } from '../../../shared/app/ports';
import type { References } from '../../../shared/app/reference/references-in-force';
import type { Rules } from '../../../shared/domain/usage/rules';
import type * as program from '../programs/program';
import type { Watch } from '../watch/watch';
import { Actor, type Host } from './actor';
import type { SkewedClock } from './clocks';
import { SimulatedContainer } from './simulated-container';
import { Session, StoreClient, type StoreWorld } from './store-client';
import { deadLetterForm, documentForm, usageForm, type StoredForm } from './stored-form';
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
  /** What it has learnt of each container's answers. */
  readonly #paces = new Map<VersionedContainer, ReadPace>();
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
    const { scheduler, faults, time, reached, small, stale, rival } = world;
    const unavailable = (message: string) => new program.DependencyUnavailable(message);
    this.#storeWorld = {
      scheduler,
      faults,
      time,
      reached,
      small,
      stale,
      rival,
      unavailable,
    };
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
    const usage = new program.CosmosUsageStore(
      this.#container(actor, world.usage, usageForm(settings.usageTtlDays)),
    );
    const deadLetters = new program.CosmosDeadLetters(
      this.#container(actor, world.deadLetters, deadLetterForm),
    );
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

  #container(actor: Actor, container: VersionedContainer, form: StoredForm): SimulatedContainer {
    const program = this.#program;
    const pace = this.#paces.get(container) ?? new program.ReadPace();
    this.#paces.set(container, pace);
    const client = new StoreClient(this.#storeWorld, actor, this.#session, container);
    return new SimulatedContainer(client, { program, form, pace, hooks: this.watch.storeHooks });
  }

  #documents(actor: Actor, container: VersionedContainer): Documents {
    const documents = this.#container(actor, container, documentForm);
    const { CosmosDocuments } = this.#program;
    return new CosmosDocuments({ container: documents, partitionKey: 'pk', expires: true });
  }
}

const noRequestUnits = {
  measure: async <T>(work: () => Promise<T>) => ({ value: await work(), requestUnits: 0 }),
};
