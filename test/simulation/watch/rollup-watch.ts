// Looks on at the windows and the days that rollups write, and at the races that they lose.
import type { Actor } from '../world/actor';
import type { Address, Version } from '../world/versioned-container';
import type { World } from '../world/world';
import type { NotesOfActivities } from './activity-notes';
import type { ReferencesWatch } from './references-watch';

interface WindowHead {
  readonly recordsSeen: number;
  readonly rulesVersion: number;
  readonly parts?: readonly string[];
}

export class RollupWatch {
  /** Written by requests that came through only after whoever sent them had gone on. */
  readonly #late = new WeakSet<Version>();

  constructor(
    private readonly world: World,
    private readonly notes: NotesOfActivities,
    private readonly references: ReferencesWatch,
  ) {
    world.rollups.onWrite = ({ id }, version, before) => this.#onWrite(id, version, before);
  }

  /** A write that lost a race to another version of the document, or found it gone. */
  onRaceLost(actor: Actor, { partition }: Address, winner: Version | undefined): void {
    const { reached } = this.world;
    if (actor.kind !== 'rollUp' || winner === undefined || winner.writer === actor) return;
    const { writer } = winner;
    if (partition === 'mark' && writer.kind === 'ingest') {
      reached.note('a window marked again while it was computed');
    }
    if (writer.kind !== 'rollUp') return;
    if (partition === 'period') reached.note('a period begun by two rollups at once');
    const finishedAt = this.#late.has(winner) ? undefined : writer.finishedAt;
    if (finishedAt !== undefined && finishedAt > actor.lastReadAt) {
      reached.note('a rollup paused between reading and replacing while another finished');
    }
  }

  noteIfLate(version: Version): void {
    if (version.writer.finishedAt !== undefined) this.#late.add(version);
  }

  #onWrite(id: string, version: Version, before: Version | undefined): void {
    this.noteIfLate(version);
    const notes = this.notes.of(version.writer);
    notes.isBeforeHead = id.startsWith('part:') && version.json !== undefined;
    if (id.startsWith('part:')) return;
    // Windows begin at a time of a day, days do not.
    if (id.includes('T')) {
      notes.hasWrittenWindows = true;
      this.#onWindow(id, version, before);
    } else {
      notes.hasWrittenDays = true;
      this.references.compare(version.writer);
    }
  }

  #onWindow(id: string, version: Version, before: Version | undefined): void {
    const head = version.value as WindowHead | undefined;
    if (head === undefined) return;
    const { reached } = this.world;
    if (head.parts !== undefined) reached.note('rows of a window in several documents');
    const old = before?.value as WindowHead | undefined;
    const seen = old?.recordsSeen ?? 0;
    if (old !== undefined && head.rulesVersion < old.rulesVersion) {
      this.world.broken(`window ${id} of newer rules was replaced by a program of older ones`);
    }
    if (old !== undefined && head.rulesVersion > old.rulesVersion) {
      reached.note(
        this.notes.isInBackground(version.writer, id)
          ? 'a window of older rules recomputed though no usage of it was new'
          : 'a window of older rules recomputed with new usage',
      );
    }
    if (head.recordsSeen < seen) {
      this.world.broken(`window ${id} was written by a rollup that saw fewer records than before`);
    }
  }
}
