import { DependencyUnavailable } from '../../../../shared/app/ports';
import {
  packRows,
  partOf,
  publishSets,
  readParts,
  readWhole,
  sweepParts,
  unpackRows,
  VersionSwept,
  type HeadWrite,
  type PackedRows,
} from '../../../../shared/app/rollup/published-set';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { hourMs, minuteMs } from '../../../support/in-memory-program';
import { ManualClock } from '../../../support/manual-clock';

interface Row {
  readonly name: string;
}
const row = (name: string): Row => ({ name });
/** A row is `{"name":"…"}`, eleven characters and its name. */
const rowChars = (name: string): number => JSON.stringify(row(name)).length;

describe('rows', () => {
  it('that fit one document go into the head', () => {
    const rows = [row('a'), row('b')];
    expect(packRows('h', rows, 2 * rowChars('a'))).toEqual({ packed: { rows }, parts: [] });
    expect(packRows('h', [])).toEqual({ packed: { rows: [] }, parts: [] });
  });

  it('that do not fit go into parts of bounded size, each with as many as it holds', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map(row);
    const { packed, parts } = packRows('h', rows, 2 * rowChars('a'));
    expect(parts.map(({ value }) => value)).toEqual([
      { rows: rows.slice(0, 2) },
      { rows: rows.slice(2, 4) },
      { rows: rows.slice(4) },
    ]);
    expect(packed).toEqual({ parts: parts.map(({ id }) => id) });
  });

  it('of which one alone is too large still get there, in a part of its own', () => {
    const large = row('x'.repeat(100));
    const { parts } = packRows('h', [row('a'), large, row('b')], 50);
    expect(parts.map(({ value }) => value)).toEqual([
      { rows: [row('a')] },
      { rows: [large] },
      { rows: [row('b')] },
    ]);
  });

  it('come back in their order', async () => {
    const documents = new InMemoryDocuments(new ManualClock());
    const rows = ['c', 'a', 'b'].map(row);
    const { packed, parts } = packRows('h', rows, 1);
    await publishSets(documents, [headWrite(packed, parts)]);
    expect(await unpackRows(documents, 'p', packed)).toEqual(rows);
    expect(await unpackRows(documents, 'p', { rows })).toBe(rows);
  });
});

describe('a part', () => {
  it('is named by its head and its content, so that two contents never share an id', () => {
    expect(partOf('h', { a: 1, b: 2 }).id).toBe(partOf('h', { b: 2, a: 1 }).id);
    expect(partOf('h', { a: 1 }).id).not.toBe(partOf('h', { a: 2 }).id);
    expect(partOf('h', { a: 1 }).id).not.toBe(partOf('g', { a: 1 }).id);
  });
});

const headWrite = (
  packed: PackedRows<Row>,
  parts: HeadWrite['parts'],
  etag?: string,
): HeadWrite => ({ partition: 'p', id: 'head', head: packed, parts, etag });

describe('a published set', () => {
  let clock: ManualClock;
  let documents: InMemoryDocuments;
  beforeEach(() => {
    clock = new ManualClock();
    documents = new InMemoryDocuments(clock);
  });

  const head = async () => documents.read<PackedRows<Row>>('p', 'head');
  const publish = async (names: readonly string[], etag?: string) => {
    const { packed, parts } = packRows('head', names.map(row), 1);
    const [answer] = await publishSets(documents, [headWrite(packed, parts, etag)]);
    return answer;
  };
  const republish = async (names: readonly string[]) => publish(names, (await head())?.etag);
  const readNames = async (): Promise<readonly string[]> => {
    const found = await head();
    if (found === undefined) return [];
    return (await unpackRows(documents, 'p', found.value)).map(({ name }) => name);
  };
  const sweep = async (): Promise<number> => {
    const found = await head();
    const listed = found !== undefined && 'parts' in found.value ? found.value.parts : [];
    return sweepParts(documents, { partition: 'p', headId: 'head', listed }, clock.now());
  };

  it('has its parts written before the head that lists them', async () => {
    const written: string[] = [];
    documents.before = ({ kind, id }) => {
      if (kind === 'put') written.push(id.split(':')[0] ?? '');
    };
    await publish(['a', 'b']);
    expect(written).toEqual(['part', 'part', 'head']);
  });

  it('is not there until its head is, whenever the writer dies', async () => {
    for (const dieAt of [0, 1, 2]) {
      let puts = 0;
      documents.before = ({ kind }) => {
        if (kind === 'put' && puts++ === dieAt) throw new Error('crash');
      };
      await expect(publish(['a', 'b'])).rejects.toThrow('crash');
      documents.before = () => undefined;
      expect(await readNames()).toEqual([]);
    }
  });

  it('is replaced by one writer only, and the other is told', async () => {
    await publish(['a', 'b']);
    const etag = (await head())?.etag;
    expect(await publish(['c', 'd'], etag)).toBe('written');
    expect(await publish(['e', 'f'], etag)).toBe('changed');
    expect(await publish(['g', 'h'])).toBe('changed');
    expect(await readNames()).toEqual(['c', 'd']);
  });

  it('is read whole by a reader who holds the old head while the next version is published', async () => {
    await publish(['a', 'b']);
    const old = await head();
    await republish(['c', 'd']);
    expect(await sweep()).toBe(0);
    const rows = await unpackRows(documents, 'p', old!.value);
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('loses parts that nobody lists when they are an hour old, and no others', async () => {
    await publish(['a', 'b']);
    clock.advanceMs(30 * minuteMs);
    await republish(['b', 'c']);
    clock.advanceMs(30 * minuteMs + 1_000);
    // a is an hour old; b was written anew with the head that lists it still; c is young.
    expect(await sweep()).toBe(1);
    expect(await readNames()).toEqual(['b', 'c']);
    clock.advanceMs(10 * hourMs);
    expect(await sweep()).toBe(0);
    expect(await readNames()).toEqual(['b', 'c']);
  });

  it("loses no part of another head's", async () => {
    const other = partOf('other', { rows: [] });
    await documents.put([{ partition: 'p', ...other, condition: 'any' }]);
    clock.advanceMs(2 * hourMs);
    expect(await sweep()).toBe(0);
    expect(await documents.read('p', other.id)).toBeDefined();
  });

  it('keeps an old part that a rival writes again between the sweep’s look and its hand', async () => {
    await publish(['a', 'b']);
    await republish(['c', 'd']);
    clock.advanceMs(2 * hourMs);
    let isFirst = true;
    documents.before = async ({ kind }) => {
      if (kind !== 'delete' || !isFirst) return;
      isFirst = false;
      await republish(['a', 'b']);
    };
    await sweep();
    expect(await readNames()).toEqual(['a', 'b']);
  });

  it('says which document is missing where a listed part is gone', async () => {
    const { parts } = packRows('head', [row('a'), row('b')], 1);
    const failure = await readParts(documents, 'p', [parts[1]!.id]).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(VersionSwept);
    expect(String(failure)).toContain(parts[1]!.id);
  });

  it('is read again by a reader whose version was swept, and then is the newer one', async () => {
    await publish(['a', 'b']);
    clock.advanceMs(2 * hourMs);
    let isFirst = true;
    documents.before = async ({ kind }) => {
      if (kind !== 'readMany' || !isFirst) return;
      isFirst = false;
      await republish(['c', 'd']);
      expect(await sweep()).toBe(2);
    };
    expect(await readWhole(readNames)).toEqual(['c', 'd']);
  });

  it('is given up by a reader where a part stays missing, and not by one who met another error', async () => {
    await publish(['a', 'b']);
    const parts = ((await head())!.value as { parts: readonly string[] }).parts;
    const [stored] = await documents.list('p', parts[0]!, `${parts[0]!}~`);
    await documents.delete('p', stored!.id, stored!.etag);
    let reads = 0;
    documents.before = ({ kind }) => {
      if (kind === 'readMany') reads += 1;
    };
    await expect(readWhole(readNames)).rejects.toThrow(DependencyUnavailable);
    expect(reads).toBe(3);
    documents.before = () => {
      throw new Error('another');
    };
    await expect(readWhole(readNames)).rejects.toThrow('another');
  });
});
