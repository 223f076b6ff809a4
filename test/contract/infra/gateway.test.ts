// Policies and the template that deploys them: neither names anything that the other does not know.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { projectPolicies, readPolicyFolder } from '../../policies/harness/policy-folder';
import {
  fileOf,
  readBicepFolder,
  withText,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { rowsOf, wiringProblems } from './gateway/gateway-problems';
import {
  bareGateway,
  fullGateway,
  gatewayFile,
  gatewayScope,
  wiringOf,
} from './gateway/gateway-wiring';

const policies = readPolicyFolder(projectPolicies);
const readme = readFileSync(path.join(projectPolicies, 'README.md'), 'utf8');
const infra = path.join(__dirname, '..', '..', '..', 'infra');

describe('the wiring of API Management', () => {
  let folder: BicepFolder;
  beforeAll(async () => {
    folder = await readBicepFolder(infra);
  });

  it('makes every named value, fragment, logger and backend that a policy names, and no other', () => {
    expect(wiringProblems(folder, policies)).toEqual([]);
  });

  it.each([
    [
      'named-values',
      "'llm-cache-seconds':",
      "'llm-cache-second':",
      'the named value llm-cache-seconds is not made',
    ],
    [
      'named-values',
      "'llm-cache-seconds':",
      "'llm-cache-second':",
      'no policy uses the named value llm-cache-second',
    ],
    [
      'fragments',
      "'read-usage': load",
      "'read-use': load",
      'the fragment read-usage is not made for a bare gateway',
    ],
    [
      'fragments',
      "fragments/read-usage.xml'",
      "fragments/resolve-caller.xml'",
      'the fragment read-usage has the text of another file',
    ],
    [
      'fragments',
      '(hasCache ? union(always, withCache) : always)',
      '(always)',
      'the fragment answer-from-cache is not made',
    ],
    ['loggers', "name: 'llm-usage'", "name: 'llm-events'", 'the logger llm-usage is not made'],
    [
      'backends',
      "name: 'llm-provisioned'",
      "name: 'llm-ptu'",
      'the backend llm-provisioned is not made for a bare gateway',
    ],
    [
      'wiring',
      ": loadTextContent('../../../policies/apis/azure-openai.xml')",
      ": loadTextContent('../../../policies/apis/azure-openai-cached.xml')",
      'the backend llm-embeddings is not made for a bare gateway',
    ],
  ])('says by name what is wrong in %s.bicep (%s)', async (file, before, after, problem) => {
    const changed = await withText(folder, gatewayFile(file), (text) =>
      text.replace(before, after),
    );
    expect(wiringProblems(changed, policies)).toContain(problem);
  });

  describe('named values', () => {
    it('are those of the guide', () => {
      const listed = [...rowsOf(readme).keys()].filter((name) => name in namedValues());
      expect(listed.sort()).toEqual(Object.keys(namedValues()).sort());
    });

    it.each(
      [...rowsOf(readme)].filter(([, cells]) =>
        /^`(\d[\d.]*|true|false|refuse)`$/.test(cells[1] ?? ''),
      ),
    )('%s has the default of the guide', (name, cells) => {
      expect(`\`${namedValues()[name] ?? 'nothing'}\``).toBe(cells[1]);
    });

    it('accept no token and no page where nobody says whose', () => {
      expect(namedValues()).toMatchObject({
        'llm-audience': 'api://00000000-0000-0000-0000-000000000000',
        'llm-audience-id': '00000000-0000-0000-0000-000000000000',
        'llm-allowed-origin': 'https://none.invalid',
      });
    });

    it('write what a company says as policies want it', () => {
      const said = {
        emitFailures: false,
        estimatePromptTokens: true,
        premium: { tokensPerMonth: 7 },
        provisionedDeployments: ['gpt-4o', 'gpt-5-mini'],
      };
      expect(wiringOf(folder, { ...fullGateway, policies: said }).namedValues).toMatchObject({
        'llm-emit-failures': 'false',
        'llm-estimate-prompt-tokens': 'true',
        'llm-premium-tokens-per-month': '7',
        'llm-provisioned-products': 'llm-premium',
        'llm-provisioned-deployments': 'gpt-4o,gpt-5-mini',
      });
    });

    it('entitle nobody to provisioned throughput that is not there', () => {
      expect(namedValues()).toMatchObject({
        'llm-provisioned-products': '-',
        'llm-provisioned-deployments': '-',
      });
    });

    const namedValues = (): Readonly<Record<string, string>> =>
      wiringOf(folder, bareGateway).namedValues;
  });

  it('has no nested deployment of a fixed name: two estates may deploy into one group at one time', () => {
    const named = [...folder.files].flatMap(([file, { modules }]) =>
      modules
        .filter(({ body }) => body.properties.has('name'))
        .map(({ symbol }) => `${file}#${symbol}`),
    );
    expect(named).toEqual([]);
  });

  describe('the roles on models', () => {
    const azureOpenAi = '/subscriptions/s/resourceGroups/g/providers/p/accounts/openai';
    const foundry = '/subscriptions/s/resourceGroups/g/providers/p/accounts/foundry';
    const withIds = {
      name: 'apim',
      models: {
        standard: [{ url: 'u', resourceId: azureOpenAi }, { url: 'u' }],
        provisioned: [{ url: 'u', resourceId: azureOpenAi }],
        anthropic: [{ url: 'u', resourceId: foundry }],
        embeddings: { url: 'u', resourceId: azureOpenAi },
      },
    };

    it('list no keys, but for models of Anthropic, which nothing less is documented for', () => {
      const scope = gatewayScope(folder, 'gateway', { settings: withIds });
      expect(scope.valueOf('openAiResourceIds')).toEqual([azureOpenAi]);
      expect(scope.valueOf('anthropicResourceIds')).toEqual([foundry]);
      const { modules } = fileOf(folder, gatewayFile('gateway'));
      const loops = Object.fromEntries(
        modules.map(({ path: file, loop }) => [file, loop?.list.text]),
      );
      expect(loops).toMatchObject({
        'model-user.bicep': 'openAiResourceIds',
        'anthropic-user.bicep': 'anthropicResourceIds',
      });
      const roleIn = (file: string) =>
        /roles\.(cognitive\w+)/.exec(fileOf(folder, gatewayFile(file)).text)?.[1];
      expect(roleIn('model-user')).toBe('cognitiveServicesOpenAiUser');
      expect(roleIn('anthropic-user')).toBe('cognitiveServicesUser');
    });
  });

  it('makes things in the order in which the gateway accepts them', () => {
    const dependencies = Object.fromEntries(
      fileOf(folder, gatewayFile('wiring')).modules.map(({ symbol, body }) => [
        symbol,
        body.properties.get('dependsOn')?.text,
      ]),
    );
    expect(dependencies).toMatchObject({
      fragments: '[namedValues, loggers, backends]',
      apis: '[fragments]',
      products: '[apis]',
    });
  });
});
