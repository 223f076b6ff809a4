// An ingestion endpoint of Application Insights on this machine: it speaks https, takes what the
// SDK really sends and answers as the service does. A process that sends to it must be started
// with `environment`, so that it trusts the sink's certificate.
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const certificates = join(__dirname, '../fixtures/tls');
const certificateFile = join(certificates, 'test-only-localhost.cert.pem');
const keyFile = join(certificates, 'test-only-localhost.key.pem');

/** One record as it is on the wire; what of it a test does not name is left out of the type. */
export interface Envelope {
  readonly name: string;
  readonly iKey: string;
  readonly sampleRate: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly data: {
    readonly baseType: string;
    readonly baseData: {
      readonly name?: string;
      readonly properties?: Readonly<Record<string, string>>;
      readonly measurements?: Readonly<Record<string, number>>;
      readonly metrics?: readonly {
        readonly name: string;
        readonly value: number;
        readonly count: number;
        readonly min: number;
        readonly max: number;
      }[];
    };
  };
}

export interface TelemetrySink {
  readonly connectionString: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that was accepted, in the order of its arrival. */
  readonly envelopes: readonly Envelope[];
  /** The Authorization header of each request, '' where there was none. */
  readonly authorizations: readonly string[];
  /** Resolves when the sink has accepted so many envelopes. */
  accepted(count: number): Promise<void>;
  /** Answers the next requests with these statuses, and all further ones with the last; 200 accepts. */
  answerWith(...statuses: readonly number[]): void;
  close(): Promise<void>;
}

export const instrumentationKey = '00000000-0000-0000-0000-000000000000';

/** The connection string of an ingestion endpoint at this port of this machine. */
export const connectionStringTo = (port: number): string =>
  `InstrumentationKey=${instrumentationKey};IngestionEndpoint=https://localhost:${port}/`;

export const startTelemetrySink = async (): Promise<TelemetrySink> => {
  const envelopes: Envelope[] = [];
  const authorizations: string[] = [];
  const waiters = new Set<() => void>();
  let statuses: readonly number[] = [200];
  const [cert, key] = await Promise.all([readFile(certificateFile), readFile(keyFile)]);

  const server = createServer({ cert, key }, (request, response) => {
    void bodyOf(request).then((body) => {
      const items = request.url === '/v2.1/track' ? parseItems(body) : [];
      authorizations.push(request.headers.authorization ?? '');
      const [status = 200, ...later] = statuses;
      if (later.length > 0) statuses = later;
      if (status === 200) envelopes.push(...items);
      response.writeHead(status, { 'content-type': 'application/json' });
      const itemsAccepted = status === 200 ? items.length : 0;
      response.end(JSON.stringify({ itemsReceived: items.length, itemsAccepted, errors: [] }));
      for (const wake of waiters) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));

  return {
    connectionString: connectionStringTo((server.address() as AddressInfo).port),
    environment: { NODE_EXTRA_CA_CERTS: certificateFile },
    envelopes,
    authorizations,
    accepted: (count) =>
      new Promise((resolve) => {
        const wake = (): void => {
          if (envelopes.length < count) return;
          waiters.delete(wake);
          resolve();
        };
        waiters.add(wake);
        wake();
      }),
    answerWith: (...next) => {
      statuses = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
};

// The service takes a JSON array as well as one JSON object a line.
const parseItems = (body: string): readonly Envelope[] =>
  body.startsWith('[')
    ? (JSON.parse(body) as Envelope[])
    : body.split('\n').map((line) => JSON.parse(line) as Envelope);
