// The stores that the use cases need, over one connection to Cosmos DB.
import type { DeadLetterStore, Documents, RequestUnits, UsageStore } from '../../app/ports';
import type { CosmosConfig } from '../../config';
import { cosmosOperationMsMax } from '../../limits';
import { verifyAccount, type AccountVerdict } from './account';
import { containerDefinition, type ContainerName } from './containers';
import { CosmosConnection } from './cosmos-connection';
import { CosmosContainer } from './cosmos-container';
import { CosmosDeadLetters } from './cosmos-dead-letters';
import { CosmosDocuments } from './cosmos-documents';
import { CosmosUsageStore } from './cosmos-usage-store';
import { RequestUnitMeter } from './request-units';

export interface CosmosStores {
  readonly usage: UsageStore;
  readonly deadLetters: DeadLetterStore;
  readonly rollups: Documents;
  readonly chargebacks: Documents;
  readonly reference: Documents;
  readonly state: Documents;
  readonly requestUnits: RequestUnits;
  verifyAccount(): Promise<AccountVerdict>;
  /** Ends what the client does in the background; call it once, at the very end. */
  dispose(): void;
}

/** Connects at the first use; `operationMs` is how long any single operation may take. */
export const openCosmosStores = (
  config: CosmosConfig,
  operationMs = cosmosOperationMsMax,
): CosmosStores => {
  const connection = new CosmosConnection(config);
  const requestUnits = new RequestUnitMeter();
  const container = (name: ContainerName): CosmosContainer =>
    new CosmosContainer(connection.container(name), requestUnits, operationMs);
  const documents = (name: ContainerName): Documents => {
    const { partitionKeyPath, defaultTtlSeconds } = containerDefinition(name);
    return new CosmosDocuments({
      container: container(name),
      partitionKey: partitionKeyPath.slice(1),
      expires: defaultTtlSeconds !== undefined,
    });
  };
  return {
    usage: new CosmosUsageStore(container('usage')),
    deadLetters: new CosmosDeadLetters(container('deadletters')),
    rollups: documents('rollups'),
    chargebacks: documents('chargebacks'),
    reference: documents('reference'),
    state: documents('state'),
    requestUnits,
    verifyAccount: () => verifyAccount(connection.client, config, operationMs),
    dispose: () => connection.dispose(),
  };
};
