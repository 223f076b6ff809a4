// The settings of a Bicep resource.
import path from 'node:path';

import { fileOf, type BicepFolder } from '../bicep/bicep-folder';
import type { Expression } from '../bicep/syntax';
import { absent, type Setting } from './setting';

/** What is said beside the settings themselves: where a resource is, and what it waits for. */
const surroundings = ['name', 'parent', 'scope', 'location', 'tags', 'dependsOn', 'identity'];

/** `modules/key-vault.bicep#vault`: the resource of that symbol. */
export const resourceOf = (folder: BicepFolder, place: string) => {
  const [file = '', symbol] = place.split('#');
  const found = fileOf(folder, file).resources.find((each) => each.symbol === symbol);
  if (found === undefined) throw new Error(`there is no ${place}`);
  return { ...found, file };
};

export const resourceSettings = (folder: BicepFolder, place: string): Setting => {
  const { body, file } = resourceOf(folder, place);
  const settings = [...body.properties].filter(([name]) => !surroundings.includes(name));
  return {
    kind: 'object',
    properties: new Map(settings.map(([name, part]) => [name, settingOf(folder, file, part)])),
  };
};

/** `modules/network/network.bicep#zoneNames`: a variable; `…#appSettings()`: what a function answers. */
export const variableSetting = (folder: BicepFolder, place: string): Setting => {
  const [file = '', name = ''] = place.split('#');
  const { variables, functions } = fileOf(folder, file);
  const found = name.endsWith('()') ? functions.get(name.slice(0, -2))?.body : variables.get(name);
  if (found === undefined) throw new Error(`there is no ${place}`);
  return settingOf(folder, file, found);
};

const settingOf = (folder: BicepFolder, file: string, expression: Expression): Setting => {
  const part = (inner: Expression): Setting => settingOf(folder, file, inner);
  switch (expression.kind) {
    case 'literal':
      return { kind: 'literal', value: expression.value };
    case 'object':
      return {
        kind: 'object',
        properties: new Map([...expression.properties].map(([name, inner]) => [name, part(inner)])),
      };
    case 'array':
      return { kind: 'array', items: expression.items.map(part) };
    case 'for':
      return { kind: 'each', body: part(expression.body) };
    case 'ternary':
      return { kind: 'either', arms: [part(expression.consequence), part(expression.alternative)] };
    case 'interpolation':
      return {
        kind: 'computed',
        text: expression.text,
        shape: expression.parts
          .map((inner) => (inner.kind === 'literal' ? String(inner.value) : '…'))
          .join(''),
      };
    case 'name': {
      const variable = fileOf(folder, file).variables.get(expression.name);
      return variable === undefined ? computed(expression) : part(variable);
    }
    case 'call':
      return ofCall(folder, file, expression);
    case 'binary':
    case 'index':
    case 'lambda':
    case 'member':
    case 'other':
    case 'unary':
      return computed(expression);
  }
};

/** Functions of the language that say the same for each item. */
const loops = ['map', 'toObject'];

const ofCall = (
  folder: BicepFolder,
  file: string,
  call: Expression & { readonly kind: 'call' },
): Setting => {
  const lambda = call.args.at(-1);
  if (loops.includes(call.name) && lambda?.kind === 'lambda') {
    return { kind: 'each', body: settingOf(folder, file, lambda.body) };
  }
  // What the template refuses is no setting.
  if (call.name === 'fail') return absent;
  const { functions, imports } = fileOf(folder, file);
  const own = functions.get(call.name);
  if (own !== undefined) return settingOf(folder, file, own.body);
  const from = imports.find(({ alias }) => alias === call.name);
  if (from === undefined) return computed(call);
  const there = path.posix.join(path.posix.dirname(file), from.from);
  const body = fileOf(folder, there).functions.get(from.name)?.body;
  return body === undefined ? computed(call) : settingOf(folder, there, body);
};

const computed = ({ text }: Expression): Setting => ({ kind: 'computed', text });
