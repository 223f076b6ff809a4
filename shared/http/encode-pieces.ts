// Turns pieces of text into the body of an answer: bytes, compressed where that is worth it and the
// client takes it, and the digest of the text. The model v4 of Functions hands a body to the host as
// one array of bytes (unless every HTTP function of the app streams, with enableHttpStream); the message takes
// 2 GB (RpcWorkerConstants.DefaultMaxMessageLengthBytes), so what must stay small is our memory. A
// report of 1,200 business units with 200 lines each is 60 MB of JSON, and 3 MB compressed.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants, createGzip, type Gzip } from 'node:zlib';

export interface EncodedText {
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
  /** SHA-256 of the text as UTF-8, in hexadecimal digits. */
  readonly sha256: string;
}

export interface EncodingOptions {
  /** Whether the client takes gzip. */
  readonly acceptsGzip: boolean;
  /** Texts of fewer bytes stay as they are. */
  readonly compressedBytesMin: number;
  /** The digest alone is wanted, as for HEAD: no bytes are kept. */
  readonly isDigestOnly?: boolean;
}

export const encodePieces = async (
  pieces: AsyncIterable<string> | Iterable<string>,
  { acceptsGzip, compressedBytesMin, isDigestOnly = false }: EncodingOptions,
): Promise<EncodedText> => {
  const hash = createHash('sha256');
  const plain: Buffer[] = [];
  const gzip = new Compression();
  let textBytes = 0;
  const isLong = (): boolean => textBytes >= compressedBytesMin;
  try {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      textBytes += bytes.length;
      plain.push(bytes);
      if (!isLong()) continue;
      if (isDigestOnly) plain.length = 0;
      else if (acceptsGzip) for (const waiting of plain.splice(0)) await gzip.write(waiting);
    }
    const isCompressed = isLong() && acceptsGzip;
    return {
      bytes: isCompressed && !isDigestOnly ? await gzip.end() : Buffer.concat(plain),
      isCompressed,
      sha256: hash.digest('hex'),
    };
  } finally {
    gzip.destroy();
  }
};

class Compression {
  readonly #gzip: Gzip = createGzip({ level: constants.Z_BEST_SPEED });
  readonly #bytes: Buffer[] = [];

  constructor() {
    this.#gzip.on('data', (bytes: Buffer) => this.#bytes.push(bytes));
  }

  async write(bytes: Buffer): Promise<void> {
    if (!this.#gzip.write(bytes)) await once(this.#gzip, 'drain');
  }

  destroy(): void {
    this.#gzip.destroy();
  }

  async end(): Promise<Buffer> {
    this.#gzip.end();
    await once(this.#gzip, 'end');
    return Buffer.concat(this.#bytes);
  }
}
