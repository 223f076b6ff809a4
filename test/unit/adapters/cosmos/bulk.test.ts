import { ErrorResponse, type OperationInput } from '@azure/cosmos';

import { runBulk, type SendBulk } from '../../../../shared/adapters/cosmos/bulk';
import { ReadPace } from '../../../../shared/adapters/cosmos/read-pace';
import { DependencyUnavailable } from '../../../../shared/app/ports';
import {
  bulkCallsInParallelMax,
  bulkOperationsMax,
  bulkRetriesMax,
  bulkRetryWaitMsMax,
} from '../../../../shared/limits';

const operations = (count: number): OperationInput[] =>
  Array.from({ length: count }, (_, index) => ({
    operationType: 'Create',
    resourceBody: { id: String(index) },
  }));

const idOf = (operation: OperationInput): string =>
  'id' in operation ? operation.id : (operation.resourceBody['id'] as string);

const created = { statusCode: 201, requestCharge: 1 };

/**
 * A container that gets so many request units a second. As long as any are left, an operation is done, and
 * its charge may exceed them; else it is throttled until the second in which there are some again. Pauses
 * take no time: a clock goes from the end of one to the end of the next.
 */
const containerWith = (
  requestUnitsPerSecond: number,
  charge: number,
): { readonly send: SendBulk; readonly pause: (ms: number) => Promise<void> } => {
  const pauses: { readonly endsAt: number; readonly end: () => void }[] = [];
  let now = 0;
  let second = 0;
  let left = requestUnitsPerSecond;
  const answer = () => {
    const passed = Math.floor(now / 1_000) - second;
    second += passed;
    left = Math.min(requestUnitsPerSecond, left + passed * requestUnitsPerSecond);
    if (left <= 0) return { statusCode: 429, retryAfterMilliseconds: 1_000 - (now % 1_000) };
    left -= charge;
    return created;
  };
  const endNext = (): void => {
    pauses.sort((a, b) => a.endsAt - b.endsAt);
    const next = pauses.shift();
    if (next === undefined) return;
    now = Math.max(now, next.endsAt);
    next.end();
  };
  return {
    send: (chunk) => Promise.resolve(chunk.map(answer)),
    pause: (ms) =>
      new Promise((end) => {
        pauses.push({ endsAt: now + ms, end });
        setImmediate(endNext);
      }),
  };
};

describe('a bulk call', () => {
  it('sends chunks of the size that the service takes, a few at once, and answers in order', async () => {
    let under = 0;
    let most = 0;
    const sizes: number[] = [];
    const send: SendBulk = async (chunk) => {
      sizes.push(chunk.length);
      most = Math.max(most, (under += 1));
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      return chunk.map((operation) => ({ ...created, resourceBody: idOf(operation) }));
    };
    const answers = await runBulk(operations(750), 'test', send);
    expect(answers.map(({ document }) => document)).toEqual(operations(750).map(idOf));
    expect(sizes).toEqual([...Array<number>(7).fill(bulkOperationsMax), 50]);
    expect(most).toBe(bulkCallsInParallelMax);
  });

  it('waits as the server advises before it repeats what was throttled, longer each time', async () => {
    const waits: number[] = [];
    const throttled = (retryAfterMilliseconds: number) => [
      { statusCode: 429, retryAfterMilliseconds },
    ];
    const replies = [throttled(400), throttled(1), throttled(1), throttled(60_000), [created]];
    const pause = (ms: number) => Promise.resolve(waits.push(ms));
    await runBulk(operations(1), 'test', () => Promise.resolve(replies.shift()!), { pause });
    expect(waits).toEqual([400, 100, 200, bulkRetryWaitMsMax]);
  });

  it.each([
    ['449', 449, 'Create'],
    ['409 to an upsert', 409, 'Upsert'],
  ] as const)('sends again in place what met another write: %s', async (_name, code, type) => {
    const [first, second] = operations(2).map((one) => ({ ...one, operationType: type }));
    const sent: string[][] = [];
    const replies = [[created, { statusCode: code }], [{ statusCode: code }], [created]];
    const send: SendBulk = (chunk) => {
      sent.push(chunk.map(idOf));
      return Promise.resolve(replies.shift()!);
    };
    const answers = await runBulk([first, second] as OperationInput[], 'test', send, {
      pause: noPause,
    });
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(sent).toEqual([['0', '1'], ['1'], ['1']]);
  });

  it('leaves 409 to the caller where a document was to be created', async () => {
    const send: SendBulk = () => Promise.resolve([{ statusCode: 409 }]);
    expect(await runBulk(operations(1), 'test', send)).toMatchObject([{ status: 409 }]);
  });

  it.each([
    [429, /request units/],
    [449, /answered 449/],
  ])('gives up after a bounded number of repetitions of %i, and says so', async (code, said) => {
    let sent = 0;
    const send: SendBulk = () => {
      sent += 1;
      return Promise.resolve([{ statusCode: code }]);
    };
    const failure = await runBulk(operations(1), 'test', send, { pause: noPause }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DependencyUnavailable);
    expect(String(failure)).toMatch(said);
    expect(sent).toBe(bulkRetriesMax + 1);
  });

  it('answers what stays throttled, if it is asked to, beside what was done', async () => {
    const send: SendBulk = (chunk) =>
      Promise.resolve(
        chunk.map((operation) => (idOf(operation) === '1' ? { statusCode: 429 } : created)),
      );
    const pause = () => Promise.resolve();
    const answers = await runBulk(operations(3), 'test', send, { pause, throttled: 'answer' });
    expect(answers.map(({ status }) => status)).toEqual([201, 429, 201]);
  });

  it('that may stay throttled finds room for 500 documents of 5 KB at 1,000 RU/s', async () => {
    const { send, pause } = containerWith(1_000, 30);
    const answers = await runBulk(operations(500), 'test', send, { pause, throttled: 'answer' });
    expect(answers.filter(({ status }) => status === 429)).toEqual([]);
    expect(answers).toHaveLength(500);
  });

  it('that may stay throttled sends no further chunk after one that did', async () => {
    let sent = 0;
    const send: SendBulk = (chunk) => {
      sent += 1;
      return Promise.resolve(
        chunk.map((operation) => (idOf(operation) === '150' ? { statusCode: 429 } : created)),
      );
    };
    const pause = () => Promise.resolve();
    const answers = await runBulk(operations(350), 'test', send, { pause, throttled: 'answer' });
    const throttled = [...answers.keys()].filter((index) => answers[index]?.status === 429);
    expect(throttled).toEqual([150, ...Array.from({ length: 150 }, (_, index) => 200 + index)]);
    expect(sent).toBe(1 + bulkRetriesMax + 1);
  });

  it('fails if an operation stays contended, even if throttled ones are only answered', async () => {
    const send: SendBulk = () => Promise.resolve([{ statusCode: 429 }, { statusCode: 449 }]);
    const failing = runBulk(operations(2), 'test', send, { pause: noPause, throttled: 'answer' });
    await expect(failing).rejects.toThrow(/answered 449/);
  });

  it('passes the sub-status of an operation on', async () => {
    const full = { statusCode: 403, subStatusCode: 1014 };
    const send: SendBulk = () => Promise.resolve([full, created]);
    expect(await runBulk(operations(2), 'test', send)).toMatchObject([
      { status: 403, subStatus: 1014 },
      { status: 201 },
    ]);
  });

  it('ends with the requests that are under way when one has failed', async () => {
    let sent = 0;
    let answered = 0;
    const send: SendBulk = async (chunk) => {
      const mine = (sent += 1);
      if (mine === 1) throw new Error('broken');
      await new Promise((resolve) => setImmediate(resolve));
      answered += 1;
      return chunk.map(() => created);
    };
    await expect(runBulk(operations(2_000), 'test', send)).rejects.toThrow(/broken/);
    expect(sent).toBe(bulkCallsInParallelMax);
    expect(answered).toBe(bulkCallsInParallelMax - 1);
  });

  it('does not send what the service would refuse together with all the rest', async () => {
    const sent: string[] = [];
    const send: SendBulk = (chunk) => {
      sent.push(...chunk.map(idOf));
      return Promise.resolve(chunk.map(() => created));
    };
    const upsert = (id: string, text = ''): OperationInput => ({
      operationType: 'Upsert',
      resourceBody: { id, text },
    });
    const answers = await runBulk(
      [upsert('a'), upsert('with/slash'), upsert('big', 'é'.repeat(1_100_000)), upsert('b')],
      'test',
      send,
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 400, 413, 201]);
    expect(sent).toEqual(['a', 'b']);
  });

  it('asks again, in smaller requests, for the reads that an answer of 4 MB had no room for', async () => {
    const sizes: number[] = [];
    const answers = await runBulk(reads(300), 'test', answeringReads(7, sizes), { pause: noPause });
    expect(answers.map(({ document }) => document)).toEqual(reads(300).map(idOf));
    expect(Math.max(...sizes)).toBe(bulkOperationsMax);
    // Those that were under way when the first answer came back, and then no more than fit.
    expect(sizes.filter((size) => size > 9)).toHaveLength(bulkCallsInParallelMax - 1);
  });

  it('remembers from one call to the next how many reads fit, and tries more while they do', async () => {
    const pace = new ReadPace();
    const sizes: number[] = [];
    await runBulk(reads(20), 'test', answeringReads(7, sizes), { pause: noPause, pace });
    expect(pace.readsMax).toBe(7);
    sizes.length = 0;
    await runBulk(reads(400), 'test', answeringReads(100, sizes), { pause: noPause, pace });
    expect(sizes[0]).toBe(7);
    expect(pace.readsMax).toBeGreaterThan(7);
  });

  it('does not give up large documents because each of their many requests is throttled once', async () => {
    const answer = answeringReads(1, []);
    let calls = 0;
    const send: SendBulk = (chunk, ...rest) => {
      calls += 1;
      return calls % 2 === 1
        ? Promise.resolve(chunk.map(() => ({ statusCode: 429 })))
        : answer(chunk, ...rest);
    };
    const count = bulkRetriesMax + 3;
    const answers = await runBulk(reads(count), 'test', send, { pause: noPause });
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(count).fill(200));
  });

  it('halves reads that are refused together, until they pass', async () => {
    const sizes: number[] = [];
    const send: SendBulk = (chunk) => {
      sizes.push(chunk.length);
      if (chunk.length > 3) {
        const error = new ErrorResponse('too large');
        error.code = 413;
        throw error;
      }
      return Promise.resolve(chunk.map((one) => ({ statusCode: 200, resourceBody: idOf(one) })));
    };
    const answers = await runBulk(reads(10), 'test', send, { pause: noPause });
    expect(answers.map(({ document }) => document)).toEqual(reads(10).map(idOf));
    expect(sizes).toEqual([10, 5, 2, 2, 2, 2, 2]);
  });

  it('ends where a read that is alone in its request does not fit the answer', async () => {
    const cutOff = { statusCode: 413, subStatusCode: 3402 };
    const failure = runBulk(reads(4), 'test', (chunk) => Promise.resolve(chunk.map(() => cutOff)));
    await expect(failure).rejects.toThrow(/answered 413/);
  });

  it('cuts writes by the bytes of their documents, and not only by their number', async () => {
    const text = 'x'.repeat(300_000);
    const sizes: number[] = [];
    const send: SendBulk = (chunk) => {
      sizes.push(chunk.length);
      return Promise.resolve(chunk.map(() => created));
    };
    const upserts = reads(7).map((one): OperationInput => ({
      operationType: 'Upsert',
      resourceBody: { id: idOf(one), text },
    }));
    await runBulk(upserts, 'test', send);
    expect(sizes).toEqual([3, 3, 1]);
  });

  it('leaves to the caller what a sub-status says of a lasting refusal', async () => {
    const send: SendBulk = () => Promise.resolve([{ statusCode: 403, subStatusCode: 1014 }]);
    expect(await runBulk(operations(1), 'test', send)).toMatchObject([
      { status: 403, subStatus: 1014 },
    ]);
  });
});

const noPause = (): Promise<void> => Promise.resolve();

const reads = (count: number): OperationInput[] =>
  Array.from({ length: count }, (_, index) => ({
    operationType: 'Read',
    id: String(index),
    partitionKey: 'p',
  }));

/** Answers the first few reads of a request, and has no room for the others. */
const answeringReads =
  (fitting: number, sizes: number[]): SendBulk =>
  (chunk) => {
    sizes.push(chunk.length);
    return Promise.resolve(
      chunk.map((operation, index) =>
        index < fitting
          ? { statusCode: 200, resourceBody: idOf(operation) }
          : { statusCode: 413, subStatusCode: 3402 },
      ),
    );
  };
