import { addCoverage, WindowSum } from '../../../../shared/domain/usage/sum-window';
import type { UsageRecord } from '../../../../shared/domain/usage/usage-record';
import type { WindowId } from '../../../../shared/domain/window';
import { observed, recordFrom, type Said } from '../../../support/observed';

const window = '2026-11-02T10:15Z' as WindowId;
const request = (id: string, said: Said = {}): UsageRecord =>
  recordFrom(
    observed('policy', {
      id,
      subscriptionId: 'sub-a',
      status: 200,
      counters: { prompt_tokens: 10, completion_tokens: 2 },
      ...said,
    }),
  );
const summed = (...records: readonly UsageRecord[]) => {
  const sum = new WindowSum(window);
  for (const record of records) sum.add(record);
  return sum.usage();
};

describe('the sum of a window', () => {
  it('adds requests that are alike into one row, and keeps others apart', () => {
    const usage = summed(
      request('r1'),
      request('r2', { counters: { prompt_tokens: 5, completion_tokens: 1 } }),
      request('r3', { subscriptionId: 'sub-b' }),
    );
    expect(usage.recordsSeen).toBe(3);
    expect(usage.rows.map((row) => [row.subscriptionId, row.requests, row.meters])).toEqual([
      ['sub-a', 2, { input: 15, output: 3 }],
      ['sub-b', 1, { input: 10, output: 2 }],
    ]);
  });

  it('is the same to the last byte for every order of the records', () => {
    const records = ['sub-c', 'sub-a', 'sub-b', 'sub-a'].map((subscriptionId, index) =>
      request(`r${index}`, { subscriptionId, model: index > 1 ? 'x' : 'y' }),
    );
    const others = [
      request('r4', { counters: { prompt_tokens: 4 } }),
      request('r5', { counters: { completion_tokens: 4 } }),
      recordFrom(observed('gatewayLog', { id: 'r6', subscriptionId: 'sub-a' })),
    ];
    const all = [...records, ...others];
    const text = JSON.stringify(summed(...all));
    expect(JSON.stringify(summed(...all.toReversed()))).toBe(text);
    expect(JSON.stringify(summed(...others, ...records))).toBe(text);
  });

  it('keeps what differs in the asked deployment or tier apart, and joins what differs in case', () => {
    const { rows } = summed(
      request('r1', { deployment: 'Chat', subscriptionId: 'SUB-A' }),
      request('r2', { deployment: 'chat' }),
      request('r3', { deployment: 'ptu', servedDeployment: 'chat' }),
      request('r4', { deployment: 'chat', requestedTier: 'priority' }),
    );
    expect(
      rows.map((row) => [row.askedDeployment, row.requestedTier, row.requests]).sort(),
    ).toEqual([
      ['chat', null, 2],
      ['chat', 'priority', 1],
      ['ptu', null, 1],
    ]);
  });

  it('counts requests by the meters that they used', () => {
    const [row] = summed(
      request('r1'),
      request('r2'),
      request('r3', { counters: { prompt_tokens: 4, 'prompt_tokens_details.cached_tokens': 4 } }),
      request('r4', { counters: { prompt_tokens: 0 } }),
    ).rows;
    expect(row?.requestsByMeters).toEqual({ 'input,output': 2, cachedInput: 1, '': 1 });
  });

  it('counts a request that moved away as seen, and not as used', () => {
    const moved = recordFrom(
      observed('policy', { counters: { prompt_tokens: 10 } }),
      observed('gatewayLog', { time: '2026-11-02T10:14:00Z' }),
    );
    expect(summed(moved)).toEqual({ window, recordsSeen: 1, suspectedDoubles: 0, rows: [] });
  });

  it('of no records says so', () => {
    expect(summed()).toEqual({ window, recordsSeen: 0, suspectedDoubles: 0, rows: [] });
  });

  it('suspects requests that share a response id, each beyond the first', () => {
    const usage = summed(
      request('r1', { responseId: 'chatcmpl-1' }),
      request('r2', { responseId: 'chatcmpl-1' }),
      request('r3', { responseId: 'chatcmpl-1' }),
      request('r4', { responseId: 'chatcmpl-2' }),
      request('r5'),
    );
    expect(usage.suspectedDoubles).toBe(2);
    expect(usage.rows[0]?.requests).toBe(5);
  });

  it('suspects no request that is not billed of being another one', () => {
    const usage = summed(
      request('r1', { responseId: 'resp_1' }),
      request('r2', { responseId: 'resp_1', notBilled: 'noModel' }),
      recordFrom(observed('policy', { id: 'r3', responseId: 'resp_1', status: 200 })),
      request('r4', { responseId: 'resp_1', counters: { prompt_tokens: 0 } }),
    );
    expect(usage.suspectedDoubles).toBe(0);
  });

  it('adds up what a reader must know about the figures', () => {
    const [row] = summed(
      request('r1', { counters: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 3 } }),
      request('r2', { counters: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 4 } }),
      request('r3'),
    ).rows;
    expect(row?.coverage).toEqual({ totalMismatch: 2, unclassifiedTokens: 3 });
  });

  it('adds up the counters that no rule knows', () => {
    const [row] = summed(
      request('r1', { counters: { prompt_tokens: 1, new_tokens: 3 } }),
      request('r2', { counters: { prompt_tokens: 1, new_tokens: 4, newer_tokens: 5 } }),
      request('r3'),
    ).rows;
    expect(row?.unknownCounters).toEqual({ new_tokens: 7, newer_tokens: 5 });
  });

  it('counts a request once, in the row of the model that answered', () => {
    const counters = {
      input_tokens: 5,
      cache_read_input_tokens: 0,
      'iterations[claude-opus-4-8].output_tokens': 9,
    };
    const { rows } = summed(
      request('r1', { model: 'claude-sonnet-5', counters }),
      request('r2', { model: 'claude-sonnet-5', counters }),
    );
    expect(rows).toMatchObject([
      {
        model: 'claude-opus-4-8',
        requests: 0,
        // Both requests lack a price if these meters do.
        requestsByMeters: { output: 2 },
        meters: { output: 18 },
        coverage: {},
      },
      { model: 'claude-sonnet-5', requests: 2, meters: { input: 10 } },
    ]);
  });
});

describe('coverage', () => {
  it('is added counter by counter, zeros left out', () => {
    expect(addCoverage({ conflicts: 1, estimated: 0 }, { conflicts: 2, withoutUsage: 1 })).toEqual({
      conflicts: 3,
      withoutUsage: 1,
    });
  });
});
