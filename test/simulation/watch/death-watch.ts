// Looks on at activities that die with their process: between which of their writes they did.
import type { Actor } from '../world/actor';
import type { World } from '../world/world';
import type { ActivityNotes, NotesOfActivities } from './activity-notes';

export class DeathWatch {
  constructor(
    private readonly world: World,
    private readonly notes: NotesOfActivities,
  ) {}

  /** To be told once what the dead process had not sent yet is forgotten. */
  onDeath(actor: Actor): void {
    const notes = this.notes.of(actor);
    // What is still on its way may be the very write that the activity seems to have died before.
    const { scheduler } = this.world;
    if (actor.kind === 'ingest' && !scheduler.isAskedFor('state put', actor)) this.#onBatch(notes);
    if (actor.kind === 'rollUp' && !scheduler.isAskedFor('', actor)) this.#onRollup(notes);
  }

  #onBatch({ unmarked, left, hasMarked }: ActivityNotes): void {
    const { reached, state } = this.world;
    if (unmarked.size > 0) reached.note('a batch died between its records and its marks');
    // Where the window is marked all the same, nothing depends on the next delivery.
    if ([...left].some((window) => state.latest('mark', window) === undefined)) {
      reached.note('a record moved window and its batch died before the marks');
    }
    if (unmarked.size === 0 && hasMarked) {
      reached.note('a batch died between its marks and its watermark');
    }
  }

  #onRollup(notes: ActivityNotes): void {
    const { reached } = this.world;
    if (notes.isBeforeHead) reached.note('a rollup died between a part and its head');
    if (!notes.hasWrittenWindows) return;
    if (!notes.hasWrittenDays) reached.note('a rollup died between its windows and its days');
    if (notes.hasPublished && !notes.hasTakenMarksOff) {
      reached.note('a rollup died between its period and its marks');
    }
  }
}
