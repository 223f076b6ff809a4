import { inParallel } from '../../../shared/app/in-parallel';

/** Work that a test ends, item by item. */
class HeldWork {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, { resolve: (result: string) => void; reject: () => void }>();

  readonly work = (item: string): Promise<string> => {
    this.begun.push(item);
    return new Promise((resolve, reject) => {
      this.#ends.set(item, { resolve, reject: () => reject(new Error(`${item} failed`)) });
    });
  };

  async end(item: string): Promise<void> {
    this.#ends.get(item)?.resolve(item.toUpperCase());
    await settled();
  }

  async fail(item: string): Promise<void> {
    this.#ends.get(item)?.reject();
    await settled();
  }
}

/** Lets all that is ready to go on do so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work in parallel', () => {
  it('answers in the order of the items, whichever ends first', async () => {
    const held = new HeldWork();
    const results = inParallel(['a', 'b', 'c'], 3, held.work);
    for (const item of ['c', 'a', 'b']) await held.end(item);
    await expect(results).resolves.toEqual(['A', 'B', 'C']);
  });

  it('has no more under way at a time than it may', async () => {
    const held = new HeldWork();
    const results = inParallel(['a', 'b', 'c'], 2, held.work);
    expect(held.begun).toEqual(['a', 'b']);
    await held.end('b');
    expect(held.begun).toEqual(['a', 'b', 'c']);
    await held.end('a');
    await held.end('c');
    await expect(results).resolves.toEqual(['A', 'B', 'C']);
  });

  it('begins nothing after a failure, and throws it when what is under way has ended', async () => {
    const held = new HeldWork();
    let isOver = false;
    const results = inParallel(['a', 'b', 'c'], 2, held.work).finally(() => (isOver = true));
    const failure = expect(results).rejects.toThrow('a failed');
    await held.fail('a');
    expect(isOver).toBe(false);
    await held.fail('b');
    await failure;
    expect(held.begun).toEqual(['a', 'b']);
  });

  it('of no items is done at once', async () => {
    await expect(inParallel([], 4, () => Promise.reject(new Error()))).resolves.toEqual([]);
  });
});
