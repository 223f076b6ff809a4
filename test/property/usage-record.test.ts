// Promise 2: a usage record is the join of what each source said, and order does not matter.
import fc from 'fast-check';
import { resolve } from '../../shared/domain/usage/resolve';
import {
  joinRecords,
  rankOf,
  recordOf,
  sameRecord,
  type UsageRecord,
} from '../../shared/domain/usage/usage-record';
import { statementsPerSourceMax } from '../../shared/limits';
import { observationOf } from '../support/arbitrary-observations';

const records = fc
  .array(observationOf('r1'), { minLength: 1, maxLength: 30 })
  .map((observations) => observations.map(recordOf).reduce(joinRecords));

const same = (a: UsageRecord, b: UsageRecord): void => {
  if (!sameRecord(a, b)) expect(a).toEqual(b);
};

describe('joining usage records', () => {
  it('is idempotent: what was said before changes nothing', () => {
    fc.assert(fc.property(records, (a) => same(joinRecords(a, a), a)));
  });

  it('is commutative: it does not matter who came first', () => {
    fc.assert(fc.property(records, records, (a, b) => same(joinRecords(a, b), joinRecords(b, a))));
  });

  it('is associative: it does not matter how batches were split', () => {
    fc.assert(
      fc.property(records, records, records, (a, b, c) =>
        same(joinRecords(joinRecords(a, b), c), joinRecords(a, joinRecords(b, c))),
      ),
    );
  });

  it('comes to the same for every order, split and repetition, conflicts beyond the cap included', () => {
    const cases = fc
      .array(observationOf('r1'), { minLength: 1, maxLength: 30 })
      .chain((observations) =>
        fc.tuple(
          fc.constant(observations),
          fc.shuffledSubarray([...observations, ...observations], {
            minLength: 0,
            maxLength: observations.length,
          }),
          fc.shuffledSubarray(observations, {
            minLength: observations.length,
            maxLength: observations.length,
          }),
        ),
      );
    fc.assert(
      fc.property(cases, ([observations, repeated, shuffled]) => {
        const ordered = observations.map(recordOf).reduce(joinRecords);
        const other = [...repeated, ...shuffled].map(recordOf).reduce(joinRecords);
        same(other, ordered);
      }),
    );
  });

  it('keeps a bounded number of statements and says when there were more', () => {
    const said = Array.from({ length: statementsPerSourceMax + 3 }, (_, n) =>
      recordOf({
        requestId: 'r1' as never,
        source: 'policy',
        occurredAt: '2026-11-02T10:00:00.000Z' as never,
        facts: { model: `model-${n}` },
        counters: { prompt_tokens: n },
      }),
    );
    const joined = said.reduce(joinRecords);
    expect(joined.conflicts.policy?.losers).toHaveLength(statementsPerSourceMax - 1);
    expect(joined.conflicts.policy?.overflow).toBe(true);
    same(said.toReversed().reduce(joinRecords), joined);
  });

  it('knows whether chunks of the LLM log name several responses, in bounds and in any order', () => {
    const chunk = fc
      .record({
        responseId: fc.option(fc.integer({ min: 0, max: statementsPerSourceMax + 3 })),
        tokens: fc.integer({ min: 0, max: 9 }),
      })
      .map(({ responseId, tokens }) =>
        recordOf({
          requestId: 'r1' as never,
          source: 'llmLog',
          occurredAt: '2026-11-02T10:00:00.000Z' as never,
          facts: responseId === null ? {} : { responseId: `chatcmpl-${responseId}` },
          counters: { total_tokens: tokens },
        }),
      );
    const chunks = fc.array(chunk, { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(chunks, chunks, chunks, (a, b, c) => {
        const [x, y, z] = [a, b, c].map((some) => some.reduce(joinRecords)) as [
          UsageRecord,
          UsageRecord,
          UsageRecord,
        ];
        const joined = joinRecords(joinRecords(x, y), z);
        same(joinRecords(z, joinRecords(y, x)), joined);
        same(joinRecords(joined, y), joined);
        const responses = new Set(
          [...a, ...b, ...c].flatMap(({ observations }) => observations.llmLog?.facts.responseId),
        );
        responses.delete(undefined);
        const named = Math.max(0, responses.size - 1);
        const { losers, overflow } = joined.conflicts.llmLog ?? { losers: [], overflow: false };
        expect(losers).toHaveLength(Math.min(named, statementsPerSourceMax - 1));
        expect(overflow).toBe(named >= statementsPerSourceMax);
      }),
    );
  });

  it('never lets a statement win over one that knows more of the token counts', () => {
    fc.assert(
      fc.property(records, (record) => {
        const { policy, gatewayLog } = record.observations;
        const losersOf = (source: 'policy' | 'gatewayLog') =>
          record.conflicts[source]?.losers ?? [];
        for (const said of [
          [policy, ...losersOf('policy')],
          [gatewayLog, ...losersOf('gatewayLog')],
        ]) {
          const ranks = said.flatMap((statement) => (statement ? [rankOf(statement)] : []));
          expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('was in every window that it is or was resolved in', () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(record.windows).toContain(record.window);
        expect([...record.windows].sort()).toEqual(record.windows);
        const { meters } = resolve(record);
        for (const quantity of Object.values(meters))
          expect(Number.isSafeInteger(quantity)).toBe(true);
      }),
    );
  });
});
