// The promises of the document store, kept alike by the memory that other tests use and by Cosmos DB.
import type { ContainerName } from '../../../shared/adapters/cosmos/containers';
import type { Documents } from '../../../shared/app/ports';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';
import { InMemoryDocuments } from '../../support/in-memory-documents';
import { ManualClock } from '../../support/manual-clock';

let stack: CosmosStack;
beforeAll(async () => {
  stack = await startCosmosStack();
});
afterAll(() => stack.close());

const memory = new InMemoryDocuments(new ManualClock());

const condition = 'any';

describe.each([
  ['in memory', () => memory],
  ['in Cosmos DB', () => stack.stores.rollups],
])('the document store %s', (_name, open: () => Documents) => {
  it('gives back the value alone, whatever its members are called', async () => {
    const documents = open();
    const value = { id: 'own', pk: 'own', ttl: 1, schemaVersion: 9, content: [1, { a: null }] };
    await documents.put([{ partition: 'p', id: 'same-names', value, condition }]);
    expect((await documents.read('p', 'same-names'))?.value).toEqual(value);
  });

  it('answers undefined for what is not there, and keeps partitions apart', async () => {
    const documents = open();
    await documents.put([{ partition: 'p1', id: 'apart', value: { n: 1 }, condition }]);
    expect(await documents.read('p2', 'apart')).toBeUndefined();
    const found = await documents.readMany('p1', ['none', 'apart', 'apart']);
    expect(found.map((stored) => stored?.value)).toEqual([undefined, { n: 1 }, { n: 1 }]);
  });

  it('writes "absent" only where there is nothing', async () => {
    const documents = open();
    const put = { partition: 'p', id: 'absent', value: { n: 1 }, condition: 'absent' } as const;
    expect(await documents.put([put])).toEqual(['written']);
    expect(await documents.put([{ ...put, value: { n: 2 } }])).toEqual(['changed']);
    expect((await documents.read('p', 'absent'))?.value).toEqual({ n: 1 });
  });

  it('writes "any" over whatever is there, with a new ETag', async () => {
    const documents = open();
    const put = { partition: 'p', id: 'any', value: { n: 1 }, condition } as const;
    expect(await documents.put([put])).toEqual(['written']);
    const first = await documents.read('p', 'any');
    expect(await documents.put([put])).toEqual(['written']);
    const second = await documents.read('p', 'any');
    expect(second?.value).toEqual(first?.value);
    expect(second?.etag).not.toBe(first?.etag);
  });

  it('writes under an ETag only over the version that has it', async () => {
    const documents = open();
    const put = { partition: 'p', id: 'etag', value: { n: 1 }, condition } as const;
    await documents.put([put]);
    const { etag } = (await documents.read('p', 'etag'))!;
    const change = { ...put, value: { n: 2 }, condition: { etag } };
    expect(await documents.put([change])).toEqual(['written']);
    expect(await documents.put([change])).toEqual(['changed']);
    expect(await documents.put([{ ...change, id: 'never-there' }])).toEqual(['changed']);
    expect((await documents.read('p', 'etag'))?.value).toEqual({ n: 2 });
  });

  it('answers a list of puts in its order, each by itself', async () => {
    const documents = open();
    await documents.put([{ partition: 'l', id: '3', value: {}, condition }]);
    const puts = Array.from({ length: 250 }, (_, index) => ({
      partition: 'l',
      id: String(index),
      value: { index },
      condition: 'absent' as const,
    }));
    const answers = await documents.put(puts);
    expect(answers.map((answer, index) => (answer === 'changed' ? index : -1))).toEqual(
      puts.map((_, index) => (index === 3 ? 3 : -1)),
    );
  });

  it('finds and lists a range of ids in their order, in its partition alone', async () => {
    const documents = open();
    const names = ['2026-11-02T10:15Z', '2026-11-02T10:00Z', '2026-11-03', '2026-11-02', '2026-11'];
    await documents.put(
      [...names, 'unlike'].flatMap((id) =>
        ['r1', 'r2'].map((partition) => ({ partition, id, value: { id, partition }, condition })),
      ),
    );
    const expected = ['2026-11-02', '2026-11-02T10:00Z', '2026-11-02T10:15Z'];
    const found = await documents.range('r1', '2026-11-02', '2026-11-03');
    expect(found.map(({ id }) => id)).toEqual(expected);
    expect(found.map(({ value }) => value)).toEqual(
      expected.map((id) => ({ id, partition: 'r1' })),
    );
    const listed = await documents.list('r1', '2026-11-02', '2026-11-03');
    expect(listed.map(({ id }) => id)).toEqual(expected);
    expect(listed.map(({ etag }) => etag)).toEqual(found.map(({ etag }) => etag));
    expect(await documents.range('r3', '', '~')).toEqual([]);
  });

  it('reads of a range what was asked for alone, under the ETags of the whole', async () => {
    const documents = open();
    const wanted = { order: 1, text: `it's "so"`, list: [{ a: [null] }], none: null, off: false };
    const values = { e2: { ...wanted, rows: ['x'] }, e1: { order: 2, value: 'x' }, e3: {} };
    await documents.put(
      Object.entries(values).map(([id, value]) => ({ partition: 'e', id, value, condition })),
    );
    const names = ['order', 'text', 'list', 'none', 'off'] as const;
    const found = await documents.excerpts<typeof wanted>('e', 'e1', 'e4', names);
    expect(found.map(({ id, value }) => [id, value])).toEqual([
      ['e1', { order: 2 }],
      ['e2', wanted],
      ['e3', {}],
    ]);
    const whole = await documents.range('e', 'e1', 'e4');
    expect(found.map(({ etag }) => etag)).toEqual(whole.map(({ etag }) => etag));
    expect(await documents.excerpts<typeof wanted>('e', 'e1', 'e2', names)).toHaveLength(1);
  });

  it('deletes the version that was seen, and counts what is gone as deleted', async () => {
    const documents = open();
    const put = { partition: 'p', id: 'deleted', value: {}, condition } as const;
    await documents.put([put]);
    const first = (await documents.read('p', 'deleted'))!;
    await documents.put([put]);
    expect(await documents.delete('p', 'deleted', first.etag)).toBe('changed');
    const second = (await documents.read('p', 'deleted'))!;
    expect(await documents.delete('p', 'deleted', second.etag)).toBe('deleted');
    expect(await documents.delete('p', 'deleted', second.etag)).toBe('deleted');
    expect(await documents.read('p', 'deleted')).toBeUndefined();
  });

  it('takes no id that the store would lose', async () => {
    const documents = open();
    for (const id of ['', 'a/b', 'a\\b', 'a?b', 'a#b', 'x'.repeat(1_024)]) {
      await expect(documents.put([{ partition: 'p', id, value: {}, condition }])).rejects.toThrow();
    }
  });
});

describe('the document store in Cosmos DB', () => {
  const raw = async (container: ContainerName, id: string, partition: string): Promise<unknown> =>
    (await stack.container(container).item(id, partition).read()).resource;

  it('finds more documents in a range than a page of a query holds', async () => {
    const { rollups } = stack.stores;
    const puts = Array.from(
      { length: 1_100 },
      (_, index) =>
        ({
          partition: 'many',
          id: `m-${String(index).padStart(4, '0')}`,
          value: { index },
          condition,
        }) as const,
    );
    await rollups.put(puts);
    const found = await rollups.range('many', 'm-', 'm.');
    expect(found.map(({ id }) => id)).toEqual(puts.map(({ id }) => id));
    expect(await rollups.list('many', 'm-', 'm.')).toHaveLength(1_100);
  });

  it.each([
    ['state', 'kind'],
    ['reference', 'kind'],
    ['rollups', 'pk'],
    ['chargebacks', 'period'],
  ] as const)('stores a document of %s under its partition key /%s', async (name, key) => {
    await stack.stores[name].put([{ partition: 'part', id: 'raw', value: { n: 1 }, condition }]);
    expect(await raw(name, 'raw', 'part')).toMatchObject({
      id: 'raw',
      [key]: 'part',
      schemaVersion: 1,
      content: { n: 1 },
    });
  });

  it('lets a document say when it expires, where its container allows it', async () => {
    const put = { partition: 'part', id: 'expiring', value: {}, condition } as const;
    await stack.stores.state.put([{ ...put, expiresAfterSeconds: 60 }]);
    expect(await raw('state', 'expiring', 'part')).toMatchObject({ ttl: 60 });
    await expect(
      stack.stores.chargebacks.put([{ ...put, expiresAfterSeconds: 60 }]),
    ).rejects.toThrow(/kept for ever/);
  });

  it('leaves a document alone that a newer version of the program wrote', async () => {
    const newer = { id: 'newer', kind: 'part', schemaVersion: 2, content: {} };
    await stack.container('state').items.create(newer);
    await expect(stack.stores.state.read('part', 'newer')).rejects.toThrow(/schema version 2/);
    await expect(stack.stores.state.range('part', 'newer', 'newes')).rejects.toThrow(/deploy/);
    await expect(
      stack.stores.state.excerpts<{ n: number }>('part', 'newer', 'newes', ['n']),
    ).rejects.toThrow(/deploy/);
  });

  it('says when a document was written', async () => {
    await stack.stores.state.put([{ partition: 'when', id: 'w', value: {}, condition }]);
    const [listed] = await stack.stores.state.list('when', 'w', 'x');
    const { _ts: epochSeconds } = (await raw('state', 'w', 'when')) as { _ts: number };
    expect(listed?.writtenAt).toBe(new Date(epochSeconds * 1_000).toISOString());
  });
});
