// What the processes have under way. No activity is awaited by whoever begins it: each goes on as
// far as the scheduler lets it, and dies with its process.
import { isDependencyFailure } from '../watch/failures';
import type { Watch } from '../watch/watch';
import { Actor, type ActorKind, type Host } from '../world/actor';
import { allSettled } from '../world/scheduler';
import { Broken, type World } from '../world/world';

export class Activities {
  readonly #underWay = new Set<Actor>();
  #begun = 0;

  constructor(
    private readonly world: World,
    private readonly watch: Watch,
  ) {}

  get all(): readonly Actor[] {
    return [...this.#underWay];
  }

  running(kind: ActorKind): number {
    return this.all.filter((actor) => actor.kind === kind).length;
  }

  begin(host: Host, kind: ActorKind, work: (actor: Actor) => Promise<void>): void {
    const { scheduler } = this.world;
    this.#begun += 1;
    const actor = new Actor(`${host.name}.${kind}${this.#begun}`, kind, host);
    this.#underWay.add(actor);
    scheduler.note(`${actor.name} begins`);
    const done = (): void => {
      actor.finishedAt = scheduler.taken;
    };
    work(actor)
      .then(done, (error: unknown) => this.assertDependencyFailed(actor, error))
      .finally(() => this.#underWay.delete(actor))
      .catch(() => undefined);
  }

  /** Of what the program throws, only a dependency's failure is no failure of the program. */
  assertDependencyFailed(actor: Actor, error: unknown): void {
    if (isDependencyFailure(error)) return;
    if (error instanceof Broken) this.world.failure ??= error;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.world.crashed(`${actor.name} threw: ${stack}`);
  }

  /** The process dies, and with it all that it had under way. */
  die(host: Host): void {
    const dead = this.all.filter((actor) => actor.host === host);
    for (const actor of dead) this.#underWay.delete(actor);
    this.world.scheduler.forget(host);
    for (const actor of dead) this.watch.deaths.onDeath(actor);
  }

  /** Until nothing goes on without a further step. Throws what broke. */
  async settle(): Promise<void> {
    await allSettled();
    if (this.world.failure !== undefined) throw this.world.failure;
  }

  /** Until all that is under way has come to its end. */
  async finish(): Promise<void> {
    const { scheduler } = this.world;
    for (;;) {
      await this.settle();
      if (scheduler.takeOne()) continue;
      if (this.#underWay.size === 0) return;
      throw new Broken(`these wait for nothing: ${this.all.map(({ name }) => name).join()}`);
    }
  }
}
