// The promises of the usage store, kept alike by the memory that other tests use and by Cosmos DB.
import type { UsageStore } from '../../../shared/app/ports';
import type { RequestId } from '../../../shared/domain/usage/observation';
import {
  usageRecordSchemaVersion,
  type UsageRecord,
} from '../../../shared/domain/usage/usage-record';
import type { WindowId } from '../../../shared/domain/window';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';
import { InMemoryUsage } from '../../support/in-memory-usage';
import { movedTo, usageRecord } from '../../support/usage-samples';

let stack: CosmosStack;
beforeAll(async () => {
  stack = await startCosmosStack();
});
afterAll(() => stack.close());

const memory = new InMemoryUsage();

const inWindows = async (store: UsageStore, from: string, to: string): Promise<UsageRecord[]> => {
  const found: UsageRecord[] = [];
  for await (const record of store.inWindows(from as WindowId, to as WindowId)) found.push(record);
  return found;
};
const ids = (records: readonly UsageRecord[]) => records.map(({ id }) => id).sort();

describe.each([
  ['in memory', () => memory],
  ['in Cosmos DB', () => stack.stores.usage],
])('the usage store %s', (_name, open: () => UsageStore) => {
  it('creates a record once, and says so when it exists', async () => {
    const store = open();
    const record = usageRecord('create-once');
    expect(await store.create([record])).toEqual(['created']);
    expect(await store.create([record])).toEqual(['exists']);
  });

  it('answers in the order of the records when some of them exist', async () => {
    const store = open();
    await store.create([usageRecord('order-2'), usageRecord('order-4')]);
    const records = ['order-1', 'order-2', 'order-3', 'order-4'].map((id) => usageRecord(id));
    expect(await store.create(records)).toEqual(['created', 'exists', 'created', 'exists']);
  });

  it('gives back what was stored, and nothing else', async () => {
    const store = open();
    const record = movedTo(usageRecord('as-stored'), '2026-11-02T09:50:00Z');
    await store.create([record]);
    const [found, missing] = await store.read(['as-stored', 'never-stored']);
    expect(found?.value).toEqual(record);
    expect(missing).toBeUndefined();
  });

  it('replaces the version that was read, and no other', async () => {
    const store = open();
    await store.create([usageRecord('replaced')]);
    const [first] = await store.read(['replaced']);
    const change = { value: usageRecord('replaced', undefined, 20), etag: first!.etag };
    expect(await store.replace([change])).toEqual(['replaced']);
    expect(await store.replace([change])).toEqual(['changed']);
    const gone = { value: usageRecord('gone'), etag: first!.etag };
    expect(await store.replace([gone])).toEqual(['changed']);
    const [second] = await store.read(['replaced']);
    expect(second?.value).toEqual(change.value);
    expect(second?.etag).not.toBe(first?.etag);
  });

  it('finds every record of the windows asked for, and no other', async () => {
    const store = open();
    const times = ['04:59:59', '05:00:00', '05:14:59', '05:15:00', '05:29:59', '05:30:00'];
    await store.create(times.map((time) => usageRecord(`w-${time}`, `2026-11-03T${time}Z`)));
    const found = await inWindows(store, '2026-11-03T05:00Z', '2026-11-03T05:30Z');
    expect(ids(found)).toEqual(['w-05:00:00', 'w-05:14:59', 'w-05:15:00', 'w-05:29:59']);
  });

  it('finds a record that moved in its old window and in its new one, once each', async () => {
    const store = open();
    const record = usageRecord('moved', '2026-11-04T05:16:00Z');
    await store.create([record]);
    const [found] = await store.read(['moved']);
    const moved = movedTo(record, '2026-11-04T05:01:00Z');
    await store.replace([{ value: moved, etag: found!.etag }]);
    for (const [from, to] of [
      ['2026-11-04T05:00Z', '2026-11-04T05:15Z'],
      ['2026-11-04T05:15Z', '2026-11-04T05:30Z'],
      ['2026-11-04T05:00Z', '2026-11-04T05:30Z'],
    ] as const) {
      expect(await inWindows(store, from, to)).toEqual([moved]);
    }
  });

  it('takes ids with dots, colons, at signs, spaces and letters of any script', async () => {
    const store = open();
    const names = ['ns.servicebus.windows.net:hub:0:17@2026', 'a b', 'grün-請求-🙂', '%2F"\''];
    expect(await store.create(names.map((id) => usageRecord(id)))).toEqual(
      names.map(() => 'created'),
    );
    const found = await store.read(names);
    expect(found.map((stored) => stored?.value.id)).toEqual(names);
  });

  it('answers an empty question with an empty answer', async () => {
    const store = open();
    expect(await store.create([])).toEqual([]);
    expect(await store.read([])).toEqual([]);
    expect(await store.replace([])).toEqual([]);
  });
});

describe('the usage store in Cosmos DB', () => {
  it('creates and reads a thousand records in the order asked', async () => {
    const { usage } = stack.stores;
    const records = Array.from({ length: 1_000 }, (_, index) =>
      usageRecord(`thousand-${index}`, '2026-11-05T07:00:00Z', index),
    );
    await usage.create(records.filter((_, index) => index % 3 === 0));
    expect(await usage.create(records)).toEqual(
      records.map((_, index) => (index % 3 === 0 ? 'exists' : 'created')),
    );
    const found = await usage.read(records.map(({ id }) => id));
    expect(found.map((stored) => stored?.value)).toEqual(records);
  });

  it('finds more records than a page of a query holds', async () => {
    const { usage } = stack.stores;
    const records = Array.from({ length: 2_100 }, (_, index) =>
      usageRecord(`paged-${index}`, '2026-11-06T07:00:00Z'),
    );
    await usage.create(records);
    const found = await inWindows(usage, '2026-11-06T07:00Z', '2026-11-06T07:15Z');
    expect(ids(found)).toEqual(ids(records));
  });

  it('refuses the record that is at fault and stores the others', async () => {
    const { usage } = stack.stores;
    const huge = {
      ...usageRecord('huge'),
      observations: { policy: { facts: { model: 'x'.repeat(2_100_000) }, counters: null } },
    };
    const records = [
      usageRecord('fine-1'),
      huge,
      usageRecord('with/slash'),
      usageRecord('i'.repeat(1_024)),
      usageRecord('fine-2'),
    ];
    expect(await usage.create(records)).toEqual([
      'created',
      { refused: expect.stringContaining('2 MB') as string },
      { refused: expect.stringContaining('id') as string },
      { refused: expect.stringContaining('id') as string },
      'created',
    ]);
    const [stored] = await usage.read(['fine-1']);
    expect(
      await usage.replace([{ value: { ...huge, id: 'fine-1' as RequestId }, etag: stored!.etag }]),
    ).toEqual([{ refused: expect.stringContaining('2 MB') as string }]);
  });

  it('keeps the words of a source that it does not know', async () => {
    const { usage } = stack.stores;
    const known = usageRecord('later-source');
    const record = {
      ...known,
      observations: { ...known.observations, sentinel: { facts: {}, counters: null } },
    };
    await usage.create([record]);
    const [found] = await usage.read(['later-source']);
    expect(found?.value).toEqual(record);
  });

  it('leaves a record alone that a newer version of the program wrote', async () => {
    const { usage } = stack.stores;
    const schemaVersion = usageRecordSchemaVersion + 1;
    const newer = { ...usageRecord('newer', '2026-11-07T07:00:00Z'), schemaVersion };
    await usage.create([newer]);
    await expect(usage.read(['newer'])).rejects.toThrow(
      new RegExp(`newer.*schema version ${schemaVersion}`),
    );
    await expect(inWindows(usage, '2026-11-07T07:00Z', '2026-11-07T07:15Z')).rejects.toThrow(
      `schema version ${schemaVersion}`,
    );
  });
});
