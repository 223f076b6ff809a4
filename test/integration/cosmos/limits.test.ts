// The limits of Cosmos DB as a user of the document store meets them: alike in memory and over the
// wire, where a proxy gives the emulator the limits that it does not have.
import {
  DependencyUnavailable,
  PartitionFull,
  type Documents,
  type Put,
} from '../../../shared/app/ports';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';
import { InMemoryDocuments } from '../../support/in-memory-documents';
import { ManualClock } from '../../support/manual-clock';

/** What one partition key holds here, and how many request units a second it has. */
const small = { partitionBytesMax: 200_000, partitionRequestUnitsMax: 400 };

let real: CosmosStack;
let scaled: CosmosStack;
beforeAll(async () => {
  [real, scaled] = await Promise.all([startCosmosStack(), startCosmosStack(small)]);
});
afterAll(() => Promise.all([real.close(), scaled.close()]));

const put = (id: string, value: object, partition = 'p'): Put => ({
  partition,
  id,
  value,
  condition: 'any',
});
const text = (bytes: number): { readonly text: string } => ({ text: 'x'.repeat(bytes) });
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each([
  ['in memory', () => new InMemoryDocuments(new ManualClock())],
  ['in Cosmos DB', () => real.stores.rollups],
])('the document store %s', (_name, open: () => Documents) => {
  it('reads many documents that no answer of 4 MB holds together, in the order asked', async () => {
    const documents = open();
    const ids = Array.from({ length: 40 }, (_, index) => `large-${index}`);
    await documents.put(ids.map((id) => put(id, { id, ...text(600_000) })));
    const found = await documents.readMany<{ id: string }>('p', [...ids].reverse());
    expect(found.map((stored) => stored?.value.id)).toEqual([...ids].reverse());
    const range = await documents.range('p', 'large-', 'large-~');
    expect(range.map(({ id }) => id)).toEqual([...ids].sort());
  });

  it('takes a document of nearly 2 MB, and says of a larger one that no retry helps', async () => {
    const documents = open();
    await documents.put([put('fits', text(2_000_000))]);
    expect((await documents.read('p', 'fits'))?.value).toEqual(text(2_000_000));
    const failure = await failureOf(documents.put([put('too-large', text(2_200_000))]));
    expect(String(failure)).toMatch(/413/);
    expect(failure).not.toBeInstanceOf(DependencyUnavailable);
  });
});

describe.each([
  [
    'in memory',
    () => new InMemoryDocuments(new ManualClock(), { ...small, partitionRequestUnitsMax: 1e6 }),
  ],
  ['in Cosmos DB', () => scaled.stores.rollups],
])('a full partition key %s', (_name, open: () => Documents) => {
  it('takes no document more, until there is room; others do', async () => {
    const documents = open();
    await documents.put(['a', 'b', 'c'].map((id) => put(id, text(60_000), 'full')));
    const failure = await failureOf(documents.put([put('d', text(60_000), 'full')]));
    expect(failure).toBeInstanceOf(PartitionFull);
    expect(failure).toBeInstanceOf(DependencyUnavailable);
    expect(String(failure)).toContain('1014');
    expect(await documents.put([put('d', text(60_000), 'other')])).toEqual(['written']);
    expect(await documents.put([put('a', text(50_000), 'full')])).toEqual(['written']);
    const { etag } = (await documents.read('full', 'b'))!;
    expect(await documents.delete('full', 'b', etag)).toBe('deleted');
    expect(await documents.put([put('d', text(60_000), 'full')])).toEqual(['written']);
  });
});

describe('the document store in Cosmos DB', () => {
  it('names the container, the partition key and the way out of a full partition key', async () => {
    const failure = await failureOf(
      scaled.stores.chargebacks.put([put('summary', text(250_000), '2026-11')]),
    );
    expect(String(failure)).toMatch(
      /container chargebacks, partition key "2026-11", document "summary".*docs\/runbook\.md/,
    );
  });

  it('waits out the throttling of a hot partition key', async () => {
    const { rollups } = scaled.stores;
    const puts = Array.from({ length: 150 }, (_, index) => put(`hot-${index}`, text(10), 'hot'));
    expect(await rollups.put(puts)).toEqual(puts.map(() => 'written'));
  });

  it('writes one document from many callers at once, although each write excludes the others', async () => {
    const { state } = real.stores;
    const writes = Array.from({ length: 20 }, (_, n) => state.put([put('contested', { n }, 'c')]));
    expect((await Promise.all(writes)).flat()).toEqual(writes.map(() => 'written'));
  });

  it('reads a query of more than 4 MB page by page', async () => {
    const { rollups } = real.stores;
    const ids = Array.from({ length: 12 }, (_, index) => `page-${String(index).padStart(2, '0')}`);
    await rollups.put(ids.map((id) => put(id, text(900_000), 'pages')));
    const before = real.proxy.requests.length;
    expect((await rollups.range('pages', 'page-', 'page-~')).map(({ id }) => id)).toEqual(ids);
    const queries = real.proxy.requests.slice(before).filter((one) => one.startsWith('POST'));
    expect(queries.length).toBeGreaterThanOrEqual(3);
  });
});
