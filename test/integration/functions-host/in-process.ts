// Hosts that run in the test's own process, so that handlers are closures of the test.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as coreModule from '../../../local/functions-host/core-module';
import {
  startFunctionsHost,
  type FunctionsHost,
  type FunctionsHostOptions,
} from '../../../local/functions-host/host';

// Jest loads modules itself, past Node's loader and so past the host's hook on it. It is told of the
// module in its own way; what the module is and does is the host's.
jest.mock(
  '@azure/functions-core',
  () =>
    jest.requireActual<typeof coreModule>('../../../local/functions-host/core-module')
      .functionsCore,
  { virtual: true },
);

export interface TestApp {
  readonly dir: string;
  start(register: () => unknown, options?: Partial<FunctionsHostOptions>): Promise<FunctionsHost>;
  remove(): Promise<void>;
}

/** An app folder with this host.json; hosts that were not closed are closed with it. */
export async function makeTestApp(hostJson: object = {}): Promise<TestApp> {
  const dir = await mkdtemp(path.join(tmpdir(), 'functions-host-'));
  await writeFile(path.join(dir, 'host.json'), JSON.stringify({ version: '2.0', ...hostJson }));
  const hosts: FunctionsHost[] = [];
  return {
    dir,
    async start(register, options = {}) {
      const host = await startFunctionsHost({ appDir: dir, register, settings: {}, ...options });
      hosts.push(host);
      return host;
    },
    async remove() {
      await Promise.all(hosts.map((host) => host.close()));
      await rm(dir, { recursive: true });
    },
  };
}
