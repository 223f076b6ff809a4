// The Event Hub functions, one per hub, over one use case. What a dependency throws goes on to the
// host, whose retry policy delivers the batch again.
import type { EventHubHandler } from '@azure/functions';
import type { IngestBatch } from '../shared/app/ingest-batch';
import type { HubConfig } from '../shared/config';
import { eventHubBatch } from './event-hub-batch';

export const makeIngestHandler =
  (hub: HubConfig, ingestBatch: IngestBatch): EventHubHandler =>
  async (messages, context) => {
    const batch = eventHubBatch(messages, context, hub);
    if (batch.events.length === 0) return;
    const summary = await ingestBatch(batch);
    context.debug(`ingested ${batch.hub}/${batch.partition}: ${JSON.stringify(summary)}`);
  };
