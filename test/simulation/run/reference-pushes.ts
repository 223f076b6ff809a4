// People who push reference data: what a run begins with, and what it changes while it goes on.
import type { PushResult } from '../../../shared/app/reference/reference-data';
import { deploymentsFile, fileOf } from '../traffic/reference-files';
import type { Reference } from '../traffic/reference-plan';
import type { Stage } from './stage';

export class ReferencePushes {
  #pending: readonly Reference[];
  #isPushing = false;
  /** The version that is in force from a time on, by kind and time. */
  readonly #versions = new Map<string, string>();

  constructor(private readonly stage: Stage) {
    const { references, changes } = stage.scenario;
    this.#pending = [...references, ...changes];
  }

  get pending(): number {
    return this.#pending.length;
  }

  plan(reference: Reference): void {
    this.#pending = [...this.#pending, reference];
  }

  /** One push at a time: people who push talk to each other. */
  begin(): void {
    const [next] = this.#pending;
    if (next === undefined || this.#isPushing) return;
    this.#isPushing = true;
    const person = this.stage.fleet.person();
    const place = `${next.kind} ${next.fromMs}`;
    this.stage.activities.begin(person, 'push', async (actor) => {
      try {
        const files = [fileOf(next, this.#versions.get(place)), deploymentsFile];
        const inputs = files.map((content, index) => ({ name: `file ${index}`, content }));
        const { referenceData } = person.useCases(actor);
        this.#onPushed(next, place, await referenceData.push(inputs, { recordedBy: 'simulation' }));
      } finally {
        this.#isPushing = false;
      }
    });
  }

  async pushOne(): Promise<void> {
    this.begin();
    await this.stage.activities.finish();
  }

  #onPushed(pushed: Reference, place: string, result: PushResult): void {
    const { world } = this.stage;
    const version = result.versions.find(({ kind }) => kind === pushed.kind)?.version;
    if (result.outcome === 'invalid' || version === undefined) {
      // A stale read may hide the version that is to be replaced: people try again.
      if (!world.isStale) world.broken(`a push was refused: ${JSON.stringify(result)}`);
      return;
    }
    const isRestated = this.#versions.has(place);
    this.#versions.set(place, version);
    this.#pending = this.#pending.filter((one) => one !== pushed);
    this.stage.references.accept(pushed, version);
    this.#note(pushed, isRestated);
  }

  #note(pushed: Reference, isRestated: boolean): void {
    const { world, references } = this.stage;
    const { faults, reached } = world;
    const isOwners = pushed.kind === 'businessUnits';
    const isFirst = (isOwners ? references.ownersPushed : references.pricesPushed) === 1;
    if (isFirst) return;
    faults.count('prices or owners change');
    if (isOwners) reached.note('an owner changed');
    else reached.note(isRestated ? 'a price restated' : 'a price that begins within the run');
  }
}
