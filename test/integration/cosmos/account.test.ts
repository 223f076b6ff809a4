import { DependencyUnavailable } from '../../../shared/app/ports';
import { openCosmosStores } from '../../../shared/adapters/cosmos/cosmos-stores';
import { readCosmosConfig } from '../../../shared/config';
import { startCosmosEmulator } from '../../../local/cosmos-emulator';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';

let stack: CosmosStack;
beforeAll(async () => {
  stack = await startCosmosStack();
});
beforeEach(() => stack.proxy.clear());
afterAll(() => stack.close());

const verify = async (required: string, settings: Readonly<Record<string, string>> = {}) => {
  const stores = openCosmosStores(
    readCosmosConfig({
      COSMOS_CONNECTION_STRING: stack.proxy.connectionString,
      COSMOS_CONSISTENCY: required,
      ...settings,
    }),
  );
  return stores.verifyAccount().finally(() => stores.dispose());
};

const account = (change: object): void => {
  stack.proxy.inject({
    match: { method: 'GET', path: /^\/$/ },
    times: Infinity,
    answer: { rewrite: (answer) => ({ ...(answer as object), ...change }) },
  });
};
const consistency = (defaultConsistencyLevel: string) => ({
  userConsistencyPolicy: { defaultConsistencyLevel },
});

describe('the check of the account', () => {
  it('accepts what the setting asks for, and anything stronger', async () => {
    expect(await verify('Session')).toEqual({
      ok: true,
      consistency: 'Session',
      writeRegions: ['South Central US'],
      problems: [],
    });
    account(consistency('Strong'));
    expect(await verify('Session')).toMatchObject({ ok: true, consistency: 'Strong' });
    expect(await verify('Strong')).toMatchObject({ ok: true });
  });

  it.each(['Session', 'BoundedStaleness', 'ConsistentPrefix', 'Eventual', 'SomethingNew'])(
    'names %s where strong consistency is asked for',
    async (level) => {
      account(consistency(level));
      const { ok, problems } = await verify('Strong');
      expect(ok).toBe(false);
      expect(problems).toEqual([expect.stringMatching(`${level}.*COSMOS_CONSISTENCY`)]);
    },
  );

  it('names several write regions, besides all other problems', async () => {
    account({ enableMultipleWriteLocations: true });
    const { ok, problems } = await verify('Strong');
    expect(ok).toBe(false);
    expect(problems).toEqual([
      expect.stringContaining('Strong'),
      expect.stringContaining('several regions'),
    ]);
  });

  it('names records that expire before the setting says so, and no others', async () => {
    const { problems } = await verify('Session', { USAGE_TTL_DAYS: '46' });
    expect(problems).toEqual([expect.stringMatching(/usage expire.*USAGE_TTL_DAYS.*provision/)]);
    const shorter = { HUB_RETENTION_HOURS: '24', SEAL_AGE_DAYS: '34', USAGE_TTL_DAYS: '36' };
    expect(await verify('Session', shorter)).toMatchObject({ ok: true });
  });

  it('names a database and containers that nobody created', async () => {
    const { ok, problems } = await verify('Session', { COSMOS_DATABASE: 'nobodys' });
    expect(ok).toBe(false);
    expect(problems).toEqual([expect.stringMatching(/COSMOS_DATABASE.*npm run provision/)]);
    stack.proxy.inject({
      match: { method: 'GET', path: /colls$/ },
      times: Infinity,
      answer: { rewrite: (answer) => ({ ...(answer as object), DocumentCollections: [] }) },
    });
    expect((await verify('Session')).problems).toHaveLength(6);
  });

  it.each([
    ['the account', /.*/],
    ['its list of containers', /colls$/],
  ])('fails as an unavailable dependency where %s may not be read', async (_name, path) => {
    stack.proxy.inject({ match: { path }, times: Infinity, answer: { status: 403 } });
    await expect(verify('Strong')).rejects.toThrow(DependencyUnavailable);
  });
});

describe('the Cosmos DB emulator', () => {
  it('refuses a taken port with advice', async () => {
    await expect(startCosmosEmulator({ port: stack.emulator.port })).rejects.toThrow(
      /port is taken.*any free one/,
    );
  });
});
