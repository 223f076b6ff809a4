// Looks on at which reference data an activity works with.
import type { References } from '../../../shared/app/reference/references-in-force';
import type { Actor } from '../world/actor';
import type { World } from '../world/world';
import type { NotesOfActivities } from './activity-notes';

export class ReferencesWatch {
  constructor(
    private readonly world: World,
    private readonly notes: NotesOfActivities,
  ) {}

  /** The same reference data; when an activity asked for them is noted. */
  of(actor: Actor, references: References): References {
    return {
      load: async () => {
        this.notes.of(actor).referencesLsn = this.#headLsn();
        return references.load();
      },
    };
  }

  /** A day or a period was just written by what may no longer be in force. */
  compare(writer: Actor): void {
    const { referencesLsn } = this.notes.of(writer);
    if (referencesLsn !== undefined && referencesLsn < this.#headLsn()) {
      this.world.reached.note('a head of reference data that changed in mid-rollup');
    }
  }

  #headLsn(): number {
    return this.world.reference.latest('head', 'head')?.lsn ?? 0;
  }
}
