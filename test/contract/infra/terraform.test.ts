// The estate of Terraform is that of the Bicep.
import path from 'node:path';

import { readBicepFolder, withText, type BicepFolder } from '../../support/bicep/bicep-folder';
import { readTerraform, type TerraformFolder } from '../../support/terraform/read-terraform';
import { propertiesOf } from '../../support/terraform/setting';
import { fullGateway, wiringOf } from './gateway/gateway-wiring';
import { azapiProblems } from './terraform/azapi-types';
import { exampleProblems } from './terraform/example-problems';
import { languageProblems } from './terraform/language-problems';
import { planted } from './terraform/planted';
import { roleProblems } from './terraform/role-problems';
import { terraformProblems } from './terraform/terraform-problems';
import { twinProblems } from './terraform/twin-problems';
import { variableProblems } from './terraform/variable-problems';

const infra = path.join(__dirname, '..', '..', '..', 'infra');
const terraformRoot = path.join(infra, 'terraform');

const allProblems = async (
  bicep: BicepFolder,
  terraform: TerraformFolder,
): Promise<readonly string[]> => [
  ...(await terraformProblems(bicep, terraform)),
  ...variableProblems(bicep, terraform),
  ...roleProblems(bicep, terraform),
  ...(await twinProblems(bicep, terraform)),
  ...(await languageProblems(terraform)),
  ...azapiProblems(terraform),
];

describe('the estate in Terraform', () => {
  let bicep: BicepFolder;
  let terraform: TerraformFolder;
  beforeAll(async () => {
    bicep = await readBicepFolder(infra);
    terraform = await readTerraform(terraformRoot);
  });

  it('is that of the Bicep, resource by resource and setting by setting', async () => {
    expect(await terraformProblems(bicep, terraform)).toEqual([]);
  });

  it('can be chosen in the same way, with the same defaults and outputs', () => {
    expect(variableProblems(bicep, terraform)).toEqual([]);
  });

  it('gives the same roles for the same reasons', () => {
    expect(roleProblems(bicep, terraform)).toEqual([]);
  });

  it('hands the same on, gives roles on the same, and loops over the same', async () => {
    expect(await twinProblems(bicep, terraform)).toEqual([]);
  });

  it('keeps the ledger, what a namespace has grown by, and secrets, and makes nothing that is there already', async () => {
    expect(await languageProblems(terraform)).toEqual([]);
  });

  it('has the types and versions that its provider knows', () => {
    expect(azapiProblems(terraform)).toEqual([]);
  });

  it.each(['dev', 'prod'])('has the stage %s for an example', async (stage) => {
    expect(await exampleProblems(infra, stage, terraform)).toEqual([]);
  });

  it('has the named values, with their defaults, and the fragments of the gateway', async () => {
    const { namedValues, fragments } = wiringOf(bicep, {
      ...fullGateway,
      models: { standard: fullGateway.models['standard'] },
    });
    const theirs = propertiesOf(await terraform.local('named_values'));
    expect([...theirs.keys()].sort()).toEqual(Object.keys(namedValues).sort());
    for (const [name, setting] of theirs) {
      const written = setting.kind === 'computed' ? setting.text : '';
      const value = /, "?([^,"()]+)"?\)+$/.exec(written)?.[1];
      if (name !== 'llm-tenant-id') expect([name, value]).toEqual([name, namedValues[name]]);
    }
    const cached = Object.keys(wiringOf(bicep, fullGateway).fragments).filter(
      (name) => !(name in fragments),
    );
    expect(await terraform.local('cache_fragments')).toEqual({
      kind: 'array',
      items: cached.sort().map((value) => ({ kind: 'literal', value })),
    });
  });

  it.each(planted)('shows by name %s', async (_, before, after, problem) => {
    const changed = await readTerraform(terraformRoot, (text) => text.replace(before, after));
    expect(changed.text).not.toBe(terraform.text);
    const problems = await allProblems(bicep, changed);
    expect(problems).toContainEqual(expect.stringContaining(problem));
  });

  it('shows what the Bicep has besides', async () => {
    const file = 'modules/key-vault.bicep';
    const changed = await withText(bicep, file, (text) =>
      text.replace(
        'enablePurgeProtection: true',
        "enablePurgeProtection: true\n    createMode: 'default'",
      ),
    );
    expect(await allProblems(changed, terraform)).toEqual([
      'vault: properties.createMode: "default" in Bicep, nothing in Terraform',
    ]);
  });
});
