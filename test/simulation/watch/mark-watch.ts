// Looks on at the marks, the watermarks, and what people are told of windows that were sealed.
import type { UsageRecord } from '../../../shared/domain/usage/usage-record';
import type { LedgerException } from '../checks/ledger-exceptions';
import { windowMs, windowStartMs } from '../oracle/windows';
import type { Actor } from '../world/actor';
import { dayMs, processSkewMsMax } from '../world/clocks';
import type { Address, Version } from '../world/versioned-container';
import type { World } from '../world/world';
import type { NotesOfActivities } from './activity-notes';

export class MarkWatch {
  /** Marks of other windows that were taken off while one window always failed. */
  takenOffBesidePoison = 0;

  constructor(
    private readonly world: World,
    private readonly notes: NotesOfActivities,
  ) {
    world.state.onWrite = ({ partition, id }, version, before) => {
      const notes = this.notes.of(version.writer);
      if (partition === 'exception') this.#assertOld(version);
      else if (partition === 'watermark') notes.hasMarked = false;
      else if (partition === 'mark' && version.json === undefined) {
        this.#onTakenOff(id, version, before);
      } else if (partition === 'mark') {
        this.#noteIfHeld(version);
        notes.hasMarked = true;
        notes.unmarked.delete(id);
        notes.left.delete(id);
      }
    };
  }

  onRead(actor: Actor, { partition, id }: Address, version: Version): void {
    if (partition === 'mark') this.notes.of(actor).marksRead.set(id, version);
    if (partition === 'audit') this.notes.of(actor).hasComeToAudits = true;
  }

  /** What is excused as sealed must have been so old, by the fastest of all clocks. */
  #assertOld(version: Version): void {
    const { kind, where } = version.value as LedgerException;
    if (kind !== 'sealedWindowMarked') return;
    const { time, settings } = this.world;
    const endMs = windowStartMs(where) + windowMs;
    if (time.ms + processSkewMsMax < endMs + settings.sealAgeDays * dayMs) {
      this.world.broken(`window ${where} was called sealed before its time`);
    }
  }

  /** A rollup writes it on the marks whose day or period a newer program made. */
  #noteIfHeld({ value, writer }: Version): void {
    if ((value as { heldBy?: unknown } | undefined)?.heldBy === undefined) return;
    this.world.reached.note(
      writer.host.isOld
        ? 'an old program version left alone what the new one had published'
        : 'a program of older rules left alone a window of newer ones',
    );
  }

  #onTakenOff(window: string, { writer }: Version, mark: Version | undefined): void {
    const { world } = this;
    this.notes.of(writer).hasTakenMarksOff = true;
    if (world.isStale && mark !== undefined && this.#isUnseen(window, mark)) {
      world.reached.note('a mark taken off by a rollup that had not seen its record');
    }
    if (world.poisoned !== undefined && world.poisoned !== window) this.takenOffBesidePoison += 1;
  }

  /** Whether the stored window lacks a record that was there before the mark was. */
  #isUnseen(window: string, mark: Version): boolean {
    const { usage, rollups } = this.world;
    const head = rollups.latest(window.slice(0, 10), window)?.value as
      { recordsSeen: number } | undefined;
    let known = 0;
    for (const { version } of usage.contents()) {
      const windows: readonly string[] = (version.value as UsageRecord | undefined)?.windows ?? [];
      if (version.lsn < mark.lsn && windows.includes(window)) known += 1;
    }
    return (head?.recordsSeen ?? 0) < known;
  }
}
