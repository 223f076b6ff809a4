// The options of the Event Hub triggers. Both decide whether an event can be lost or stop its partition.
import type { HubConfig } from '../shared/config';

// Without a retry policy the host checkpoints also when a function throws, and the batch is lost.
// With this one the partition waits, for as long as the hub keeps its events.
const untilItSucceeds = {
  strategy: 'exponentialBackoff',
  maxRetryCount: -1,
  minimumInterval: { seconds: 1 },
  maximumInterval: { minutes: 1 },
} as const;

/**
 * `dataType: 'binary'` makes the host hand over every body as it was sent, as a Buffer. Without it the
 * host parses a batch as JSON before it calls the program: one body that is not JSON fails the whole
 * batch, and under the retry policy the partition stands still for good. The library's types do not
 * name `dataType`, but it hands on every member of the options: spread this object into them.
 *
 * https://github.com/Azure/azure-functions-nodejs-library/issues/340 (and `src/trigger.ts` there)
 * https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script/Binding/GeneralScriptBindingProvider.cs
 * https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Triggers/TriggerArgumentBinding/PocoTriggerArgumentBinding.cs
 */
export function eventHubTrigger({ hub, consumerGroup, connectionName }: HubConfig) {
  return {
    eventHubName: hub,
    consumerGroup,
    connection: connectionName,
    cardinality: 'many',
    dataType: 'binary',
    retry: untilItSucceeds,
  } as const;
}
