import { EventHubProducerClient } from '@azure/event-hubs';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAzurite, type Azurite } from '../../../local/azurite';
import { startEventHubsBroker, type EventHubsBroker } from '../../../local/event-hubs/broker';
import type { Int64Form } from '../../../local/functions-host/int64';
import { spawnFunctionsHost, type SpawnedHost } from '../../../local/functions-host/spawn-host';

const APP_DIR = path.join(__dirname, 'fixture-app');
const MAIN = path.resolve(__dirname, '../../../local/functions-host/main.ts');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function runCommand(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', MAIN, ...words], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('the command', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'functions-host-'));
  });
  afterAll(async () => {
    await rm(dir, { recursive: true });
  });

  it('explains itself, and ends with 2 when it is called wrongly', async () => {
    const [help, wrong] = await Promise.all([runCommand('--help'), runCommand('--port', 'x')]);
    expect(help.code).toBe(0);
    expect(help.out).toContain('Usage: main.ts');
    expect(help.out).toContain('not for production');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('--port takes a number from 0 to 65535, not "x".');
  });

  it('ends with 1 and says why when the app cannot be run', async () => {
    await writeFile(path.join(dir, 'broken.js'), 'throw new Error("no such luck");');
    await writeFile(path.join(dir, 'bad.json'), '{"Values": {"A": 1}}');
    const broken = ['--app', dir, '--port', '0', '--entry', path.join(dir, 'broken.js')];
    const [loads, builds, sets] = await Promise.all([
      runCommand(...broken),
      runCommand('--app', APP_DIR, '--port', '0'),
      runCommand(...broken, '--settings', path.join(dir, 'bad.json')),
    ]);
    expect([loads.code, builds.code, sets.code]).toEqual([1, 1, 1]);
    expect(loads.err).toContain('broken.js failed to load: no such luck');
    expect(builds.err).toContain('not-built.js does not exist: build the app first.');
    expect(sets.err).toContain('Values.A: must be a string');
  });
});

describe('a host in a process of its own', () => {
  let broker: EventHubsBroker;
  let azurite: Azurite;
  const hosts: SpawnedHost[] = [];

  beforeAll(async () => {
    azurite = await startAzurite({ blobPort: 0 });
    broker = await startEventHubsBroker({ port: 0, hubs: [{ name: 'events', partitions: 1 }] });
  });
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.kill()));
    await broker.close();
    await azurite.close();
  });

  /** A host of the fixture app, and a wait for a line of its output. */
  async function spawnHost(
    env: Record<string, string> = {},
    int64: Int64Form = 'number',
  ): Promise<{ host: SpawnedHost; untilLine: (text: string) => Promise<string> }> {
    const lines: string[] = [];
    let check: () => void = () => undefined;
    const host = await spawnFunctionsHost({
      appDir: APP_DIR,
      entry: 'app.ts',
      int64,
      env: {
        Events: broker.connectionString,
        AzureWebJobsStorage: azurite.connectionString,
        ...env,
      },
      onOutput: (line) => {
        lines.push(line);
        check();
      },
    });
    hosts.push(host);
    const untilLine = (text: string): Promise<string> =>
      new Promise((resolve) => {
        check = () => {
          const found = lines.find((line) => line.includes(text));
          if (found !== undefined) resolve(found);
        };
        check();
      });
    return { host, untilLine };
  }

  it('says when it is ready, serves the app, runs a timer by hand, and stops with 0 at SIGTERM', async () => {
    const { host, untilLine } = await spawnHost({ SOME_SETTING: 'from outside' });
    expect(await untilLine('ready at')).toContain(host.url);
    await untilLine('Development host');
    expect(host.functions).toEqual(['setting', 'hang', 'reader', 'cleaner']);
    const response = await fetch(`${host.url}/api/setting/SOME_SETTING`);
    expect(await response.text()).toBe('from outside');

    const run = await fetch(`${host.url}/admin/functions/cleaner`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(run.status).toBe(202);
    await untilLine('cleaning, past due: false');
    expect(await host.stop()).toEqual({ code: 0, signal: null });
  });

  it('ends with 0 at Ctrl-C and SIGTERM together, also when a handler does not end', async () => {
    const { host, untilLine } = await spawnHost();
    const hanging = fetch(`${host.url}/api/hang`).catch(() => 'cut off');
    await untilLine('hanging');
    process.kill(host.pid, 'SIGINT');
    // stop() kills after five seconds: code 0 says that it was not needed.
    expect(await host.stop()).toEqual({ code: 0, signal: null });
    expect(await hanging).toBe('cut off');
  });

  it('leaves a batch that it was killed over to the next host, empty events included', async () => {
    const producer = new EventHubProducerClient(broker.connectionString, 'events');
    await producer.sendBatch([{ body: { n: 1 } }, { body: Buffer.alloc(0) }, { body: 'x' }]);
    await producer.close();
    const seen = 'seen [{"n":1},"","x"]';

    const failing = await spawnHost({ READER_FAILS: 'yes' });
    await failing.untilLine(seen);
    await failing.untilLine('numbers [0,1,2]');
    expect(await failing.host.kill()).toEqual({ code: null, signal: 'SIGKILL' });

    const next = await spawnHost({}, 'long');
    await next.untilLine(seen);
    await next.untilLine('numbers [{"low":0,"high":0,"unsigned":false},{"low":1,');
    expect(await next.host.stop()).toEqual({ code: 0, signal: null });
  });

  it('tells who started it why it did not start', async () => {
    const spawned = spawnFunctionsHost({ appDir: APP_DIR, entry: 'app.ts', env: { Events: '' } });
    await expect(spawned).rejects.toThrow(/exit code 1[\s\S]*Function "reader": set Events to/);
  });
});
