// Azurite's blob service inside this process, silent and in memory. The local stack keeps its checkpoints there:
// they must not outlive the events of the embedded Event Hubs broker, which are in memory too.

import BlobConfiguration from 'azurite/dist/src/blob/BlobConfiguration';
import BlobServer from 'azurite/dist/src/blob/BlobServer';
import {
  EMULATOR_ACCOUNT_KEY_STR,
  EMULATOR_ACCOUNT_NAME,
} from 'azurite/dist/src/blob/utils/constants';
import { MemoryExtentChunkStore } from 'azurite/dist/src/common/persistence/MemoryExtentStore';

export interface Azurite {
  readonly port: number;
  readonly connectionString: string;
  close(): Promise<void>;
}

export interface AzuriteOptions {
  /** 0 takes any free port. */
  readonly blobPort: number;
}

const HOST = '127.0.0.1';

/** Azurite looks for its database files even in memory, by default in the working directory. */
const NO_FILE = ':memory:';

/** Checkpoints are a few kilobytes; this is room for tests that store more, and no way to exhaust a machine. */
const BLOB_BYTES_MAX = 256 * 1024 * 1024;

export async function startAzurite({ blobPort }: AzuriteOptions): Promise<Azurite> {
  const server = new BlobServer(configure(blobPort));
  try {
    await server.start();
  } catch (error) {
    throw new Error(
      `Azurite cannot listen on ${HOST}:${blobPort} (${String(error)}). ` +
        'Stop what uses the port, or choose another one (0 takes any free one).',
      { cause: error },
    );
  }
  const address = server.getHttpServerAddress();
  const connectionString = [
    'DefaultEndpointsProtocol=http',
    `AccountName=${EMULATOR_ACCOUNT_NAME}`,
    `AccountKey=${EMULATOR_ACCOUNT_KEY_STR}`,
    `BlobEndpoint=${address}/${EMULATOR_ACCOUNT_NAME}`,
  ].join(';');
  return { port: Number(new URL(address).port), connectionString, close: () => server.close() };
}

function configure(port: number): BlobConfiguration {
  return new BlobConfiguration(
    HOST,
    port,
    undefined, // keep-alive time-out
    NO_FILE, // metadata
    NO_FILE, // extents
    undefined, // persistence paths
    false, // access log
    undefined,
    false, // debug log
    undefined,
    false, // loose
    true, // skip the API version check, so that a newer client works
    undefined, // certificate: plain HTTP
    undefined,
    undefined,
    undefined, // OAuth
    false, // disable product-style URLs
    true, // in memory
    new MemoryExtentChunkStore(BLOB_BYTES_MAX),
  );
}
