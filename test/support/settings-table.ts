// The table of settings in the README, as the list of settings says it must read.
import { settings, type Setting } from '../../shared/settings/settings';

export type SettingsRow = readonly [name: string, byDefault: string, meaning: string];

export const settingsRows = (): readonly SettingsRow[] =>
  settings.map((setting) => [`\`${setting.name}\``, defaultOf(setting), meaningOf(setting)]);

const defaultOf = ({ default: byDefault, required }: Setting): string => {
  if (byDefault !== undefined) return `\`${byDefault}\``;
  if (required === 'oneOf') return '_one of two_';
  return required ? '_required_' : '';
};

const meaningOf = ({ description, expected, readByHost, secret }: Setting): string =>
  [
    description,
    `Expected: ${expected}.`,
    ...(secret ? ['Secret.'] : []),
    ...(readByHost === true ? ['Read by the Functions host.'] : []),
  ].join(' ');
