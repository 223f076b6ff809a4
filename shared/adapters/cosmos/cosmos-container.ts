// One container as the adapters beside this file use it: every call has a deadline, adds its charge
// to the meter and fails in our own terms. Nothing else touches the SDK's items.
import { setTimeout as sleep } from 'node:timers/promises';

import type { OperationInput, SqlQuerySpec } from '@azure/cosmos';

import { bulkRetriesMax, queryPageItemsMax } from '../../limits';
import { withinDeadline } from '../deadline';
import { backOffMs, runBulk, type Answer, type BulkOptions, type SendBulk } from './bulk';
import type { ConnectedContainer } from './cosmos-connection';
import { status, statusOf, translateCosmosError } from './cosmos-errors';
import { ReadPace } from './read-pace';
import type { RequestUnitMeter } from './request-units';

/**
 * A page as the SDK really answers it. Its type promises resources; where it merges the answers of
 * several partitions itself, some pages have none (Azure/azure-sdk-for-js#39871).
 */
interface Page {
  readonly resources?: readonly unknown[] | undefined;
  readonly requestCharge: number;
}

export class CosmosContainer {
  readonly #readPace = new ReadPace();

  constructor(
    private readonly container: ConnectedContainer,
    private readonly meter: RequestUnitMeter,
    private readonly operationMs: number,
  ) {}

  get name(): string {
    return this.container.id;
  }

  /** One answer per operation, in order; see bulk.ts for what is thrown instead. */
  bulk(
    operations: readonly OperationInput[],
    options: Pick<BulkOptions, 'throttled'> = {},
  ): Promise<readonly Answer[]> {
    const doing = `bulk request to container ${this.container.id}`;
    const send: SendBulk = (chunk) =>
      withinDeadline(this.operationMs, doing, async (abortSignal) => {
        // The answers to writes would only repeat the documents that we have just sent.
        const contentResponseOnWriteEnabled = chunk.some((one) => one.operationType === 'Read');
        const options = { abortSignal, contentResponseOnWriteEnabled };
        const replies = await this.container.call(({ items }) =>
          // Its successor, executeBulkOperations, holds every call back for a second to fill its batches.
          // eslint-disable-next-line @typescript-eslint/no-deprecated
          items.bulk(chunk, {}, options),
        );
        for (const reply of replies) this.meter.charge(reply.requestCharge);
        return replies;
      });
    return runBulk(operations, doing, send, { pace: this.#readPace, ...options });
  }

  /** The result of a query, page by page. */
  async *pages(query: SqlQuerySpec, partition?: string): AsyncGenerator<readonly unknown[]> {
    const doing = `query of container ${this.container.id}`;
    const iterator = this.container.open().items.query<unknown>(query, {
      maxItemCount: queryPageItemsMax,
      ...(partition === undefined ? {} : { partitionKey: partition }),
    });
    const nextPage = async (): Promise<readonly unknown[]> => {
      try {
        const page: Page = await withinDeadline(this.operationMs, doing, () =>
          iterator.fetchNext(),
        );
        this.meter.charge(page.requestCharge);
        return page.resources ?? [];
      } catch (error) {
        throw translateCosmosError(error, doing);
      }
    };
    while (iterator.hasMoreResults()) yield await nextPage();
  }

  /** `changed`: it has another ETag by now. A document that is gone counts as deleted. */
  async delete(partition: string, id: string, etag: string): Promise<'deleted' | 'changed'> {
    const doing = `deletion from container ${this.container.id}`;
    const accessCondition = { type: 'IfMatch', condition: etag };
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await withinDeadline(this.operationMs, doing, (abortSignal) =>
          this.container.open().item(id, partition).delete({ abortSignal, accessCondition }),
        );
        this.meter.charge(answer.requestCharge);
        return 'deleted';
      } catch (error) {
        const code = statusOf(error);
        if (code === status.preconditionFailed) return 'changed';
        if (code === status.notFound) return 'deleted';
        // The SDK waits out 429 by itself, and hands 449 on.
        if (code !== status.retryWith || attempt >= bulkRetriesMax) {
          throw translateCosmosError(error, doing);
        }
      }
      await sleep(backOffMs(attempt));
    }
  }
}

/** What the adapters beside this file ask of a container; the simulator has one of its own. */
export type ContainerCalls = Pick<CosmosContainer, 'name' | 'bulk' | 'pages' | 'delete'>;
