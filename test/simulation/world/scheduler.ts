// The cooperative scheduler: every call that the program makes of the outside world is a step that
// waits here, and only the scheduler lets it happen. Which of the waiting steps is next is drawn
// from the seed, so that any interleaving of any actors is possible, and each can be run again.
import type { Random } from '../../../local/simulator/random';
import type { Actor, Host } from './actor';

interface Step {
  readonly actor: Actor;
  readonly label: string;
  /** Takes effect, and says in a word what came of it. */
  readonly take: () => string;
  /** Whether it may still take effect after its actor has died: a request that was on its way. */
  readonly outlives: boolean;
}

export class Scheduler {
  #waiting: Step[] = [];
  #taken = 0;
  #digest = 0x811c9dc5;
  /** Told of each step; a log for people, where one is asked for. */
  onStep: ((line: string) => void) | undefined;

  constructor(
    private readonly random: Random,
    private readonly afterStep: () => void,
  ) {}

  get taken(): number {
    return this.#taken;
  }

  /** A digest of all steps up to now: equal for two runs of one seed, or something is not seeded. */
  get digest(): string {
    return (this.#digest >>> 0).toString(16).padStart(8, '0');
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  /** Waits to be chosen, then acts; what `act` throws is what the caller gets. */
  step<T>(actor: Actor, label: string, act: () => T, outlives = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // What a dead process asks for is never sent.
      if (!actor.host.isAlive) return;
      const take = (): string => {
        try {
          resolve(act());
          return 'ok';
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          return error instanceof Error ? error.name : 'thrown';
        }
      };
      this.#waiting.push({ actor, label, take, outlives });
    });
  }

  /** A request that has no caller any more, or whose caller has given up on it. */
  afterwards(actor: Actor, label: string, act: () => void): void {
    const take = (): string => {
      act();
      return 'late';
    };
    this.#waiting.push({ actor, label, take, outlives: true });
  }

  /** Whether somebody, or this actor, waits to do something whose label begins so. */
  isAskedFor(label: string, by?: Actor): boolean {
    return this.#waiting.some(
      (step) => step.label.startsWith(label) && (by === undefined || step.actor === by),
    );
  }

  /** Takes one waiting step, whichever the seed says; false where none may be taken. */
  takeOne(): boolean {
    const ready = this.#waiting.filter(({ actor }) => actor.pausedUntil <= this.#taken);
    // Where everything is frozen, time goes on until somebody thaws.
    const from = ready.length > 0 ? ready : this.#waiting;
    if (from.length === 0) return false;
    const step = this.random.pick(from);
    this.#waiting.splice(this.#waiting.indexOf(step), 1);
    this.#taken += 1;
    const outcome = step.take();
    this.note(`${step.actor.name} ${step.label} ${outcome}`);
    this.afterStep();
    return true;
  }

  /** A process dies: what it was about to ask for is not asked, or is on its way already. */
  forget(host: Host): void {
    this.#waiting = this.#waiting.filter(
      ({ actor, outlives }) => actor.host !== host || (outlives && this.random.chance(0.5)),
    );
    this.note(`${host.name} dies`);
  }

  /** Writes a line into the trace; it must be the same in each run of a seed. */
  note(line: string): void {
    // FNV-1a, whose collisions do not matter here: any change of the order changes it.
    for (let index = 0; index < line.length; index += 1) {
      this.#digest = Math.imul(this.#digest ^ line.charCodeAt(index), 0x01000193);
    }
    this.onStep?.(line);
  }
}

/** Until every promise that was resolved has run as far as it can without another step. */
export const allSettled = (): Promise<void> =>
  new Promise((resolve) => {
    process.nextTick(resolve);
  });
