// The scripts that azd and the workflows run, with an Azure CLI that only notes what it is asked.
import { execFile, spawnSync } from 'node:child_process';
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
    execFile(path.join(root, script), args, options, (error, out, err) => {
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

describe('the name of an environment', () => {
  const codeFor = async (name: string): Promise<number> =>
    (await run(['infra/hooks/before-provision.sh'], { AZURE_ENV_NAME: name })).code;

  it.each(['prod', 'contoso-prod', 'Test', 'test_2', 'chargeback-production'])(
    'that says another stage is refused: %s',
    async (name) => {
      expect(await codeFor(name)).toBe(1);
    },
  );

  it.each(['dev', 'latest', 'contest-dev', 'products', 'protest'])(
    'that only sounds like one is taken: %s',
    async (name) => {
      expect(await codeFor(name)).toBe(0);
    },
  );
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

/** A folder with a stand-in for the Azure CLI in it, and the environment that finds it there. */
const withAzureCli = async <T>(
  cli: string,
  use: (folder: string, env: { readonly PATH: string }) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'azure-cli-'));
  try {
    writeFileSync(path.join(folder, 'az'), `#!/bin/sh\n${cli}\n`);
    chmodSync(path.join(folder, 'az'), 0o755);
    return await use(folder, { PATH: `${folder}:${process.env['PATH'] ?? ''}` });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** What the stand-in wrote to `$ASKED` while the script ran to its good end. */
const askedBy = (
  words: readonly [string, ...string[]],
  cli: string,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> =>
  withAzureCli(cli, async (folder, found) => {
    const ASKED = path.join(folder, 'asked');
    const { code, err } = await run(words, { ...found, ASKED, ...env });
    expect([code, err]).toEqual([0, '']);
    return readFileSync(ASKED, 'utf8').trim().split('\n');
  });

describe('the package', () => {
  /** What the Azure CLI is asked, but for the app's settings: those say what it runs from. */
  const deploy = (runsFrom: string): Promise<readonly string[]> =>
    askedBy(
      ['infra/hooks/deploy-package.sh', 'rg-chargeback', 'func-chargeback', 'chargeback.zip'],
      `case "$*" in *appsettings*) echo '${runsFrom}' ;; *) echo "$*" >>"$ASKED" ;; esac`,
    );

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

describe('a gateway', () => {
  const ruleOf = (namespace: string): string =>
    `/subscriptions/s/resourceGroups/g/providers/Microsoft.EventHub/namespaces/${namespace}/authorizationRules/r`;
  const names = { CHARGEBACK_APIM_NAME: 'apim', CHARGEBACK_NAME: 'contoso' };
  const check = (cli: string, variables: Readonly<Record<string, string>> = names) =>
    withAzureCli(cli, (_, env) =>
      run(['infra/hooks/check-gateway.sh', 'test', 'rg-test'], { ...env, ...variables }),
    );
  const sendingTo = (namespace: string): Promise<Ended> => check(`echo '${ruleOf(namespace)}'`);

  it.each(['evhns-contoso-logs-prod-x', 'evhns-fabrikam-logs-test-x', 'evhns-of-another-program'])(
    'that sends to the estate of %s is refused for this stage, and is named',
    async (namespace) => {
      const { code, err } = await sendingTo(namespace);
      expect(code).toBe(1);
      expect(err).toMatch(new RegExp(`apim[^]*${namespace}[^]*One gateway, one stage`));
    },
  );

  it('that sends to this estate is taken, in whatever group it was made', async () => {
    expect(await sendingTo('evhns-contoso-logs-test-abc')).toMatchObject({ code: 0, err: '' });
  });

  it('that sends to no estate yet is taken', async () => {
    const asked =
      'case "$*" in *account*) echo s ;; *) echo "ResourceNotFound" >&2; exit 3 ;; esac';
    expect(await check(asked)).toMatchObject({ code: 0, err: '' });
  });

  it('that is not named is not asked for', async () => {
    expect(await check('exit 9', {})).toMatchObject({ code: 0, err: '' });
  });

  it('is looked for where the stage says that it is', async () => {
    const variables = {
      ...names,
      CHARGEBACK_APIM_RESOURCE_GROUP: 'rg-apim',
      CHARGEBACK_APIM_SUBSCRIPTION_ID: 'other',
    };
    const [asked] = await askedBy(
      ['infra/hooks/check-gateway.sh', 'test', 'rg-test'],
      'echo "$*" >>"$ASKED"',
      variables,
    );
    expect(asked).toContain('/subscriptions/other/resourceGroups/rg-apim/providers/');
  });
});

const hasJq = spawnSync('jq', ['--version']).status === 0;

// Without jq (apt-get install jq) these are skipped: the runners of the workflows have it.
(hasJq ? describe : describe.skip)('the parameters of a stage', () => {
  const script = '.ci/stage-parameters';
  const variables = {
    AZURE_CLIENT_ID: 'not for a parameter file',
    CHARGEBACK_NAME: 'contoso',
    CHARGEBACK_MODEL_URL: `https://contoso.example/'; echo "$(id)" #`,
  };
  const compile = (cli: string): Promise<readonly string[]> =>
    askedBy([script, 'test', 'parameters.json'], cli, {
      VARIABLES: JSON.stringify(variables),
    });

  it('are compiled with the variables of its environment that are meant for them, as they are', async () => {
    const seen = await compile('env | grep ^CHARGEBACK_ | sort >"$ASKED"');
    expect(seen).toEqual([
      `CHARGEBACK_MODEL_URL=${variables.CHARGEBACK_MODEL_URL}`,
      'CHARGEBACK_NAME=contoso',
    ]);
  });

  it('are those of its own file', async () => {
    expect(await compile('echo "$*" >"$ASKED"')).toEqual([
      'bicep build-params --file infra/parameters/test.bicepparam --outfile parameters.json',
    ]);
  });
});

describe('the compiler', () => {
  const compile = (says: string): Promise<Ended> =>
    withAzureCli(`echo "${says}" >&2`, (folder, env) =>
      run(['.ci/bicep', path.join(folder, 'out')], env),
    );

  it('fails the checks by a warning, and says which, once', async () => {
    const warning = '/infra/main.bicep(12,7) : Warning no-unused-params: Parameter is declared';
    const { code, out } = await compile(`WARNING: ${warning}`);
    expect(code).toBe(1);
    const [, listed = ''] = out.split('errors here:\n');
    expect(listed).toBe(`${warning}\n`);
  });

  it('passes them by what the Azure CLI says of itself', async () => {
    expect(await compile('WARNING: A new Bicep release is available: v9.9.9.')).toMatchObject({
      code: 0,
    });
  });
});
