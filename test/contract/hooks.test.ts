// The scripts that azd and the workflows run, with an Azure CLI that only notes what it is asked.
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (
  [script, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'], ...env } };
    execFile('sh', [path.join(root, script), ...args], options, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });

describe('before azd provisions', () => {
  const script = 'infra/hooks/before-provision.sh';

  it('nothing is needed that has a default', async () => {
    expect(await run([script], { AZURE_ENV_NAME: 'dev' })).toEqual({
      code: 0,
      out: expect.stringContaining('CHARGEBACK_APIM_NAME is not set') as unknown,
      err: '',
    });
  });

  it('everything that is missing is said at once, with what to do', async () => {
    const env = { AZURE_ENV_NAME: 'contoso-prod', CHARGEBACK_APIM_NAME: 'apim-contoso' };
    const { code, err } = await run([script], env);
    expect(code).toBe(1);
    expect(err).toMatch(/called contoso-prod[^]*module:[^]*azd env set CHARGEBACK_MODEL_URL/);
  });
});

describe('after a deployment', () => {
  const script = 'infra/hooks/wait-until-healthy.sh';
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.end(JSON.stringify({ status: 'degraded', asked: request.url }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ['an argument', (): [string[], Record<string, string>] => [[url], {}]],
    ['what azd knows', (): [string[], Record<string, string>] => [[], { functionAppUrl: url }]],
  ])('the health of the app is shown, by the address from %s', async (_, given) => {
    const [args, env] = given();
    const { code, out } = await run([script, ...args], env);
    expect(JSON.parse(out)).toEqual({ status: 'degraded', asked: '/api/v1/health' });
    expect(code).toBe(0);
  });

  it('an address that is missing is asked for', async () => {
    expect(await run([script])).toMatchObject({ code: 2 });
  });
});

describe('the package', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'azure-cli-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What the Azure CLI is asked, but for the app's settings, of which `package` is the answer. */
  const deploy = async (runsFrom: string): Promise<readonly string[]> => {
    const [cli, asked] = [path.join(folder, 'az'), path.join(folder, 'asked')];
    writeFileSync(
      cli,
      `#!/bin/sh\ncase "$*" in *appsettings*) echo '${runsFrom}' ;; *) echo "$*" >>'${asked}' ;; esac\n`,
    );
    chmodSync(cli, 0o755);
    const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
    const { code, err } = await run(
      ['infra/hooks/deploy-package.sh', 'rg-chargeback', 'func-chargeback', 'chargeback.zip'],
      { PATH },
    );
    expect([code, err]).toEqual([0, '']);
    return readFileSync(asked, 'utf8').trim().split('\n');
  };

  it('goes to the app itself on Flex Consumption', async () => {
    expect(await deploy('')).toEqual([
      expect.stringMatching(/^functionapp deployment source config-zip .*--src chargeback\.zip/),
    ]);
  });

  it('goes to the blob that the app runs from on Premium, and the app reads it anew', async () => {
    const blob = 'https://stchargeback.blob.core.windows.net/packages/chargeback.zip';
    expect(await deploy(blob)).toEqual([
      expect.stringMatching(`^storage blob upload --auth-mode login --blob-url ${blob} `),
      expect.stringMatching(/^functionapp restart .*--name func-chargeback/),
    ]);
  });
});
