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
import { callOf, infraFolder, type Values } from './stages';

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
  const trial = { name: 'apim', trial: { publisherName: 'Contoso' } };
  const wired = (gateway: Values, network: Values): unknown => {
    const { modules } = fileOf(estate, 'main.bicep');
    const call = modules.find(({ symbol }) => symbol === 'gatewayWiring');
    const scope = scopeOf(estate, 'main.bicep', { gateway, network });
    return evaluate(at(call?.body, 'params.settings')!, scope);
  };

  it('that exists is wired however the hubs are reached', () => {
    expect(wired({ name: 'apim' }, {})).toEqual({ name: 'apim' });
  });

  it('that is made for a trial is refused where the hubs answer in their network alone', () => {
    expect(() => wired(trial, {})).toThrow(BicepRefusal);
    expect(wired(trial, { publicNetworkAccess: 'Enabled' })).toEqual(trial);
  });
});
