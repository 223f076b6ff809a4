// The documents of a container as they are stored, for their sizes. The members that the service adds
// itself (_rid, _self, _etag, _attachments, _ts) are counted too: it bills and limits by them.
import {
  containerDefinition,
  type ContainerName,
} from '../../../shared/adapters/cosmos/containers';
import { makeCosmosClient } from '../../../shared/adapters/cosmos/cosmos-client';
import type { CosmosConfig } from '../../../shared/config';

export interface StoredDocument {
  readonly id: string;
  readonly partition: string;
  readonly bytes: number;
  readonly content: Readonly<Record<string, unknown>>;
}

export const readStored = async (
  config: CosmosConfig,
  name: ContainerName,
): Promise<readonly StoredDocument[]> => {
  const client = makeCosmosClient(config);
  try {
    const container = client.database(config.database).container(name);
    const { resources } = await container.items
      .query<Record<string, unknown>>('SELECT * FROM c')
      .fetchAll();
    const partitionKey = containerDefinition(name).partitionKeyPath.slice(1);
    return resources.map((document) => ({
      id: String(document['id']),
      partition: String(document[partitionKey]),
      bytes: Buffer.byteLength(JSON.stringify(document)),
      content: (document['content'] ?? document) as Record<string, unknown>,
    }));
  } finally {
    client.dispose();
  }
};
