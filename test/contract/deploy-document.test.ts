// docs/deploy.md is followed by people who have never seen the program: what it names has to exist, what it
// tells them to expect has to be what the program has, and what it adds up has to add up.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { routes } from '../../functions/routes';
import { containerDefinitions } from '../../shared/adapters/cosmos/containers';
import { readBicepFolder } from '../support/bicep/bicep-folder';
import { readBicep } from '../support/bicep/read-bicep';
import { typeProperties } from '../support/bicep/type-properties';
import type { BicepFile } from '../support/bicep/syntax';
import { anchorsIn, readDocument } from '../support/document';

const root = path.join(__dirname, '..', '..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const document = readDocument(root, 'docs/deploy.md');
const { text } = document;
const shell = document.blocks('sh').join('\n');

const { scripts } = JSON.parse(textOf('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

let template: BicepFile;
beforeAll(async () => {
  template = await readBicep(textOf('infra/main.bicep'), 'infra/main.bicep');
});

describe('what docs/deploy.md names', () => {
  it('are files that exist', () => {
    const folder = /^(?:\.ci|\.github|docs|infra|local|policies|shared|test)\/[\w./-]*$/;
    const named = [
      ...document.codes.filter((code) => folder.test(code)),
      ...[...shell.matchAll(/(?<![\w./-])(?:infra|local|\.ci)\/[\w./-]+/g)].map(([file]) => file),
    ];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('are pages and headings that exist', () => {
    const broken = document.links.filter((link) => {
      if (link.startsWith('https://')) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? document.file : path.posix.join('docs', file);
      if (!existsSync(path.join(root, target))) return true;
      return anchor !== undefined && !anchorsIn(textOf(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('are scripts of package.json', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  it('are outputs of the template, or variables that a command before has set', () => {
    const used = [...shell.matchAll(/\$\{?([a-z]\w*)/gi)].map(([, name = '']) => name);
    const set = [
      ...[...shell.matchAll(/(?:^|[\s;])(\w+)=/gm)].map(([, name = '']) => name),
      ...[...shell.matchAll(/\b(?:for|read -r) (?:-p "[^"]*" )?(\w+)/g)].map(
        ([, name = '']) => name,
      ),
    ];
    const known = new Set([...template.outputs.keys(), ...set]);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  it('are parameters of the template, and properties that their types have', async () => {
    for (const code of document.codes) {
      const [, parameter = '', property = ''] = /^(\w+)\.(?:…\.)?(\w+)$/.exec(code) ?? [];
      const declared = template.parameters.get(parameter);
      if (declared === undefined) continue;
      const type = declared.type.replace(/\?$/, '');
      const { from } = template.imports.find(({ name }) => name === type)!;
      const types = await typeProperties(textOf(path.posix.join('infra', from)), from);
      const properties = code.includes('…') ? [...types.values()].flat() : types.get(type);
      expect([code, properties]).toEqual([code, expect.arrayContaining([property])]);
    }
  });

  it('are all the values that the parameter files take from the environment, with their stages', () => {
    const stages = ['dev', 'test', 'prod'];
    const read = new Map<string, string[]>();
    for (const stage of stages) {
      const file = textOf(`infra/parameters/${stage}.bicepparam`);
      for (const [, name = ''] of file.matchAll(/readEnvironmentVariable\('(\w+)'/g)) {
        read.set(name, [...(read.get(name) ?? []), stage]);
      }
    }
    const [, ...rows] = document.tables.find(([head]) => head?.[0] === 'variable')!;
    expect(rows.map(([name, , where]) => [name, where]).sort()).toEqual(
      [...read]
        .map(([name, of]) => [`\`${name}\``, of.length === stages.length ? 'all' : of.join(', ')])
        .sort(),
    );
  });
});

describe('the commands of docs/deploy.md', () => {
  const blocks = document.blocks('sh');

  it('are ones that a shell can read', () => {
    for (const input of blocks) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input, encoding: 'utf8' });
      expect([input, status, stderr]).toEqual([input, 0, '']);
    }
  });

  it('load the values of a stage in the block that deploys it', () => {
    const deploying = blocks.filter((block) => block.includes('az deployment group'));
    const withParameters = deploying.filter((block) => block.includes('.bicepparam'));
    expect(withParameters.length).toBeGreaterThan(1);
    for (const block of withParameters) {
      const [, stage = ''] = /parameters\/(\w+)\.bicepparam/.exec(block)!;
      expect(block.split('az deployment group')[0]).toContain(`set -a; . ./${stage}.env; set +a`);
    }
  });

  it('let the workflow deploy only after branches have their rule', () => {
    const rule = shell.indexOf('deployment-branch-policies');
    expect(rule).toBeGreaterThan(0);
    expect(shell.indexOf('gh variable set AZURE_TENANT_ID')).toBeGreaterThan(rule);
  });

  it('register every resource provider that the estate needs', async () => {
    const { files } = await readBicepFolder(path.join(root, 'infra'));
    const needed = [...files.values()].flatMap(({ resources }) =>
      resources.map(({ type }) => type.split('/')[0]!),
    );
    // https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers
    const always = ['Microsoft.Authorization', 'Microsoft.Consumption', 'Microsoft.Resources'];
    const theirOwners = ['Microsoft.CognitiveServices'];
    const [, registered = ''] = /for provider in ([^;]+);/.exec(shell)!;
    const named = registered.split(/[\s\\]+/);
    expect([...named, ...always, ...theirOwners]).toEqual(expect.arrayContaining(needed));
  });
});

describe('what docs/deploy.md expects', () => {
  it('are the functions that the program registers', () => {
    const names = [
      ...Object.values(routes).map(({ name }) => name),
      'ingestUsage',
      'ingestLogs',
      'rollUp',
    ];
    expect(text).toContain(`\`${names.sort().join(' ')}\``);
  });

  it('are the containers of the program', () => {
    const names = containerDefinitions(1).map(({ name }) => name);
    expect(text).toContain(`\`${names.sort().join(' ')}\``);
  });
});

describe('what docs/deploy.md adds up', () => {
  const costs = document.tables.filter(([head]) => head?.[0] === 'USD a month');
  const amount = (cell = ''): number => Number(cell.replaceAll('*', ''));
  const row = (table: (typeof costs)[number], name: string): readonly string[] =>
    table.find(([cell]) => cell?.startsWith(name) === true)!;

  it.each([
    ['production', 0, '**at least**'],
    ['dev', 1, '**together**'],
  ])('is the sum of the lines of %s', (_, index, total) => {
    const table = costs[index]!;
    const lines = table.slice(1).filter(([cell]) => cell?.startsWith('**') === false);
    for (const column of [1, 2, 3]) {
      const sum = lines.reduce((all, line) => all + amount(line[column]), 0);
      expect(sum.toFixed(1)).toBe(amount(row(table, total)[column]).toFixed(1));
    }
  });

  it('has production at most at what Cosmos DB costs at ten tenths', () => {
    const [table = []] = costs;
    for (const column of [1, 2, 3]) {
      const tenth = amount(row(table, 'Cosmos DB, a tenth')[column]);
      const most = amount(row(table, '**at least**')[column]) + 9 * tenth;
      expect(amount(row(table, '**at most**')[column]).toFixed(1)).toBe(most.toFixed(1));
    }
  });

  it('counts the alert rules that are there, at the example prices', () => {
    const alerts = JSON.parse(textOf('infra/observability/alerts.json')) as {
      readonly log: readonly { readonly frequency: string }[];
      readonly metric: readonly unknown[];
    };
    const often = alerts.log.filter(({ frequency }) => frequency === 'PT5M').length;
    const namespaces = 2;
    const cost =
      often * 1.5 + (alerts.log.length - often) * 0.5 + alerts.metric.length * namespaces * 0.1;
    for (const table of costs) expect(row(table, 'alert rules')[1]).toBe(cost.toFixed(1));
  });
});
