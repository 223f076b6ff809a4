// Looks on at the usage records: what must hold at every write of one, and what has become of the
// windows that it was in.
import type { UsageRecord } from '../../../shared/domain/usage/usage-record';
import type { Actor } from '../world/actor';
import { secondMs } from '../world/clocks';
import type { StoreHooks, WindowRange } from '../world/store-hooks';
import { usagePartition } from '../world/stored-form';
import type { Version } from '../world/versioned-container';
import type { World } from '../world/world';
import type { NotesOfActivities } from './activity-notes';
import { poisonMessage } from './failures';

/** Share of its life that a record has left when it counts as near its end. */
const nearTheEnd = 1 / 8;

/** Share of a run's time that background work may take. */
const backgroundShare = 1 / 4;

export class RecordWatch {
  readonly hooks: Pick<StoreHooks, 'onSeen' | 'beforeQuery'>;

  constructor(
    private readonly world: World,
    private readonly notes: NotesOfActivities,
  ) {
    world.usage.onWrite = (_, version, before) => this.#onWrite(version, before);
    this.hooks = {
      onSeen: (actor, id, version, asked) => this.#onSeen(actor, id, version, asked),
      beforeQuery: ({ from, toExclusive }) => {
        const { poisoned } = world;
        if (poisoned === undefined || poisoned < from || poisoned >= toExclusive) return;
        throw new Error(poisonMessage);
      },
    };
  }

  /** A record that was to be replaced is another version by now, or gone. */
  onRaceLost(winner: Version | undefined): void {
    if (winner !== undefined) return;
    this.world.reached.note('a record read alive and replaced when it had expired');
  }

  #onWrite(version: Version, before: Version | undefined): void {
    const record = version.value as UsageRecord | undefined;
    const old = before?.value as UsageRecord | undefined;
    if (record === undefined) return;
    const notes = this.notes.of(version.writer);
    for (const window of record.windows) notes.unmarked.add(window);
    if (before === undefined || old === undefined) return;
    this.#assertGrown(old, record);
    const { reached } = this.world;
    const leftMs = before.expiresAtMs - version.writtenAtMs;
    if (leftMs < nearTheEnd * (before.expiresAtMs - before.writtenAtMs)) {
      reached.note('a record joined near the end of its life');
    }
    if ('futureLog' in old.observations && version.writer.host.isOld) {
      reached.note('an old program version replaced a record of the new one');
    }
    const [chunk, joined] = [old.observations.llmLog, record.observations.llmLog];
    if (chunk?.counters && joined?.counters) {
      const grown = Object.keys(joined.counters).length > Object.keys(chunk.counters).length;
      if (grown) reached.note('chunks of one request that lack details others have');
    }
    if (old.window !== record.window) this.#onMove(old.window, version.writer);
  }

  #onMove(left: string, writer: Actor): void {
    this.notes.of(writer).left.add(left);
    this.#doomMaybe(left, writer);
    const { rollups, usage, reached } = this.world;
    // Only where it is in the figures is there something to take back.
    const head = rollups.latest(left.slice(0, 10), left)?.value as
      { rows?: readonly unknown[]; parts?: readonly string[] } | undefined;
    const isInFigures = (head?.rows ?? head?.parts ?? []).length > 0;
    const records = [...usage.contents()].map(
      ({ version }) => version.value as UsageRecord | undefined,
    );
    if (isInFigures && records.every((record) => record?.window !== left)) {
      reached.note('the only record of a window moved away');
    }
  }

  /** Where a death would hurt most, there are more than its share: nothing else says what to do. */
  #doomMaybe(left: string, { host, kind }: Actor): void {
    const { faults, state } = this.world;
    if (kind !== 'ingest' || faults.profile.kill === 0) return;
    const isMarked = state.latest('mark', left) !== undefined;
    if (faults.happens(isMarked ? 0.1 : 0.7)) this.world.doomed = host;
  }

  /** A record only ever learns: whatever was known of it is still known after any write. */
  #assertGrown(old: UsageRecord, record: UsageRecord): void {
    const { world } = this;
    const lost = old.windows.filter((window) => !record.windows.includes(window));
    if (lost.length > 0) world.broken(`record ${old.id} forgot its windows ${lost.join()}`);
    if (record.occurredAt > old.occurredAt) world.broken(`record ${old.id} moved to a later time`);
    for (const source of Object.keys(old.observations)) {
      if (!(source in record.observations)) {
        world.broken(`record ${old.id} lost what ${source} had said`);
      }
    }
    const future = (of: UsageRecord): string =>
      JSON.stringify((of.observations as Record<string, unknown>)['futureLog']);
    if ('futureLog' in old.observations && future(old) !== future(record)) {
      world.broken(`record ${old.id} does not keep what it does not understand`);
    }
  }

  /** A rollup that read a mark sees an older record than the one that the mark was made for. */
  #onSeen(actor: Actor, id: string, version: Version | undefined, asked: WindowRange): void {
    this.#assertShare(actor, asked.from);
    if (!this.world.isStale || actor.kind !== 'rollUp') return;
    const latest = this.world.usage.latest(usagePartition, id);
    if (latest === undefined || latest === version) return;
    const { marksRead } = this.notes.of(actor);
    for (const window of (latest.value as UsageRecord | undefined)?.windows ?? []) {
      if (window < asked.from || window >= asked.toExclusive) continue;
      const mark = marksRead.get(window);
      if (mark?.writer === latest.writer && mark.lsn > latest.lsn) {
        this.world.reached.note('a mark seen before its record');
      }
    }
  }

  /** At rest no activity is frozen: then the background work of a run keeps to its share of the time. */
  #assertShare(actor: Actor, window: string): void {
    const { faults, time, settings } = this.world;
    if (faults.isOn || actor.kind !== 'rollUp') return;
    const notes = this.notes.of(actor);
    if (notes.hasComeToAudits || notes.inBackground.has(window)) return;
    if (!this.notes.isInBackground(actor, window)) return;
    notes.inBackground.add(window);
    notes.backgroundBeganMs ??= time.ms;
    const tookMs = time.ms - notes.backgroundBeganMs;
    if (tookMs > settings.secondsMax * secondMs * backgroundShare) {
      this.world.broken(`background work of ${tookMs} ms went on with window ${window}`);
    }
  }
}
