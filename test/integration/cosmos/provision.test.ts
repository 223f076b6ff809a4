import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { PartitionKeyDefinitionVersion } from '@azure/cosmos';

import { runProvisionCommand } from '../../../local/provision/command';
import { startCosmosEmulator, type CosmosEmulator } from '../../../local/cosmos-emulator';
import { containerDefinitions } from '../../../shared/adapters/cosmos/containers';
import { makeCosmosClient } from '../../../shared/adapters/cosmos/cosmos-client';
import { readCosmosConfig } from '../../../shared/config';
import { startCosmosFaultProxy, type CosmosFaultProxy } from '../../support/cosmos-fault-proxy';

let emulator: CosmosEmulator;
let proxy: CosmosFaultProxy;
beforeEach(async () => {
  emulator = await startCosmosEmulator();
  proxy = await startCosmosFaultProxy(emulator);
});
afterEach(async () => {
  await proxy.close();
  await emulator.close();
});

const run = async (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runProvisionCommand(args, {
    env: { COSMOS_CONNECTION_STRING: proxy.connectionString, ...env },
    print: (text) => out.push(text),
    printError: (text) => err.push(text),
  });
  return { code, out, err: err.join('\n') };
};

/** Asks the emulator itself, whatever faults the proxy makes. */
const database = async <T>(
  ask: (database: ReturnType<ReturnType<typeof makeCosmosClient>['database']>) => Promise<T>,
): Promise<T> => {
  const client = makeCosmosClient(
    readCosmosConfig({ COSMOS_CONNECTION_STRING: emulator.connectionString }),
  );
  try {
    return await ask(client.database('chargeback'));
  } finally {
    client.dispose();
  }
};

const containers = () =>
  database(async (it) => (await it.containers.readAll().fetchAll()).resources);

describe('npm run provision', () => {
  it('creates the database with every container as containers.json defines it', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out.slice(1)).toEqual([
      'database chargeback: created',
      ...containerDefinitions(45).map(({ name }) => `container ${name}: created`),
    ]);
    const found = await containers();
    expect(found.map(({ id }) => id).sort()).toEqual(
      containerDefinitions(45)
        .map(({ name }) => name)
        .sort(),
    );
    for (const { name, partitionKeyPath, defaultTtlSeconds } of containerDefinitions(45)) {
      const container = found.find(({ id }) => id === name);
      expect(container?.partitionKey?.paths).toEqual([partitionKeyPath]);
      expect(container?.defaultTtl).toBe(defaultTtlSeconds);
    }
  });

  it('changes nothing when it is run again', async () => {
    await run();
    const before = await containers();
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out.slice(1).every((line) => line.endsWith(': is in order'))).toBe(true);
    expect(await containers()).toEqual(before);
  });

  it('brings TTL and index in line, and says what changed', async () => {
    await run();
    await database((it) =>
      it.container('rollups').replace({
        id: 'rollups',
        partitionKey: { paths: ['/pk'], version: PartitionKeyDefinitionVersion.V2 },
        indexingPolicy: {
          includedPaths: [{ path: '/*' }],
          excludedPaths: [{ path: '/"_etag"/?' }],
        },
      }),
    );
    const { code, out } = await run([], { USAGE_TTL_DAYS: '60' });
    expect(code).toBe(0);
    expect(out.find((line) => line.startsWith('container usage'))).toMatch(
      /updated\n {2}TTL 3888000 → 5184000/,
    );
    expect(out.find((line) => line.startsWith('container rollups'))).toMatch(
      /updated\n {2}TTL none → 66960000\n {2}index consistent, with \/\*, .* → .*\/pk\/\?/,
    );
    expect((await run([], { USAGE_TTL_DAYS: '60' })).out.slice(1).join()).not.toContain('updated');
  });

  it('only says what it would do with --dry-run', async () => {
    const { code, out } = await run(['--dry-run']);
    expect(code).toBe(0);
    expect(out.slice(1)).toHaveLength(7);
    expect(out.slice(1).every((line) => line.endsWith(': would be created'))).toBe(true);
    expect(proxy.requests.every((request) => request.startsWith('GET'))).toBe(true);
  });

  it('says that the infrastructure must do it where the identity may not', async () => {
    proxy.inject({ match: { method: 'POST' }, times: Infinity, answer: { status: 403 } });
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(/database chargeback.*infra\/.*COSMOS_CONNECTION_STRING/s);
  });

  it('refuses a container whose partition key is another one', async () => {
    await run();
    await database(async (it) => {
      await it.container('state').delete();
      await it.containers.create({ id: 'state', partitionKey: { paths: ['/other'] } });
    });
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(/state is partitioned by \/other, not by \/kind/);
  });

  it('says that the account does not answer', async () => {
    proxy.inject({ match: {}, times: Infinity, answer: { status: 503 } });
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err).toMatch(/503/);
    expect(err).not.toContain(emulator.key);
  });

  it('reads the settings from a file, and the environment wins', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'provision-'));
    const file = path.join(folder, 'local.settings.json');
    const Values = {
      COSMOS_CONNECTION_STRING: 'AccountEndpoint=http://nowhere.invalid/;AccountKey=x',
      COSMOS_DATABASE: 'from-file',
    };
    writeFileSync(file, JSON.stringify({ IsEncrypted: false, Values }));
    const { code, out } = await run(['--settings', file]);
    rmSync(folder, { recursive: true });
    expect(code).toBe(0);
    expect(out[1]).toBe('database from-file: created');
  });

  it.each([
    [['--help'], 0, /Exit codes/],
    [['--delete'], 2, /--delete/],
    [['--autoscale-max', '500'], 2, /multiple of 1000/],
    [['--settings', '/nowhere/local.settings.json'], 1, /nowhere/],
  ])('explains itself when called with %j', async (args, expected, text) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(expected);
    expect([...out, err].join('\n')).toMatch(text);
  });

  it('names what is missing when no account is named', async () => {
    const { code, err } = await run([], { COSMOS_CONNECTION_STRING: '' });
    expect(code).toBe(1);
    expect(err).toMatch(/COSMOS_CONNECTION_STRING, COSMOS_ENDPOINT: set exactly one/);
  });
});
