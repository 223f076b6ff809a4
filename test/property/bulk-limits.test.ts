// Bulk requests under the store's limits: whatever documents measure and whatever the store answers
// in between, every operation gets its own answer, and no request is larger than the store takes.
import type { OperationInput } from '@azure/cosmos';
import * as fc from 'fast-check';

import { runBulk, type SendBulk } from '../../shared/adapters/cosmos/bulk';
import { ReadPace } from '../../shared/adapters/cosmos/read-pace';
import { bulkBodyBytesMax, bulkOperationsMax } from '../../shared/limits';
import { runs } from '../support/property-runs';

const answerBytesMax = 4_000;

/** Sizes of documents, of which each fits an answer by itself. */
const sizes = fc.array(fc.integer({ min: 1, max: answerBytesMax / 2 }), { maxLength: 250 });

const noPause = (): Promise<void> => Promise.resolve();

const idOf = (operation: OperationInput): string =>
  'id' in operation ? operation.id : (operation.resourceBody['id'] as string);

/** A store that answers reads up to a number of bytes, and now and then refuses for a moment. */
const readingStore = (sizeOf: (id: string) => number, refusals: Iterator<number>): SendBulk => {
  return (operations) => {
    let left = answerBytesMax;
    return Promise.resolve(
      operations.map((operation) => {
        const refused = refusals.next();
        if (refused.done !== true && refused.value > 0) return { statusCode: refused.value };
        left -= sizeOf(idOf(operation));
        if (left < 0) return { statusCode: 413, subStatusCode: 3402 };
        return { statusCode: 200, resourceBody: idOf(operation) };
      }),
    );
  };
};

describe('bulk requests', () => {
  it('read every document, in the order asked, however large each of them is', async () => {
    const refusals = fc.array(fc.constantFrom(0, 0, 0, 0, 429, 449), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sizes, refusals, async (documents, refused) => {
        const ids = documents.map((_, index) => String(index));
        const send = readingStore((id) => documents[Number(id)] ?? 0, refused.values());
        const operations = ids.map((id): OperationInput => ({
          operationType: 'Read',
          id,
          partitionKey: 'p',
        }));
        const pace = new ReadPace();
        for (let time = 0; time < 2; time += 1) {
          const answers = await runBulk(operations, 'test', send, { pause: noPause, pace });
          expect(answers.map(({ document }) => document)).toEqual(ids);
        }
      }),
      runs(100),
    );
  });

  it('write every document once, in requests of bounded number and bytes', async () => {
    const bytes = fc.array(fc.integer({ min: 1, max: bulkBodyBytesMax }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 0, max: 300 }), async (large, small) => {
        const texts = [...large, ...Array<number>(small).fill(1)].map((size) => 'x'.repeat(size));
        const written: string[] = [];
        const send: SendBulk = (operations) => {
          const body = operations.map((one) => ('resourceBody' in one ? one.resourceBody : {}));
          expect(operations.length).toBeLessThanOrEqual(bulkOperationsMax);
          const size = Buffer.byteLength(JSON.stringify(body));
          expect(size).toBeLessThan(operations.length > 1 ? bulkBodyBytesMax + 1_000 : Infinity);
          written.push(...operations.map(idOf));
          return Promise.resolve(operations.map(() => ({ statusCode: 201 })));
        };
        const operations = texts.map((text, index): OperationInput => ({
          operationType: 'Upsert',
          partitionKey: 'p',
          resourceBody: { id: String(index), text },
        }));
        const answers = await runBulk(operations, 'test', send, { pause: noPause });
        expect(answers).toHaveLength(texts.length);
        expect(written.sort()).toEqual(texts.map((_, index) => String(index)).sort());
      }),
      runs(20),
    );
  });
});
