// Looks on at every write of a run: what must hold at each of them, at any moment and whatever goes
// wrong, and which of the conditions that a run is for it has been through.
import type { References } from '../../shared/app/reference/references-in-force';
import type { UsageRecord } from '../../shared/domain/usage/usage-record';
import type { Condition } from './reached';
import type { Actor } from './scheduler';
import { usagePartition, type UsageHooks } from './simulated-usage';
import type { Address, Version } from './versioned-container';
import type { World } from './world';

/** What an activity has done so far. */
interface Notes {
  records: boolean;
  moved: boolean;
  marks: boolean;
  watermark: boolean;
  windows: boolean;
  days: boolean;
  part: boolean;
  period: boolean;
  settled: boolean;
  referencesLsn: number | undefined;
}

/** The members of stored documents that are looked at here. */
interface WindowHeadDocument {
  readonly recordsSeen: number;
  readonly parts?: readonly string[];
}

interface StatementDocument {
  readonly requests: number;
  readonly lines: readonly unknown[];
  readonly unpriced: readonly unknown[];
}

interface SummaryDocument {
  readonly period: string;
  readonly publishedAt: string;
  readonly totals: StatementDocument;
  readonly statements: readonly {
    readonly businessUnit: string;
    readonly part: string;
    readonly more?: readonly string[];
  }[];
}

const partsOf = ({ statements }: SummaryDocument): readonly string[] =>
  statements.flatMap(({ part, more = [] }) => [part, ...more]);

/** A version that was published, as a reader must find it. */
export interface PublishedVersion {
  readonly asOf: string;
  readonly totals: unknown;
  readonly statements: readonly unknown[];
}

export const poisonMessage = 'a document that this version cannot read';

export class Watch {
  readonly published = new Map<string, PublishedVersion[]>();
  marksTakenOffBesidePoison = 0;
  readonly #notes = new WeakMap<Actor, Notes>();

  constructor(private readonly world: World) {
    world.usage.onWrite = (_, version, before) => this.#onRecord(version, before);
    world.state.onWrite = (address, version) => this.#onState(address, version);
    world.rollups.onWrite = (address, version, before) => this.#onRollup(address, version, before);
    world.chargebacks.onWrite = (address, version, before) =>
      this.#onChargeback(address, version, before);
    world.deadLetters.onWrite = (_, version, before) => {
      if (before !== undefined && before.writtenAt.slice(0, 10) < version.writtenAt.slice(0, 10)) {
        this.#reached('a dead letter delivered again after midnight');
      }
    };
  }

  /** Marks which references an activity works with. */
  references(actor: Actor, references: References): References {
    return {
      load: async () => {
        this.#of(actor).referencesLsn = this.#headLsn();
        return references.load();
      },
    };
  }

  usageHooks(actor: Actor): UsageHooks {
    const { world } = this;
    return {
      onSeen: (id, version) => {
        const latest = world.usage.latest(usagePartition, id);
        if (actor.kind !== 'rollUp' || latest?.json === undefined || latest === version) return;
        const { windows } = JSON.parse(latest.json) as UsageRecord;
        const isMarked = windows.some((window) => {
          const mark = world.state.latest('mark', window);
          return mark !== undefined && mark.writtenAtMs >= latest.writtenAtMs;
        });
        if (isMarked) this.#reached('a mark seen before its record');
      },
      onRaceLost: (winner) => {
        world.faults.count('race lost: 409 or 412');
        if (winner === undefined) {
          this.#reached('a record read alive and replaced when it had expired');
        }
      },
      beforeQuery: (from, toExclusive) => {
        const { poisoned } = world;
        if (poisoned === undefined || poisoned < from || poisoned >= toExclusive) return;
        throw new Error(poisonMessage);
      },
    };
  }

  onRaceLost(actor: Actor, winner: Version | undefined): void {
    this.world.faults.count('race lost: 409 or 412');
    if (actor.kind !== 'rollUp' || winner === undefined || winner.writer === actor) return;
    if (winner.writer.kind === 'ingest')
      this.#reached('a window marked again while it was computed');
    if (winner.writer.kind !== 'rollUp') return;
    if (winner.json?.startsWith('{"periods":') === true) {
      this.#reached('a period begun by two rollups at once');
    } else if (winner.writer.isFinished) {
      this.#reached('a rollup paused between reading and replacing while another finished');
    }
  }

  /** Whatever a rollup could not do must be a dependency's fault, never our own. */
  onFailure(what: string, error: unknown): void {
    const name = error instanceof Error ? error.name : '';
    const isPoison = error instanceof Error && error.message === poisonMessage;
    if (isPoison || name === 'DependencyUnavailable') return;
    this.world.broken(`${what} failed: ${String(error)}`);
  }

  onDeath(actor: Actor): void {
    const notes = this.#of(actor);
    if (actor.kind === 'ingest') {
      if (notes.records && !notes.marks)
        this.#reached('a batch died between its records and its marks');
      if (notes.moved && !notes.marks) {
        this.#reached('a record moved window and its batch died before the marks');
      }
      if (notes.marks && !notes.watermark) {
        this.#reached('a batch died between its marks and its watermark');
      }
    }
    if (actor.kind === 'rollUp') {
      if (notes.windows && !notes.days)
        this.#reached('a rollup died between its windows and its days');
      if (notes.part) this.#reached('a rollup died between a part and its head');
      if (notes.period && !notes.settled) {
        this.#reached('a rollup died between its period and its marks');
      }
    }
  }

  #onRecord(version: Version, before: Version | undefined): void {
    const notes = this.#of(version.writer);
    notes.records = true;
    notes.marks = false;
    if (before?.json === undefined || version.json === undefined) return;
    const old = JSON.parse(before.json) as UsageRecord;
    const record = JSON.parse(version.json) as UsageRecord;
    this.#assertGrown(old, record);
    const lifeMs = before.expiresAtMs - before.writtenAtMs;
    if (before.expiresAtMs - version.writtenAtMs < 0.15 * lifeMs) {
      this.#reached('a record joined near the end of its life');
    }
    if ('futureLog' in old.observations && version.writer.host.isOld) {
      this.#reached('an old program version replaced a record of the new one');
    }
    const [chunk, joined] = [old.observations.llmLog, record.observations.llmLog];
    if (chunk?.counters && joined?.counters) {
      const grown = Object.keys(joined.counters).length > Object.keys(chunk.counters).length;
      if (grown) this.#reached('chunks of one request that lack details others have');
    }
    if (old.window !== record.window) {
      notes.moved = true;
      this.#doomIfMay(version.writer);
      if (this.#isEmpty(old.window)) this.#reached('the only record of a window moved away');
    }
  }

  /** The moments after which a death would hurt most get more than their share of deaths. */
  #doomIfMay({ host, kind }: Actor): void {
    const { faults } = this.world;
    if (kind === 'ingest' && faults.happens(Math.min(0.5, 30 * faults.profile.kill))) {
      this.world.doomed = host;
    }
  }

  /** A record only ever learns: whatever was known of it is still known after any write. */
  #assertGrown(old: UsageRecord, record: UsageRecord): void {
    const lost = old.windows.filter((window) => !record.windows.includes(window));
    if (lost.length > 0) this.world.broken(`record ${old.id} forgot its windows ${lost.join()}`);
    if (record.occurredAt > old.occurredAt) {
      this.world.broken(`record ${old.id} moved to a later time`);
    }
    for (const source of Object.keys(old.observations)) {
      if (!(source in record.observations)) {
        this.world.broken(`record ${old.id} lost what ${source} had said`);
      }
    }
    const future = (of: UsageRecord): string =>
      JSON.stringify((of.observations as Record<string, unknown>)['futureLog']);
    if ('futureLog' in old.observations && future(old) !== future(record)) {
      this.world.broken(`record ${old.id} does not keep what it does not understand`);
    }
  }

  /** Under stale reads a mark may go too early; then it is the audit that finds it. */
  #compareSeen(window: string): void {
    const { usage, rollups } = this.world;
    const json = rollups.latest(window.slice(0, 10), window)?.json;
    const seen = json === undefined ? 0 : (JSON.parse(json) as WindowHeadDocument).recordsSeen;
    let known = 0;
    for (const { json } of usage.contents()) {
      if ((JSON.parse(json) as UsageRecord).windows.some((one) => one === window)) known += 1;
    }
    if (seen < known) this.#reached('a mark taken off by a rollup that had not seen the record');
  }

  #isEmpty(window: string): boolean {
    for (const { json } of this.world.usage.contents()) {
      if ((JSON.parse(json) as UsageRecord).window === window) return false;
    }
    return true;
  }

  #onState({ partition, id }: Address, version: Version): void {
    const notes = this.#of(version.writer);
    if (partition === 'watermark') notes.watermark = true;
    if (partition !== 'mark') return;
    if (version.json !== undefined) notes.marks = true;
    else {
      notes.settled = true;
      if (this.world.isStale) this.#compareSeen(id);
      if (this.world.poisoned !== undefined) this.marksTakenOffBesidePoison += 1;
    }
  }

  #onRollup({ id }: Address, version: Version, before: Version | undefined): void {
    const { json } = version;
    if (json === undefined) return;
    const notes = this.#of(version.writer);
    notes.part = id.startsWith('part:');
    if (notes.part) return;
    if (id.includes('T')) {
      notes.windows = true;
      notes.days = false;
      const head = JSON.parse(json) as WindowHeadDocument;
      if (head.parts !== undefined) this.#reached('rows in parts');
      const seen = before?.json && (JSON.parse(before.json) as WindowHeadDocument).recordsSeen;
      if (typeof seen === 'number' && head.recordsSeen < seen) {
        this.world.broken(
          `window ${id} was written by a rollup that saw fewer records than before`,
        );
      }
    } else notes.days = true;
    this.#compareReferences(version.writer);
  }

  #onChargeback({ partition, id }: Address, version: Version, before: Version | undefined): void {
    const { world } = this;
    const notes = this.#of(version.writer);
    notes.part = id.startsWith('part:');
    if (version.json === undefined) {
      this.#assertUnlisted(partition, id);
      return;
    }
    if (id !== 'summary') return;
    notes.period = true;
    this.#compareReferences(version.writer);
    if (version.writer.host.isOld && before?.writer.host.isOld === false) {
      this.#reached('an old program version published after the new one');
    }
    const summary = JSON.parse(version.json) as SummaryDocument;
    const statements = summary.statements.map(({ part, more = [] }) => {
      const pieces = [part, ...more].flatMap((id): readonly StatementDocument[] => {
        const json = world.chargebacks.latest(partition, id)?.json;
        if (json === undefined) world.broken(`${partition} was published without its part ${id}`);
        return json === undefined ? [] : [JSON.parse(json) as StatementDocument];
      });
      return {
        ...pieces[0],
        requests: pieces[0]?.requests ?? 0,
        lines: pieces.flatMap(({ lines }) => lines),
        unpriced: pieces.flatMap(({ unpriced }) => unpriced),
      };
    });
    const requests = statements.reduce((sum, statement) => sum + statement.requests, 0);
    if (requests !== summary.totals.requests) {
      world.broken(`${partition}: units have ${requests} requests of ${summary.totals.requests}`);
    }
    const versions = this.published.get(partition) ?? [];
    versions.push({ asOf: summary.publishedAt, totals: summary.totals, statements });
    this.published.set(partition, versions);
  }

  #assertUnlisted(partition: string, id: string): void {
    const json = this.world.chargebacks.latest(partition, 'summary')?.json;
    const listed = json === undefined ? [] : partsOf(JSON.parse(json) as SummaryDocument);
    if (listed.includes(id)) {
      this.world.broken(`${partition}: a part that is listed was swept`);
    }
  }

  #compareReferences(writer: Actor): void {
    const { referencesLsn } = this.#of(writer);
    if (referencesLsn !== undefined && referencesLsn < this.#headLsn()) {
      this.#reached('a head of reference data that changed in mid-rollup');
    }
  }

  #headLsn(): number {
    return this.world.reference.latest('head', 'head')?.lsn ?? 0;
  }

  #of(actor: Actor): Notes {
    const known = this.#notes.get(actor);
    if (known !== undefined) return known;
    const notes: Notes = {
      records: false,
      moved: false,
      marks: false,
      watermark: false,
      windows: false,
      days: false,
      part: false,
      period: false,
      settled: false,
      referencesLsn: undefined,
    };
    this.#notes.set(actor, notes);
    return notes;
  }

  #reached(condition: Condition): void {
    this.world.reached.note(condition);
  }
}
