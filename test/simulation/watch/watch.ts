// Looks on at every read and write of a run: what must hold at each of them, at any moment and
// whatever goes wrong, and which of the conditions that a run is for it has been through.
import type { References } from '../../../shared/app/reference/references-in-force';
import type { Actor } from '../world/actor';
import type { StoreHooks } from '../world/store-hooks';
import { usagePartition } from '../world/stored-form';
import type { World } from '../world/world';
import type { Address, Version } from '../world/versioned-container';
import { NotesOfActivities } from './activity-notes';
import { DeathWatch } from './death-watch';
import { isDependencyFailure, isPoison } from './failures';
import { MarkWatch } from './mark-watch';
import { PublicationWatch } from './publication-watch';
import { RecordWatch } from './record-watch';
import { ReferencesWatch } from './references-watch';
import { RollupWatch } from './rollup-watch';

export class Watch {
  readonly marks: MarkWatch;
  readonly publications: PublicationWatch;
  readonly deaths: DeathWatch;
  readonly storeHooks: StoreHooks;
  readonly #references: ReferencesWatch;

  constructor(private readonly world: World) {
    const notes = new NotesOfActivities();
    this.#references = new ReferencesWatch(world, notes);
    const rollups = new RollupWatch(world, notes, this.#references);
    this.marks = new MarkWatch(world, notes);
    this.publications = new PublicationWatch(world, notes, this.#references, rollups);
    this.deaths = new DeathWatch(world, notes);
    const records = new RecordWatch(world, notes);
    this.storeHooks = {
      ...records.hooks,
      onRead: (actor, address, version) => {
        this.marks.onRead(actor, address, version);
        this.#noteRejectedAgain(actor, address, version);
      },
      onRaceLost: (actor, address, winner) => {
        if (address.partition === usagePartition) records.onRaceLost(winner);
        else rollups.onRaceLost(actor, address, winner);
      },
    };
  }

  /** An ingest that finds its rejected items among those that were stored on an earlier day. */
  #noteRejectedAgain(actor: Actor, { partition }: Address, { writtenAt }: Version): void {
    if (actor.kind !== 'ingest' || !partition.startsWith('rejected:')) return;
    if (writtenAt.slice(0, 10) < new Date(this.world.storeClock.ms).toISOString().slice(0, 10)) {
      this.world.reached.note('a dead letter delivered again after midnight');
    }
  }

  references(actor: Actor, references: References): References {
    return this.#references.of(actor, references);
  }

  /** Whatever a rollup could not do must be a dependency's fault, never our own. */
  onFailure(what: string, error: unknown): void {
    if (isPoison(error) || isDependencyFailure(error)) return;
    this.world.crashed(`${what} failed: ${String(error)}`);
  }
}
