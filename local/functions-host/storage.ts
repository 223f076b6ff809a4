// The host's own storage account, opened when a trigger first needs it.
import {
  BlobServiceClient,
  type ContainerClient,
  type StoragePipelineOptions,
} from '@azure/storage-blob';
import { readStorageConnection, type AppSettings } from './app-settings';
import { messageOf } from './logger';

/** Short: who starts the host is told within seconds that the storage does not answer. */
const PIPELINE: StoragePipelineOptions = {
  retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1000, tryTimeoutInMs: 5000 },
};

export class HostStorage {
  private service: Promise<BlobServiceClient> | undefined;

  constructor(private readonly settings: AppSettings) {}

  /** The container, created when it was not there. */
  async container(name: string): Promise<ContainerClient> {
    this.service ??= openService(this.settings);
    const container = (await this.service).getContainerClient(name);
    try {
      await container.createIfNotExists();
    } catch (error) {
      throw new Error(
        `The storage account of AzureWebJobsStorage did not give the container "${name}": ${messageOf(error)}`,
        { cause: error },
      );
    }
    return container;
  }
}

async function openService(settings: AppSettings): Promise<BlobServiceClient> {
  const connection = readStorageConnection(settings);
  if (connection.kind === 'connectionString') {
    return BlobServiceClient.fromConnectionString(connection.connectionString, PIPELINE);
  }
  // Loaded only here: it takes longer to load than the rest of the host.
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new BlobServiceClient(connection.blobServiceUri, new DefaultAzureCredential(), PIPELINE);
}
