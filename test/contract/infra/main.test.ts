// What main.bicep makes of its parameters before it hands them to the modules.
import {
  fileOf,
  readBicepFolder,
  scopeOf,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { BicepRefusal } from '../../support/bicep/builtins';
import { evaluate } from '../../support/bicep/evaluate';
import { at } from '../../support/bicep/look-up';
import { callOf, infraFolder, stageParameters, stages, type Values } from './stages';

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

describe.each(['llmUsage', 'apimLogs', 'ledger'])('%s', (symbol) => {
  it('is locked against deletion, unless somebody says otherwise', () => {
    expect(callOf(estate, symbol, { environment: 'dev' })).toMatchObject({ lock: true });
    expect(callOf(estate, symbol, { environment: 'dev', locks: false })).toMatchObject({
      lock: false,
    });
  });
});

describe('secrets', () => {
  it('are kept out of the history of deployments, in every file that takes them', () => {
    const taking = [...estate.files].filter(([, { parameters }]) => parameters.has('secrets'));
    expect(taking.map(([file]) => file).sort()).toEqual(['main.bicep', 'modules/key-vault.bicep']);
    for (const [file, { parameters }] of taking) {
      expect([file, parameters.get('secrets')?.decorators]).toEqual([
        file,
        expect.arrayContaining(['@secure()']),
      ]);
    }
  });
});

describe('a gateway', () => {
  const models = { standard: [{ url: 'https://contoso.openai.azure.com/openai' }] };
  const found = { name: 'apim', models };
  const trial = { ...found, trial: { publisherName: 'Contoso' } };
  const open = { publicNetworkAccess: 'Enabled' };
  const wired = (gateway: Values, network: Values): unknown => {
    const { modules } = fileOf(estate, 'main.bicep');
    const call = modules.find(({ symbol }) => symbol === 'gatewayWiring');
    const scope = scopeOf(estate, 'main.bicep', { gateway, network });
    return evaluate(at(call?.body, 'params.settings')!, scope);
  };

  it.each<[string, Values]>([
    ['answer publicly', open],
    [
      'are in a network that is linked to that of the gateway',
      { linkedNetworkIds: ['/networks/g'] },
    ],
    ['are in a network of the company', { existing: { appSubnetId: 'a', endpointSubnetId: 'e' } }],
    ['are found by zones of the company', { dns: 'existing' }],
    ['are registered by a policy of the company', { dns: 'policy' }],
  ])('is wired where the hubs %s', (_, network) => {
    expect(wired(found, network)).toEqual(found);
  });

  it('is refused before anything is made where no network leads from it to the hubs', () => {
    for (const network of [{}, { linkedNetworkIds: [] }, { dns: 'create', existing: null }]) {
      expect(() => wired(found, network)).toThrow(BicepRefusal);
      expect(() => wired(found, network)).toThrow(/CHARGEBACK_GATEWAY_NETWORK_ID/);
    }
  });

  it('that is made for a trial is refused where the hubs answer in their network alone', () => {
    for (const network of [{}, { linkedNetworkIds: ['/networks/g'] }, { dns: 'existing' }]) {
      expect(() => wired(trial, network)).toThrow(BicepRefusal);
    }
    expect(wired(trial, open)).toEqual(trial);
  });

  it.each([
    '',
    ' ',
    'https://',
    'http://contoso.openai.azure.com/openai',
    'contoso.openai.azure.com',
  ])('is refused with "%s" for the address of a model, of whatever kind', (url) => {
    const kinds: readonly Values[] = [
      { standard: [{ url }] },
      { ...models, provisioned: [{ url }] },
      { ...models, anthropic: [...models.standard, { url }] },
      { ...models, embeddings: { url } },
    ];
    for (const wrong of kinds) {
      expect(() => wired({ name: 'apim', models: wrong }, open)).toThrow(
        /gateway\.models: .*CHARGEBACK_MODEL_URL/,
      );
    }
  });

  it('is refused for the program, too, which is made before it', () => {
    const parameters = { environment: 'dev', network: open };
    const refused = {
      ...parameters,
      gateway: { name: 'apim', models: { standard: [{ url: '' }] } },
    };
    expect(() => callOf(estate, 'app', refused)).toThrow(BicepRefusal);
    expect(callOf(estate, 'app', { ...parameters, gateway: found })).toMatchObject({
      agreed: { llmApis: 'azure-openai,azure-openai-v1' },
    });
  });

  it.each(stages)('without the address of its models is refused in %s', async (stage) => {
    const variables = {
      CHARGEBACK_APIM_NAME: 'apim',
      CHARGEBACK_GATEWAY_NETWORK_ID: '/networks/g',
    };
    const { gateway, network } = await stageParameters(stage, variables);
    expect(() => wired(gateway as Values, network as Values)).toThrow(/CHARGEBACK_MODEL_URL/);
  });

  it.each(['test', 'prod'] as const)(
    'without a way to the hubs is refused in %s',
    async (stage) => {
      const variables = {
        CHARGEBACK_APIM_NAME: 'apim',
        CHARGEBACK_MODEL_URL: 'https://contoso.openai.azure.com/openai',
      };
      const { gateway, network } = await stageParameters(stage, variables);
      expect(() => wired(gateway as Values, network as Values)).toThrow(
        /CHARGEBACK_GATEWAY_NETWORK/,
      );
    },
  );
});
