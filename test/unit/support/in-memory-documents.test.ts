import type { Condition, Put } from '../../../shared/app/ports';
import { InMemoryDocuments } from '../../support/in-memory-documents';
import { ManualClock } from '../../support/manual-clock';

const put = (id: string, value: object, condition: Condition = 'any'): Put => ({
  partition: 'p',
  id,
  value,
  condition,
});

describe('the documents in memory', () => {
  let clock: ManualClock;
  let documents: InMemoryDocuments;
  beforeEach(() => {
    clock = new ManualClock();
    documents = new InMemoryDocuments(clock);
  });

  it('gives back a copy of what was put, and a new ETag for every write', async () => {
    const value = { list: [1] };
    await documents.put([put('a', value)]);
    value.list.push(2);
    const first = await documents.read('p', 'a');
    await documents.put([put('a', { list: [1] })]);
    const second = await documents.read('p', 'a');
    expect(first?.value).toEqual({ list: [1] });
    expect(second?.value).toEqual({ list: [1] });
    expect(second?.etag).not.toBe(first?.etag);
  });

  it('keeps partitions apart', async () => {
    await documents.put([put('a', { in: 'p' }), { ...put('a', { in: 'q' }), partition: 'q' }]);
    expect((await documents.read('q', 'a'))?.value).toEqual({ in: 'q' });
    expect(documents.contents()).toEqual({ 'p/a': '{"in":"p"}', 'q/a': '{"in":"q"}' });
  });

  it('writes under a condition only where it holds, and says so in order', async () => {
    expect(
      await documents.put([
        put('a', { n: 1 }, 'absent'),
        put('a', { n: 2 }, 'absent'),
        put('b', { n: 3 }, { etag: '"none"' }),
      ]),
    ).toEqual(['written', 'changed', 'changed']);
    const stored = await documents.read('p', 'a');
    const condition = { etag: stored!.etag };
    expect(await documents.put([put('a', { n: 4 }, condition)])).toEqual(['written']);
    expect(await documents.put([put('a', { n: 5 }, condition)])).toEqual(['changed']);
    expect((await documents.read('p', 'a'))?.value).toEqual({ n: 4 });
  });

  it('reads many in the order that was asked, with gaps', async () => {
    await documents.put([put('a', { n: 1 }), put('b', { n: 2 })]);
    const many = await documents.readMany('p', ['b', 'x', 'a']);
    expect(many.map((stored) => stored?.value)).toEqual([{ n: 2 }, undefined, { n: 1 }]);
  });

  it('gives a range its first id and not its last, in the order of ids', async () => {
    await documents.put(['c', 'a', 'b', 'd'].map((id) => put(id, { id })));
    const range = await documents.range('p', 'a', 'c');
    expect(range.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('deletes the version that was read, no other one, and what is gone already', async () => {
    await documents.put([put('a', { n: 1 })]);
    const { etag } = (await documents.read('p', 'a'))!;
    await documents.put([put('a', { n: 2 })]);
    expect(await documents.delete('p', 'a', etag)).toBe('changed');
    const newer = (await documents.read('p', 'a'))!;
    expect(await documents.delete('p', 'a', newer.etag)).toBe('deleted');
    expect(await documents.delete('p', 'a', newer.etag)).toBe('deleted');
    expect(await documents.read('p', 'a')).toBeUndefined();
  });

  it('hides a document when its time since the last write is over', async () => {
    await documents.put([{ ...put('a', {}), expiresAfterSeconds: 10 }]);
    clock.advanceMs(9_999);
    expect(await documents.read('p', 'a')).toBeDefined();
    await documents.put([{ ...put('a', {}), expiresAfterSeconds: 10 }]);
    clock.advanceMs(9_999);
    expect(await documents.range('p', 'a', 'b')).toHaveLength(1);
    clock.advanceMs(1);
    expect(await documents.range('p', 'a', 'b')).toEqual([]);
    expect(documents.contents()).toEqual({});
    expect(await documents.put([put('a', {}, 'absent')])).toEqual(['written']);
  });

  it('keeps what was put before a crash in the middle of a list', async () => {
    documents.before = ({ id }) => {
      if (id === 'b') throw new Error('crash');
    };
    await expect(documents.put([put('a', {}), put('b', {}), put('c', {})])).rejects.toThrow(
      'crash',
    );
    expect(Object.keys(documents.contents())).toEqual(['p/a']);
  });

  it('refuses ids that the real store refuses', async () => {
    for (const id of ['', 'a/b', 'a\\b', 'a?b', 'a#b', 'é'.repeat(512)]) {
      await expect(documents.put([put(id, {})])).rejects.toThrow('no such id');
    }
  });
});
