// A process's connection to the store: each of its requests is a step, may fail in any of the ways
// in which requests do, and reads what a session of its own lets it see.
import type { DependencyUnavailable } from '../../../shared/app/ports';
import type { Actor } from './actor';
import { staleMsMax, type Faults } from './faults';
import type { Scheduler } from './scheduler';
import type { Address, VersionedContainer, View } from './versioned-container';

/** What all clients share. */
export interface StoreWorld {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** Names of the containers of which old versions may be read. */
  readonly stale: readonly string[];
  /** Writes what is there already, so that whoever has read it loses a race. */
  readonly rival: Actor;
  readonly unavailable: (message: string) => DependencyUnavailable;
}

/** The positions of a process's own last writes, by container. */
export class Session {
  readonly #floors = new Map<VersionedContainer, number>();

  floorOf(container: VersionedContainer): number {
    return this.#floors.get(container) ?? 0;
  }

  wrote(container: VersionedContainer, lsn: number): void {
    this.#floors.set(container, Math.max(lsn, this.floorOf(container)));
  }
}

/** One operation that writes one document. */
export interface Operation<T> extends Address {
  readonly verb: 'create' | 'put' | 'replace' | 'delete';
  /** Whether it is made under the condition that the document is a certain version. */
  readonly hasCondition: boolean;
  /** The document, where the store must have room for it under its partition key. */
  readonly json?: string;
  /** Decides by the latest version whether it may write, and does. `lsn`: it did. */
  readonly commit: () => { readonly answer: T; readonly lsn?: number };
}

/** A rollup freezes so much oftener after a query for records than after another read. */
const recordsWeight = 8;

export class StoreClient {
  constructor(
    private readonly world: StoreWorld,
    readonly actor: Actor,
    private readonly session: Session,
    readonly container: VersionedContainer,
  ) {}

  read<T>(label: string, look: (view: View) => T): Promise<T> {
    const { scheduler, faults, unavailable } = this.world;
    return scheduler.step(this.actor, `${this.container.name} ${label}`, () => {
      if (faults.failsRead()) throw unavailable(`reading ${this.container.name}: 503`);
      this.actor.lastReadAt = scheduler.taken;
      // What it writes next may be outdated by then, above all where it has read the records.
      const weight = this.container.name === 'usage' ? recordsWeight : 1;
      if (this.actor.kind === 'rollUp') faults.freezeMaybe(this.actor, scheduler.taken, weight);
      return look(this.#view());
    });
  }

  write<T>(operation: Operation<T>): Promise<T> {
    const { partition, id, verb, hasCondition } = operation;
    const label = `${this.container.name} ${verb} ${partition}/${id}`;
    const act = (): T => {
      this.#assertRoom(operation);
      const fault = this.world.faults.forWrite({ hasCondition });
      return fault === undefined ? this.#commit(operation) : this.#fail(operation, fault, label);
    };
    return this.world.scheduler.step(this.actor, label, act, true);
  }

  /** Several operations sent at once; each takes effect by itself, in any order. */
  async bulk<T>(operations: readonly Operation<T>[]): Promise<readonly T[]> {
    const outcomes = await Promise.allSettled(operations.map((one) => this.write(one)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed === undefined) {
      return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    }
    if (outcomes.some(({ status }) => status === 'fulfilled')) {
      this.world.faults.count('one of a bulk fails, others do not');
    }
    throw failed.reason;
  }

  /** What a write answers that found another version than it was made for. */
  lost<T>(status: 409 | 412, answer: T): { readonly answer: T } {
    this.world.faults.count(status === 409 ? 'race lost: 409' : 'race lost: 412');
    return { answer };
  }

  #assertRoom({ partition, id, json }: Operation<unknown>): void {
    if (json === undefined) return;
    const refusal = this.container.limits.refusalOf(partition, id, json);
    if (refusal === undefined) return;
    if (refusal.kind === 'tooLarge') throw new Error(refusal.message);
    throw this.world.unavailable(refusal.message);
  }

  #commit<T>({ commit }: Operation<T>): T {
    const { answer, lsn } = commit();
    if (lsn !== undefined) this.session.wrote(this.container, lsn);
    return answer;
  }

  #fail<T>(
    operation: Operation<T>,
    fault: NonNullable<ReturnType<Faults['forWrite']>>,
    label: string,
  ): T {
    const { scheduler, rival, unavailable } = this.world;
    switch (fault) {
      case '429 before commit':
      case '503 before commit':
      case 'time-out before commit':
        break;
      case 'time-out after commit':
        // The client never learns of its own write: its session does not cover it.
        operation.commit();
        break;
      case 'time-out, commit comes later':
        scheduler.afterwards(this.actor, `${label}, at last`, () => void operation.commit());
        break;
      case 'SDK repeats a write that had gone through':
        this.#commit(operation);
        return this.#commit(operation);
      case '412: a rival writes the document just before':
        this.container.touch(operation, rival);
        return this.#commit(operation);
    }
    throw unavailable(`${label}: ${fault}`);
  }

  #view(): View {
    const { faults, stale } = this.world;
    const isStale = faults.isOn && stale.includes(this.container.name);
    return {
      floorLsn: this.session.floorOf(this.container),
      staleMs: isStale ? staleMsMax : 0,
      choose: (versions) => faults.chooseVersion(versions),
    };
  }
}
