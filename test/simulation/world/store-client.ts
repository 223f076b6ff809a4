// A process's connection to the store: each of its requests is a step, may fail in any of the ways
// in which requests do, and reads what a session of its own lets it see.
import type { DependencyUnavailable } from '../../../shared/app/ports';
import type { Condition, Reached } from '../watch/reached';
import type { Actor } from './actor';
import type { Time } from './clocks';
import { staleMsMax, type Faults } from './faults';
import type { Scheduler } from './scheduler';
import type { SmallLimits } from './world';
import type { Address, VersionedContainer, View } from './versioned-container';

/** What all clients share. */
export interface StoreWorld {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly time: Time;
  readonly reached: Reached;
  readonly small: SmallLimits;
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

/** What the store answers to one operation. */
export interface Reply {
  readonly statusCode: number;
  readonly subStatusCode?: number;
  readonly resourceBody?: unknown;
  readonly retryAfterMilliseconds?: number;
}

/** One operation that writes one document. */
export interface Operation extends Address {
  readonly verb: 'create' | 'put' | 'replace' | 'delete';
  /** The document, for which the store must have room. */
  readonly json?: string;
  /** Whether the store takes it for too large, whatever its size is. */
  readonly isRefused?: boolean;
  /** Decides by the latest version whether it may write, and does. `lsn`: it did. */
  readonly commit: () => { readonly reply: Reply; readonly lsn?: number };
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

  write(operation: Operation): Promise<Reply> {
    const { partition, id, verb } = operation;
    const label = `${this.container.name} ${verb} ${partition}/${id}`;
    const act = (): Reply => {
      const refusal = this.#refusalOf(operation);
      if (refusal !== undefined) return refusal;
      const hasCondition = verb === 'replace' || verb === 'delete';
      const fault = this.world.faults.forWrite({ hasCondition, isUpsert: verb === 'put' });
      return fault === undefined ? this.#commit(operation) : this.#fail(operation, fault, label);
    };
    return this.world.scheduler.step(this.actor, label, act, true);
  }

  /** Several operations sent at once; each takes effect by itself, in any order. */
  async bulk(operations: readonly Operation[]): Promise<readonly Reply[]> {
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

  /** Waits before it sends something again. */
  pause(ms: number): Promise<void> {
    const { scheduler, time } = this.world;
    return scheduler.step(this.actor, `${this.container.name} waits`, () => time.advance(ms));
  }

  note(condition: Condition): void {
    this.world.reached.note(condition);
  }

  /** A write found another version than it was made for, or none. */
  onLost(status: 404 | 409 | 412): void {
    this.world.faults.count(status === 409 ? 'race lost: 409' : 'race lost: 412');
  }

  #refusalOf({ partition, id, json, isRefused }: Operation): Reply | undefined {
    if (json === undefined) return undefined;
    const { throttled } = this.world.small;
    const isThrottled =
      throttled?.container === this.container.name &&
      this.world.faults.happens(throttled.probability);
    if (isThrottled) return { statusCode: 429, retryAfterMilliseconds: 10 };
    const refusal = isRefused
      ? ({ kind: 'tooLarge' } as const)
      : this.container.limits.refusalOf(partition, id, json);
    switch (refusal?.kind) {
      case undefined:
        return undefined;
      case 'tooLarge':
        this.world.faults.count('413: the store refuses a record for good');
        this.note('a record that the store refused for its size');
        return { statusCode: 413 };
      case 'full':
        this.note(
          this.container.name === 'deadletters'
            ? 'a partition key of the dead letters that was full'
            : 'a partition key of the store that was full',
        );
        return { statusCode: 403, subStatusCode: 1014 };
      case 'throttled':
        this.note('a partition key of the store that was throttled');
        return { statusCode: 429, retryAfterMilliseconds: 10 };
    }
  }

  #commit({ commit }: Operation): Reply {
    const { reply, lsn } = commit();
    if (lsn !== undefined) this.session.wrote(this.container, lsn);
    return reply;
  }

  #fail(
    operation: Operation,
    fault: NonNullable<ReturnType<Faults['forWrite']>>,
    label: string,
  ): Reply {
    const { scheduler, rival, unavailable } = this.world;
    switch (fault) {
      case '429 before commit':
        return { statusCode: 429, retryAfterMilliseconds: 10 };
      case '449: a rival is writing':
        return { statusCode: 449 };
      case '409 to an upsert: a rival was faster':
        return { statusCode: 409 };
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
