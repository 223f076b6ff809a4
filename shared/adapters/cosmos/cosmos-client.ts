// The client of Cosmos DB, of which a process has one at a time: it caches the account's regions and partitions
// and keeps the connections, so a second one would only cost time.
import { CosmosClient } from '@azure/cosmos';

import type { CosmosConfig } from '../../config';
import { cosmosRequestMsMax } from '../../limits';
import { makeAzureCredential } from '../azure-credential';

export const makeCosmosClient = ({ account }: CosmosConfig): CosmosClient =>
  new CosmosClient({
    ...(account.kind === 'key'
      ? { connectionString: account.connectionString }
      : {
          endpoint: account.endpoint,
          aadCredentials: makeAzureCredential(account.clientId),
        }),
    userAgentSuffix: 'chargeback',
    connectionPolicy: {
      requestTimeout: cosmosRequestMsMax,
      // One write region: If-Match and 409 would not hold between two (docs/adr).
      useMultipleWriteLocations: false,
      // Only emulators speak plain http, and they name addresses for themselves which are wrong from
      // outside a container or behind a proxy.
      enableEndpointDiscovery: !account.endpoint.startsWith('http:'),
    },
  });
