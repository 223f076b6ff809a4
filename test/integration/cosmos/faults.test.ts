// What the stores make of a Cosmos DB that throttles, fails, breaks off or is silent.
import { DependencyUnavailable } from '../../../shared/app/ports';
import type { WindowId } from '../../../shared/domain/window';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';
import type { FaultAnswer } from '../../support/cosmos-fault-proxy';
import { usageRecord } from '../../support/usage-samples';

let stack: CosmosStack;
beforeAll(async () => {
  stack = await startCosmosStack();
  // The first call also learns the container's partitions; what is injected shall meet bulk calls.
  await stack.stores.usage.read(['warm-up']);
});
beforeEach(() => stack.proxy.clear());
afterAll(() => stack.close());

const bulk = { method: 'POST', path: /colls\/usage\/docs/, body: /operationType/ };
const inject = (answer: FaultAnswer, times = 1) =>
  stack.proxy.inject({ match: bulk, times, answer });

const records = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => usageRecord(`${prefix}-${index}`));

const failureOf = async (work: Promise<unknown>): Promise<Error> => {
  const failure = await work.then(
    () => new Error('nothing failed'),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(DependencyUnavailable);
  return failure as Error;
};

const fromWindow = '2026-11-02T10:00Z' as WindowId;
const toWindow = '2026-11-02T10:15Z' as WindowId;

describe('a bulk answer in which some operations failed', () => {
  it('has the throttled operations sent again, and only those', async () => {
    const { usage } = stack.stores;
    await usage.create([usageRecord('throttled-1')]);
    inject({ failBulkOperations: [0, 3], status: 429, retryAfterMs: 5 });
    inject({ failBulkOperations: [1], status: 429, retryAfterMs: 5 });
    const before = stack.proxy.requests.length;
    expect(await usage.create(records('throttled', 5))).toEqual([
      'created',
      'exists',
      'created',
      'created',
      'created',
    ]);
    expect(stack.proxy.requests.length - before).toBe(3);
  });

  it.each([408, 410, 424, 500, 503])(
    'fails as a whole when a retry may mend one operation (%i), and what was done stays',
    async (status) => {
      const { usage } = stack.stores;
      inject({ failBulkOperations: [1], status });
      const failure = await failureOf(usage.create(records(`one-${status}`, 3)));
      expect(failure.message).toContain(String(status));
      expect(await usage.create(records(`one-${status}`, 3))).toEqual([
        'exists',
        'created',
        'exists',
      ]);
    },
  );

  it('fails when an operation is left without an answer', async () => {
    inject({ rewrite: (answers) => (answers as unknown[]).slice(0, 1) });
    const failure = await failureOf(stack.stores.usage.create(records('short', 2)));
    expect(failure.message).toMatch(/without an answer/);
  });

  it('fails when the store answers what the operation cannot mean', async () => {
    inject({ failBulkOperations: [0], status: 412 });
    await failureOf(stack.stores.usage.create(records('precondition', 1)));
  });

  it('overwrites a document although another write of it was under way', async () => {
    const { state } = stack.stores;
    const put = { partition: 'p', id: 'raced', value: { n: 1 }, condition: 'any' } as const;
    const match = { ...bulk, path: /colls\/state\/docs/ };
    for (const status of [409, 449]) {
      stack.proxy.inject({ match, times: 1, answer: { failBulkOperations: [0], status } });
    }
    expect(await state.put([put])).toEqual(['written']);
    expect((await state.read('p', 'raced'))?.value).toEqual({ n: 1 });
  });
});

describe('a bulk request that fails as a whole', () => {
  it('is sent again when it was throttled', async () => {
    inject({ status: 429, headers: { 'x-ms-retry-after-ms': '5' } }, 2);
    expect(await stack.stores.usage.create(records('whole-429', 1))).toEqual(['created']);
  });

  it.each([
    [401, /COSMOS_CONNECTION_STRING/],
    [403, /Built-in Data Contributor/],
    [404, /npm run provision/],
    [412, /tried again/],
    [503, /health of the account/],
  ])('is repeated later when it was answered %i, with advice', async (status, advice) => {
    inject({ status });
    const failure = await failureOf(stack.stores.usage.create(records(`whole-${status}`, 2)));
    expect(failure.message).toMatch(advice);
    expect(failure.message).toContain(String(status));
  });

  it('loses nothing when the connection broke before the commit', async () => {
    const { usage } = stack.stores;
    inject('dropBefore');
    await failureOf(usage.create(records('before', 2)));
    expect(await usage.create(records('before', 2))).toEqual(['created', 'created']);
  });

  it('meets its own work when the connection broke after the commit', async () => {
    const { usage } = stack.stores;
    inject('dropAfterCommit');
    await failureOf(usage.create(records('after', 2)));
    expect(await usage.create(records('after', 2))).toEqual(['exists', 'exists']);
  });

  it('gives up at the deadline, also where the commit was made', async () => {
    const impatient = stack.openStores(200);
    await impatient.usage.read(['warm-up']);
    inject({ delayMs: 60_000 });
    const failure = await failureOf(impatient.usage.create(records('late', 1)));
    expect(failure.message).toMatch(/200 ms/);
    expect(await stack.stores.usage.create(records('late', 1))).toEqual(['exists']);
  });

  it('begins no further request once one has failed', async () => {
    inject({ status: 503 }, Infinity);
    const before = stack.proxy.requests.length;
    await failureOf(stack.stores.usage.create(records('many', 1_500)));
    expect(stack.proxy.requests.length - before).toBeLessThan(10);
  });
});

describe('a query and a deletion', () => {
  const query = { method: 'POST', path: /colls\/usage\/docs/, body: /EXISTS/ };
  const readAll = async (): Promise<number> => {
    let count = 0;
    const found = stack.stores.usage.inWindows(fromWindow, toWindow);
    for await (const record of found) count += record.windows.length;
    return count;
  };

  it('are tried again when they are throttled', async () => {
    const headers = { 'x-ms-retry-after-ms': '5' };
    const fault = stack.proxy.inject({ match: query, times: 2, answer: { status: 429, headers } });
    await stack.stores.usage.create([usageRecord('queried')]);
    expect(await readAll()).toBeGreaterThan(0);
    expect(fault.hits()).toBe(2);
  });

  it.each([403, 503])('fail in our own terms when they are answered %i', async (status) => {
    stack.proxy.inject({ match: query, times: Infinity, answer: { status } });
    await failureOf(readAll());
    const match = { method: 'DELETE' };
    stack.proxy.inject({ match, times: Infinity, answer: { status } });
    await failureOf(stack.stores.state.delete('p', 'x', '"etag"'));
  });

  it('say what to do when the database is not there', async () => {
    stack.proxy.inject({ match: query, times: 1, answer: { status: 404 } });
    const failure = await failureOf(readAll());
    expect(failure.message).toMatch(/npm run provision/);
  });

  it('count a deletion as done when its answer was lost', async () => {
    const { state } = stack.stores;
    const put = { partition: 'p', id: 'lost', value: {}, condition: 'any' } as const;
    await state.put([put]);
    const { etag } = (await state.read('p', 'lost'))!;
    stack.proxy.inject({ match: { method: 'DELETE' }, times: 1, answer: 'dropAfterCommit' });
    await failureOf(state.delete('p', 'lost', etag));
    expect(await state.delete('p', 'lost', etag)).toBe('deleted');
  });
});

describe('an account that is not there', () => {
  it('is reported with the settings that name it, and without its key', async () => {
    const gone = await startCosmosStack();
    await gone.close();
    const failure = await failureOf(gone.stores.usage.read(['any']));
    expect(failure.message).toMatch(/COSMOS_ENDPOINT/);
    expect(failure.message).not.toContain(gone.emulator.key);
  });
});

describe('a container whose partitions could not be asked for', () => {
  // What the SDK makes of it stays with its client: each of these needs a client that knows nothing.
  const failures: readonly (readonly [string, FaultAnswer])[] = [
    ['was answered 503', { status: 503 }],
    ['was answered 408', { status: 408 }],
    ['was answered 404', { status: 404 }],
  ];
  it.each(failures)(
    'is asked for them again once it answers, after it %s',
    async (_how, answer) => {
      const { usage } = stack.openStores(5_000);
      stack.proxy.inject({ match: { path: /pkranges/ }, times: Infinity, answer });
      await failureOf(usage.create([usageRecord('early')]));
      await failureOf(usage.read(['early']));
      stack.proxy.clear();
      expect(await usage.read(['early'])).toEqual([undefined]);
    },
  );

  it('is found by all who asked at the same time', async () => {
    const { usage } = stack.openStores(5_000);
    stack.proxy.inject({ match: { path: /pkranges/ }, times: Infinity, answer: { status: 503 } });
    await Promise.all([1, 2, 3].map(() => failureOf(usage.read(['early']))));
    stack.proxy.clear();
    const found = await Promise.all([1, 2, 3].map(() => usage.read(['early'])));
    expect(found).toEqual([[undefined], [undefined], [undefined]]);
  });
});
