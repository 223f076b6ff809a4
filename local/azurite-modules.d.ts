// Azurite ships no typings. Only what local/azurite.ts uses of it is declared.

declare module 'azurite/dist/src/blob/BlobConfiguration' {
  import type { MemoryExtentChunkStore } from 'azurite/dist/src/common/persistence/MemoryExtentStore';

  export default class BlobConfiguration {
    readonly port: number;
    constructor(
      host: string,
      port: number,
      keepAliveTimeoutSeconds: number | undefined,
      metadataDbPath: string,
      extentDbPath: string,
      persistencePaths: undefined,
      enableAccessLog: boolean,
      accessLogWriteStream: undefined,
      enableDebugLog: boolean,
      debugLogFilePath: undefined,
      loose: boolean,
      skipApiVersionCheck: boolean,
      cert: undefined,
      key: undefined,
      password: undefined,
      oauth: undefined,
      disableProductStyleUrl: boolean,
      isMemoryPersistence: boolean,
      memoryStore: MemoryExtentChunkStore,
    );
  }
}

declare module 'azurite/dist/src/blob/BlobServer' {
  import type BlobConfiguration from 'azurite/dist/src/blob/BlobConfiguration';

  export default class BlobServer {
    constructor(configuration: BlobConfiguration);
    start(): Promise<void>;
    close(): Promise<void>;
    /** Such as `http://127.0.0.1:10000`. */
    getHttpServerAddress(): string;
  }
}

declare module 'azurite/dist/src/common/persistence/MemoryExtentStore' {
  export class MemoryExtentChunkStore {
    totalSize(): number;
    constructor(sizeLimitBytes: number);
  }
}

declare module 'azurite/dist/src/blob/utils/constants' {
  /** The account that Microsoft publishes for its storage emulators. */
  export const EMULATOR_ACCOUNT_NAME: string;
  export const EMULATOR_ACCOUNT_KEY_STR: string;
}
