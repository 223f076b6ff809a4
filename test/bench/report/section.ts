// The report under load: the real HTTP function in the local Functions host, over the Cosmos DB
// emulator, for few business units and for many. Nothing is dirty, as in a month that is over.
import { withEmbedded, type Embedded } from '../embedded/embedded';
import { totalOf, type WireCount } from '../embedded/wire-count';
import { describeWire } from '../embedded/wire-figures';
import { ingestTraffic, withRollup } from '../filled-ledger';
import { closedLoop, openLoop, type Loaded } from '../load';
import { percentile, perSecond } from '../measure';
import type { Bench, Figure, Findings, Section } from '../section';
import type { Traffic } from '../traffic/events';

/** What the stack's own settings call it. */
const database = 'chargeback';

const clients = 4;
const dayMs = 24 * 60 * 60 * 1_000;
const windowMs = 15 * 60 * 1_000;

/** Share of what the closed loop found that the open loop asks for: busy, and not overloaded. */
const openShare = 0.5;

/** Never while the benchmark runs: a tick of the host would be counted with the report. */
const settings = { ROLLUP_SCHEDULE: '0 0 0 1 1 *' };

const run = async (bench: Bench): Promise<Findings> => {
  const few = await findingsFor(10, bench.quick ? 60 : 400, bench);
  const many = await findingsFor(1_000, bench.quick ? 20 : 60, bench);
  return {
    figures: [...few.figures, ...many.figures],
    notes: [
      ...(few.notes ?? []),
      ...(many.notes ?? []),
      'the client, the Functions host and the emulator share the cores of this machine',
    ],
  };
};

const findingsFor = (units: number, count: number, { progress }: Bench): Promise<Findings> =>
  withEmbedded({ kind: 'stack', settings }, async (embedded) => {
    progress(`publishing a month of ${units} business units`);
    const period = await publishMonth(embedded, units);
    const url = `${embedded.baseUrl}/chargeback/report?period=${period}`;
    const what = `${units.toLocaleString('en')} units`;
    const json = asking(url);
    const first = await json();
    const csv = asking(`${url}&format=csv`);
    const again = asking(url, { 'If-None-Match': first.etag });
    await closedLoop(json, { count: clients * 4, atOnce: clients });

    const figures: Figure[] = [{ what: `${what}, JSON`, amount: first.bytes, unit: 'bytes' }];
    const load = async (name: string, ask: Ask): Promise<Loaded> => {
      progress(`${what}, ${name}`);
      const loaded = await closedLoop(ask, { count, atOnce: clients });
      figures.push(...latencies(`${what}, ${name}, ${clients} clients`, loaded), {
        what: `${what}, ${name}, ${clients} clients`,
        amount: perSecond(count, loaded.durationMs),
        unit: 'reports/s',
      });
      return loaded;
    };
    const closed = await load('JSON', json);
    await load('CSV', csv);
    await load('unchanged (304)', again);

    const rate = openShare * perSecond(count, closed.durationMs);
    progress(`${what}, open loop`);
    const open = await openLoop(json, { count, perSecond: rate });
    figures.push(...latencies(`${what}, JSON, open loop of ${rate.toFixed(1)}/s`, open));

    const counted = await wireOf(embedded, json);
    figures.push(documentsFigure(what, counted));
    return { figures, notes: [`requests of a report of ${what}: ${describeWire(counted, 1)}`] };
  });

/** A quarter hour of a day three weeks ago, so that nothing is pending; answers its period. */
const publishMonth = async (embedded: Embedded, units: number): Promise<string> => {
  const fromMs = Math.floor((Date.now() - 21 * dayMs) / windowMs) * windowMs;
  const events = 3_000;
  const traffic: Traffic = { callers: units, fromMs, spanMs: windowMs, events };
  await ingestTraffic(embedded, database, traffic);
  await withRollup(embedded, database, async ({ tick }) => {
    const { pendingWindows } = await tick();
    if (pendingWindows > 0) throw new Error('the tick left windows behind');
  });
  return new Date(fromMs).toISOString().slice(0, 7);
};

type Ask = () => Promise<{ readonly bytes: number; readonly etag: string }>;

const asking =
  (url: string, headers: Readonly<Record<string, string>> = {}): Ask =>
  async () => {
    const response = await fetch(url, { headers });
    const body = await response.arrayBuffer();
    const wanted = 'If-None-Match' in headers ? 304 : 200;
    if (response.status !== wanted) throw new Error(`${url} answered ${response.status}`);
    return { bytes: body.byteLength, etag: response.headers.get('etag') ?? '' };
  };

const latencies = (what: string, { latenciesMs }: Loaded): readonly Figure[] =>
  [50, 99].map((percent) => ({
    what: `${what}, p${percent}`,
    amount: percentile(latenciesMs, percent),
    unit: 'ms',
  }));

const wireOf = async (embedded: Embedded, ask: Ask): Promise<WireCount> => {
  await embedded.takeWire();
  await ask();
  return embedded.takeWire();
};

/** Statements and their summary are of `chargebacks`; days and windows would be of `rollups`. */
const documentsFigure = (what: string, wire: WireCount): Figure => {
  const lower = totalOf(wire, (kind) => /^(?:usage|rollups):/.test(kind));
  return {
    what: `${what}, JSON`,
    amount: totalOf(wire).requests,
    unit: 'round trips',
    goal: { text: 'reads no usage records, windows or days', met: lower.requests === 0 },
  };
};

export const reportSection: Section = {
  name: 'report',
  title: 'the chargeback report of a clean month, over HTTP',
  run,
};
