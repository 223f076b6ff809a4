// The Cosmos DB emulator over https, because SDKs give the token of an identity to nobody else. A process
// that is to trust it must be started with `environment`.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { forwarded, readRequest } from './cosmos-forwarding';

const certificates = path.join(__dirname, '../fixtures/tls');
const certificateFile = path.join(certificates, 'test-only-localhost.cert.pem');
const keyFile = path.join(certificates, 'test-only-localhost.key.pem');

export interface CosmosTlsRequest {
  readonly path: string;
  /** The header, decoded. */
  readonly authorization: string;
}

export interface CosmosTlsFront {
  /** `https://localhost:PORT/` */
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly requests: readonly CosmosTlsRequest[];
  close(): Promise<void>;
}

export const startCosmosTlsFront = async (emulator: {
  readonly endpoint: string;
  readonly port: number;
}): Promise<CosmosTlsFront> => {
  const [cert, key] = await Promise.all([readFile(certificateFile), readFile(keyFile)]);
  const requests: CosmosTlsRequest[] = [];
  const server = createServer({ cert, key }, (incoming, answer) => {
    const authorization = decodeURIComponent(incoming.headers.authorization ?? '');
    requests.push({ path: incoming.url ?? '', authorization });
    readRequest(incoming)
      .then((request) => forwarded(emulator.endpoint, request))
      .then(({ status, headers, body }) => {
        // The account names the emulator's own port for its regions; the SDK would go there.
        const ownAddresses = body.replaceAll(`:${emulator.port}/`, `:${portOf()}/`);
        answer.writeHead(status, headers).end(ownAddresses);
      })
      .catch(() => answer.destroy());
  });
  const portOf = (): number => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    endpoint: `https://localhost:${portOf()}/`,
    environment: { NODE_EXTRA_CA_CERTS: certificateFile },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
