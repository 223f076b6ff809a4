// How reference data gets into an account that takes no keys, which is how infra/ makes it.
import { startCosmosEmulator, type CosmosEmulator } from '../../../local/cosmos-emulator';
import { provisionAll } from '../../../shared/adapters/cosmos/provision';
import { readCosmosConfig } from '../../../shared/config';
import { startCosmosTlsFront, type CosmosTlsFront } from '../../support/cosmos-tls-front';
import {
  identityToken,
  startIdentityEndpoint,
  type IdentityEndpoint,
} from '../../support/identity-endpoint';
import { startCommand, type Ended } from '../../support/run-command';

let emulator: CosmosEmulator;
let account: CosmosTlsFront;
let identity: IdentityEndpoint;

beforeAll(async () => {
  emulator = await startCosmosEmulator();
  account = await startCosmosTlsFront(emulator);
  identity = await startIdentityEndpoint();
  await provisionAll(
    readCosmosConfig({
      COSMOS_CONNECTION_STRING: emulator.connectionString,
      COSMOS_CONSISTENCY: 'Session',
    }),
  );
});

afterAll(async () => {
  await identity.close();
  await account.close();
  await emulator.close();
});

const push = (env: Readonly<Record<string, string>>): Promise<Ended> =>
  startCommand(['reference.ts', 'push', 'local/sample/reference'], {
    COSMOS_ENDPOINT: account.endpoint,
    ...account.environment,
    ...env,
  }).ended;

describe('npm run reference -- push, without a key', () => {
  it('signs in as the identity that the machine has, and touches the container reference alone', async () => {
    const { code, out, err } = await push(identity.environment);
    expect(err).toBe('');
    expect(out).toContain('Pushed');
    expect(code).toBe(0);
    expect(account.requests.length).toBeGreaterThan(0);
    for (const { path, authorization } of account.requests) {
      expect(authorization).toBe(`type=aad&ver=1.0&sig=${identityToken}`);
      // The account's own description needs no role; all else does.
      expect(path).toMatch(/^\/$|^\/dbs\/chargeback\/colls\/reference(\/|$)/);
    }
  });

  it('says how to sign in where nobody is', async () => {
    const { code, err } = await push({});
    expect(code).toBe(1);
    expect(err).toMatch(/no identity to sign in with.*az login/);
  });
});
