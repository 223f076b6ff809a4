// What each activity has done so far, as far as its death, or a race that it loses, is of interest.
import type { Actor } from '../world/actor';
import type { Version } from '../world/versioned-container';

export class ActivityNotes {
  /** Windows of the records that it wrote and that it has not marked since. */
  readonly unmarked = new Set<string>();
  /** Windows that records left by its writes and that it has not marked since. */
  readonly left = new Set<string>();
  /** It marked a window, and has not moved the watermark since. */
  hasMarked = false;
  /** The marks that it read, by window. */
  readonly marksRead = new Map<string, Version>();
  hasWrittenWindows = false;
  hasWrittenDays = false;
  hasPublished = false;
  hasTakenMarksOff = false;
  /** The last that it wrote of rollups or chargebacks was a part, whose head is still to come. */
  isBeforeHead = false;
  /** Windows that it recomputed in the background, and when it began the first of them. */
  readonly inBackground = new Set<string>();
  backgroundBeganMs: number | undefined;
  /** It looked for audits that are due, which is the last that a rollup does. */
  hasComeToAudits = false;
  /** The reference data that it works with: the head's position when it asked for them. */
  referencesLsn: number | undefined;
}

export class NotesOfActivities {
  readonly #notes = new WeakMap<Actor, ActivityNotes>();

  of(actor: Actor): ActivityNotes {
    let notes = this.#notes.get(actor);
    if (notes === undefined) this.#notes.set(actor, (notes = new ActivityNotes()));
    return notes;
  }

  /** Whether the mark that an activity read of a window stands for no new usage. */
  isInBackground(actor: Actor, window: string): boolean {
    const mark = this.of(actor).marksRead.get(window)?.value as { reason?: string } | undefined;
    return mark?.reason !== undefined;
  }
}
