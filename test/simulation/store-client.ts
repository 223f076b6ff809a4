// A process's connection to the store: each of its requests is a step, may fail in any of the ways
// in which requests do, and reads what a session of its own lets it see.
import type { DependencyUnavailable } from '../../shared/app/ports';
import { staleMsMax, type Faults } from './faults';
import type { Actor, Scheduler } from './scheduler';
import type { VersionedContainer, View } from './versioned-container';

/** What all clients share. */
export interface StoreWorld {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** Names of the containers of which old versions may be read. */
  readonly stale: readonly string[];
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

export class StoreClient {
  constructor(
    private readonly world: StoreWorld,
    readonly actor: Actor,
    private readonly session: Session,
    readonly container: VersionedContainer,
  ) {}

  view(): View {
    const { faults, stale } = this.world;
    const isStale = faults.isOn && stale.includes(this.container.name);
    return {
      floorLsn: this.session.floorOf(this.container),
      staleMs: isStale ? staleMsMax : 0,
      choose: (versions) => faults.chooseVersion(versions),
    };
  }

  read<T>(label: string, look: (view: View) => T): Promise<T> {
    const { scheduler, faults, unavailable } = this.world;
    return scheduler.step(this.actor, `${this.container.name} ${label}`, () => {
      if (faults.failsRead()) throw unavailable(`reading ${this.container.name}: 503`);
      return look(this.view());
    });
  }

  /** One operation that writes. `commit` decides by the latest version whether it may. */
  write<T>(label: string, commit: () => { readonly answer: T; readonly lsn?: number }): Promise<T> {
    const { scheduler, faults, unavailable } = this.world;
    const labelled = `${this.container.name} ${label}`;
    const committed = (): T => {
      const { answer, lsn } = commit();
      if (lsn !== undefined) this.session.wrote(this.container, lsn);
      return answer;
    };
    const act = (): T => {
      const fault = faults.forWrite();
      const failed = (): Error => unavailable(`${labelled}: ${fault}`);
      switch (fault) {
        case 'none':
          return committed();
        case 'time-out after commit':
          // The client never learns of its own write: its session does not cover it.
          commit();
          throw failed();
        case 'time-out, commit comes later':
          scheduler.afterwards(this.actor, `${labelled}, at last`, () => void commit());
          throw failed();
        case 'SDK repeats a write that had gone through':
          committed();
          return committed();
        case '429 before commit':
        case '503 before commit':
        case 'time-out before commit':
          throw failed();
      }
    };
    return scheduler.step(this.actor, labelled, act, true);
  }

  /** Several operations sent at once; each takes effect by itself, in any order. */
  async bulk<T>(operations: readonly Promise<T>[]): Promise<readonly T[]> {
    const outcomes = await Promise.allSettled(operations);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed === undefined) {
      return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    }
    if (outcomes.some(({ status }) => status === 'fulfilled')) {
      this.world.faults.count('one of a bulk fails, others do not');
    }
    throw failed.reason;
  }
}
