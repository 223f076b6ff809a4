// The Event Hub functions, one per hub, over one use case. What a dependency throws goes on to the
// host, whose retry policy delivers the batch again.
import type { EventHubHandler } from '@azure/functions';
import type { Batch, IngestBatch } from '../shared/app/ingest/ingest-batch';
import type { HubConfig } from '../shared/config';
import { eventHubBatch } from './event-hub-batch';

export interface IngestHandlerDependencies {
  readonly hub: HubConfig;
  readonly ingestBatch: IngestBatch;
  /** Told of a batch that could not even be looked at; it stays in the hub until it can. */
  readonly onUnreadable: (hub: string, attempt: number, error: unknown) => void;
}

export const makeIngestHandler =
  ({ hub, ingestBatch, onUnreadable }: IngestHandlerDependencies): EventHubHandler =>
  async (messages, context) => {
    let batch: Batch;
    try {
      batch = eventHubBatch(messages, context, hub);
    } catch (error) {
      onUnreadable(hub.hub, context.retryContext?.retryCount ?? 0, error);
      throw error;
    }
    if (batch.events.length === 0) return;
    const summary = await ingestBatch(batch);
    context.debug(`ingested ${batch.hub}/${batch.partition}: ${JSON.stringify(summary)}`);
  };
