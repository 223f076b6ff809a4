// Ticks of the rollup over the Cosmos DB emulator: what they ask of it, and how large the documents
// are that they leave. Times are mostly the emulator's, which looks at every document for each query.
import { withEmbedded } from '../embedded/embedded';
import { readStored, type StoredDocument } from '../embedded/stored-documents';
import { totalOf } from '../embedded/wire-count';
import { describeWire } from '../embedded/wire-figures';
import { ingestTraffic, withRollup } from '../filled-ledger';
import { median, timeMs } from '../measure';
import { configOf } from '../program';
import type { Bench, Figure, Findings, Section } from '../section';
import type { Traffic } from '../traffic/events';
import { windowMs, windowOf } from '../../../shared/domain/window';
import { instantOf } from '../../../shared/domain/instant';

const database = 'tick';
const dayMs = 24 * 60 * 60 * 1_000;
const callers = 20;

const run = ({ quick, progress }: Bench): Promise<Findings> =>
  withEmbedded({ kind: 'cosmos' }, async (embedded) => {
    const windows = quick ? 8 : 48;
    const events = windows * 100;
    // The first hours of a UTC day that is over, so that all windows are of one day.
    const fromMs = Math.floor(Date.now() / dayMs - 2) * dayMs;
    const traffic: Traffic = { callers, fromMs, spanMs: windows * windowMs, events };
    progress(`ingesting ${events} events`);
    await ingestTraffic(embedded, database, traffic);

    const figures: Figure[] = [];
    const notes: string[] = [];
    await withRollup(embedded, database, async ({ tick, collections }) => {
      const counted = async (what: string): Promise<void> => {
        progress(what);
        await embedded.takeWire();
        const ms = await timeMs(tick);
        const wire = await embedded.takeWire();
        figures.push(
          { what, amount: ms, unit: 'ms' },
          { what, amount: totalOf(wire).requests, unit: 'round trips' },
        );
        notes.push(`${what}: ${describeWire(wire, 1)}`);
      };
      await counted(`tick, ${windows} dirty windows with ${events} records`);
      const last = windowOf(instantOf(fromMs + (windows - 1) * windowMs));
      await collections.marks.mark([last], instantOf(Date.now()));
      await counted('tick, 1 dirty window with 100 records');
      await counted('tick, nothing dirty');
    });

    const { cosmos } = configOf(embedded, { COSMOS_DATABASE: database });
    const rollups = await readStored(cosmos, 'rollups');
    const chargebacks = await readStored(cosmos, 'chargebacks');
    figures.push(
      ...sizes(
        'window',
        rollups.filter(({ content }) => 'window' in content),
        'rows',
      ),
      ...sizes(
        'day',
        rollups.filter(({ content }) => 'date' in content),
        'rows',
      ),
      ...sizes(
        'statement',
        chargebacks.filter(({ content }) => 'lines' in content),
        'lines',
      ),
      ...sizes(
        'summary',
        chargebacks.filter(({ id }) => id === 'summary'),
        'statements',
      ),
    );
    return { figures, notes };
  });

/** The size of such a document, and of one of the rows that it consists of. */
const sizes = (
  what: string,
  documents: readonly StoredDocument[],
  rowsName: string,
): readonly Figure[] => {
  const bytes = median(documents.map((document) => document.bytes));
  const rows = median(documents.map(({ content }) => (content[rowsName] as unknown[]).length));
  return [
    { what: `${what} as it is stored, ${rows} ${rowsName}`, amount: bytes, unit: 'bytes' },
    {
      what: `${what} as it is stored`,
      amount: Math.round(bytes / rows),
      unit: `bytes/${rowsName}`,
    },
  ];
};

export const tickSection: Section = {
  name: 'tick',
  title: 'ticks of the rollup over the Cosmos DB emulator, and what they store',
  run,
};
