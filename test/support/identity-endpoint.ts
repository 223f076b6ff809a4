// The endpoint from which an app in Azure gets its identity's tokens, on this machine. A process that
// is to ask it must be started with `environment`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IdentityEndpoint {
  readonly environment: Readonly<Record<string, string>>;
  /** Resource and client id of each request. */
  readonly asked: readonly (readonly [resource: string | null, clientId: string | null])[];
  close(): Promise<unknown>;
}

/** The token that it gives to everyone. */
export const identityToken = 'token-of-the-identity';

const tokenLifeSeconds = 24 * 60 * 60;

export const startIdentityEndpoint = async (): Promise<IdentityEndpoint> => {
  const asked: (readonly [string | null, string | null])[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    asked.push([searchParams.get('resource'), searchParams.get('client_id')]);
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        access_token: identityToken,
        token_type: 'Bearer',
        resource: searchParams.get('resource'),
        expires_on: Math.floor(Date.now() / 1000) + tokenLifeSeconds,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    environment: {
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
      IDENTITY_HEADER: 'secret-of-the-app',
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};
