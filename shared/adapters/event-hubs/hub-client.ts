// The client of one hub, for questions about its partitions.
import { EventHubConsumerClient } from '@azure/event-hubs';

import type { HubConfig } from '../../config';
import { makeAzureCredential } from '../azure-credential';

export const makeHubClient = (
  { hub, connection }: HubConfig,
  timeoutInMs: number,
): EventHubConsumerClient => {
  // The group that every hub has. In the program's own one the Functions host owns the partitions,
  // and would have any other reader thrown out.
  const group = EventHubConsumerClient.defaultConsumerGroupName;
  const options = { retryOptions: { maxRetries: 1, retryDelayInMs: 200, timeoutInMs } };
  if (connection.kind === 'key') {
    return new EventHubConsumerClient(group, connection.connectionString, hub, options);
  }
  const credential = makeAzureCredential(connection.clientId);
  return new EventHubConsumerClient(group, connection.namespace, hub, credential, options);
};
