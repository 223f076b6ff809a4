// Looks on at what is published: every version must be whole at the moment when its head is
// written, and its parts must stay for as long as the head lists them.
import type { Version } from '../world/versioned-container';
import type { World } from '../world/world';
import type { NotesOfActivities } from './activity-notes';
import type { ReferencesWatch } from './references-watch';
import type { RollupWatch } from './rollup-watch';

interface StatementDocument {
  readonly requests: number;
  /** In the currency's minor unit. */
  readonly total: string;
  readonly lines: readonly unknown[];
  readonly unpriced: readonly unknown[];
}

interface SummaryDocument {
  readonly publishedAt: string;
  readonly algorithmVersion: number;
  readonly totals: StatementDocument;
  readonly statements: readonly ListedStatement[];
}

interface ListedStatement {
  readonly part: string;
  readonly more?: readonly string[];
}

const partsOf = ({ part, more = [] }: ListedStatement): readonly string[] => [part, ...more];

const minorUnits = ({ total }: StatementDocument): bigint => BigInt(total.replace('.', ''));

/** A version that was published, as a reader must find it. */
export interface PublishedVersion {
  readonly asOf: string;
  readonly totals: unknown;
  readonly statements: readonly unknown[];
}

export class PublicationWatch {
  /** By period, oldest first. */
  readonly versions = new Map<string, PublishedVersion[]>();

  constructor(
    private readonly world: World,
    private readonly notes: NotesOfActivities,
    private readonly references: ReferencesWatch,
    private readonly rollups: RollupWatch,
  ) {
    world.chargebacks.onWrite = ({ partition, id }, version, before) => {
      this.rollups.noteIfLate(version);
      const notes = this.notes.of(version.writer);
      notes.isBeforeHead = id.startsWith('part:') && version.json !== undefined;
      // What somebody deletes is no fault of the program's.
      if (version.json === undefined && version.writer !== world.rival) {
        this.#assertUnlisted(partition, id);
      }
      if (version.json !== undefined && id === 'summary')
        this.#onPublished(partition, version, before);
    };
  }

  #onPublished(period: string, version: Version, before: Version | undefined): void {
    const { world } = this;
    const { writer } = version;
    this.notes.of(writer).hasPublished = true;
    this.references.compare(writer);
    const summary = version.value as SummaryDocument | undefined;
    if (summary === undefined) return;
    const old = before?.value as SummaryDocument | undefined;
    if (old !== undefined && old.algorithmVersion > summary.algorithmVersion) {
      world.broken('an old program version replaced a summary that the new one had published');
    }
    const statements = summary.statements.map((listed) => this.#statement(period, listed));
    const requests = statements.reduce((sum, statement) => sum + statement.requests, 0);
    if (requests !== summary.totals.requests) {
      world.broken(`${period}: units have ${requests} requests of ${summary.totals.requests}`);
    }
    const total = statements.reduce((sum, statement) => sum + minorUnits(statement), 0n);
    if (total !== minorUnits(summary.totals)) {
      world.broken(`${period}: the totals of the units do not add up to ${summary.totals.total}`);
    }
    const versions = this.versions.get(period) ?? [];
    versions.push({ asOf: summary.publishedAt, totals: summary.totals, statements });
    this.versions.set(period, versions);
  }

  #statement(period: string, listed: ListedStatement): StatementDocument {
    const { world } = this;
    const parts = partsOf(listed);
    if (parts.length > 1) world.reached.note('lines of a statement in several documents');
    const pieces = parts.flatMap((id): readonly StatementDocument[] => {
      const piece = world.chargebacks.latest(period, id)?.value as StatementDocument | undefined;
      if (piece === undefined) world.broken(`${period} was published without its part ${id}`);
      return piece === undefined ? [] : [piece];
    });
    return {
      ...pieces[0],
      requests: pieces[0]?.requests ?? 0,
      total: pieces[0]?.total ?? '0',
      lines: pieces.flatMap(({ lines }) => lines),
      unpriced: pieces.flatMap(({ unpriced }) => unpriced),
    };
  }

  #assertUnlisted(period: string, id: string): void {
    const { world } = this;
    const summary = world.chargebacks.latest(period, 'summary')?.value as
      SummaryDocument | undefined;
    if (summary?.statements.flatMap(partsOf).includes(id) === true) {
      world.broken(`${period}: a part that is listed was swept`);
    }
  }
}
