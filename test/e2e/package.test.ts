// What is deployed, as npm run package makes it. That it works is proven in whole-program.test.ts; here,
// that it is all that is needed, that it is nothing else, and that it can be made again.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import hostJson from '../../host.json';
import project from '../../package.json';
import { packageProgram, type PackagedProgram } from '../support/packaged-program';
import { runCommand } from '../support/run-command';

const projectDir = path.join(__dirname, '../..');
const secret = 'a-secret-of-who-makes-the-package';

const settings = {
  COSMOS_CONNECTION_STRING: 'AccountEndpoint=https://127.0.0.1:1/;AccountKey=a2V5',
  LlmUsageEvents: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
  ApimLogs: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=name;SharedAccessKey=key',
};

let packaged: PackagedProgram;
let again: PackagedProgram;

beforeAll(async () => {
  [packaged, again] = await Promise.all([
    packageProgram({
      COSMOS_CONNECTION_STRING: secret,
      APPLICATIONINSIGHTS_CONNECTION_STRING: secret,
    }),
    packageProgram({ TZ: 'Asia/Tokyo' }),
  ]);
});
afterAll(() => {
  packaged.remove();
  again.remove();
});

/** `dev`: installed for development only. */
const lock = JSON.parse(readFileSync(path.join(projectDir, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
};

const textOf = (file: string): string => Buffer.from(packaged.files[file] ?? []).toString();
const names = (): readonly string[] => Object.keys(packaged.files);

/** Runs Node with nothing but the environment that is given. */
const runNode = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  promisify(execFile)(process.execPath, [...args], { cwd: projectDir, env: { ...env } });

const printRegistrations = path.join(projectDir, 'test/support/print-registrations.js');

const registrationsOf = async (entry: string, ...nodeArgs: string[]): Promise<unknown> => {
  const { stdout } = await runNode([...nodeArgs, printRegistrations, entry], settings);
  return JSON.parse(stdout) as unknown;
};

describe('the package', () => {
  it('registers in a bare Node what the source registers: every trigger, route, timer and hook', async () => {
    const [deployed, source] = await Promise.all([
      registrationsOf(path.join(packaged.appDir, 'main.js')),
      registrationsOf(path.join(projectDir, 'functions/main.ts'), '--import', 'tsx'),
    ]);
    expect(deployed).toEqual(source);
    expect(deployed).toHaveLength(8);
  });

  it('holds bundles, each with its source map, and what host and worker read: nothing else', () => {
    const bundles = names().filter((name) => /^[\w-]+\.js$/.test(name));
    expect(bundles).toEqual(expect.arrayContaining(['main.js', 'index.js']));
    const besides = ['THIRD-PARTY-NOTICES.txt', 'host.json', 'package.json'];
    const maps = bundles.map((name) => `${name}.map`);
    expect([...names()].sort()).toEqual([...bundles, ...maps, ...besides].sort());
  });

  it('is described by what the worker reads, and has nothing to install', () => {
    expect(JSON.parse(textOf('package.json'))).toEqual({
      name: project.name,
      version: project.version,
      private: true,
      description: project.description,
      license: project.license,
      engines: project.engines,
      type: 'commonjs',
      main: 'main.js',
    });
    expect(JSON.parse(textOf('host.json'))).toEqual(hostJson);
  });

  it('is made of the program and its dependencies, without a line of tests or tools', () => {
    const sources = names()
      .filter((name) => name.endsWith('.map'))
      .flatMap((name) => (JSON.parse(textOf(name)) as { sources: string[] }).sources);
    expect(sources).toContain('functions/index.ts');
    expect(sources).toContain('shared/adapters/cosmos/containers.json');
    const strange = sources.filter(
      (source) => !/^(functions|shared|node_modules)\/|^package\.json$|^webpack:\/\//.test(source),
    );
    expect(strange).toEqual([]);
    const folders = sources.flatMap(
      (source) => /^(.*node_modules\/(@[^/]+\/)?[^/]+)/.exec(source)?.[0] ?? [],
    );
    expect(folders.filter((folder) => lock.packages[folder]?.dev)).toEqual([]);
  });

  it('says nothing of the machine that made it: no path and no setting', () => {
    for (const name of names()) {
      for (const telling of [projectDir, tmpdir() + path.sep, secret]) {
        expect({ name, holds: textOf(name).includes(telling) }).toEqual({ name, holds: false });
      }
    }
  });

  it('carries the licence of every package whose code is in it', () => {
    const notices = textOf('THIRD-PARTY-NOTICES.txt');
    for (const name of Object.keys(project.dependencies)) expect(notices).toContain(`${name} `);
    expect(notices).toContain('Apache License');
  });

  it('is the same to the byte when it is made again, in whatever time zone', () => {
    expect(Buffer.from(packaged.zip).equals(again.zip)).toBe(true);
  });

  it('has stack traces in terms of the source, without an option or a setting of Node', async () => {
    const entry = path.join(packaged.appDir, 'main.js');
    const failure = runNode([printRegistrations, entry], {});
    await expect(failure).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /BadSettings[^]*shared\/config\.ts:\d+[^]*functions\/index\.ts:\d+/,
      ) as string,
    });
  });
});

describe('npm run package', () => {
  it('prints what it made', () => {
    const { printed, zip, zipFile } = packaged;
    for (const name of names()) expect(printed).toContain(name);
    expect(printed).toContain(zipFile);
    expect(printed).toContain(createHash('sha256').update(zip).digest('hex'));
  });

  it('leaves a folder alone that is no earlier package', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'no-package-'));
    try {
      writeFileSync(path.join(dir, 'package'), 'a file of somebody else');
      const refused = await runCommand('package.ts', '--out', dir);
      expect([refused.code, refused.out]).toEqual([1, '']);
      expect(refused.err).toMatch(/remove it, or choose another --out/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('explains itself, and ends with 2 where it is called wrongly', async () => {
    const [help, wrong] = await Promise.all([
      runCommand('package.ts', '--help'),
      runCommand('package.ts', '--zip'),
    ]);
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toMatch(/^npm run package/);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('--zip');
  });
});
