// The settings are written down in four places; they must say the same.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { readConfig } from '../../shared/config';
import { environment } from '../../shared/settings/environment';
import { settings } from '../../shared/settings/settings';
import { settingsRows } from '../support/settings-table';

const root = path.join(__dirname, '..', '..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const sample = JSON.parse(textOf('local.settings.sample.json')) as {
  readonly IsEncrypted: boolean;
  readonly Values: Readonly<Record<string, string>>;
};

const ownSettings = settings.filter(({ readByHost }) => readByHost !== true);

describe('the list of settings', () => {
  it('has exactly the settings that are read', () => {
    expect(ownSettings.map(({ name }) => name).sort()).toEqual(
      Object.keys(environment.shape).sort(),
    );
  });

  it('has no setting twice', () => {
    const names = settings.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(settings.filter(({ expected }) => expected.startsWith('a whole number')))(
    'says the bounds of $name as they are checked',
    ({ name, expected }) => {
      const [min, max] = expected.match(/\d+/g)!.map(Number) as [number, number];
      const schema = environment.shape[name as keyof typeof environment.shape];
      const accepted = [min - 1, min, max, max + 1].map(
        (value) => schema.safeParse(String(value)).success,
      );
      expect(accepted).toEqual([false, true, true, false]);
    },
  );
});

describe('local.settings.sample.json', () => {
  it('lists every setting with its default, or with what the emulators want', () => {
    const expected = settings.map(({ name, sample: value, default: byDefault }) => [
      name,
      value ?? byDefault ?? '',
    ]);
    expect(sample.IsEncrypted).toBe(false);
    expect(sample.Values).toEqual(Object.fromEntries(expected));
  });

  it('is a configuration that the program starts with', () => {
    expect(() => readConfig(sample.Values)).not.toThrow();
  });
});

describe('README.md', () => {
  it('has the table of all settings, as the list says', () => {
    const [, table = ''] =
      /<!-- settings -->\n([^]*)<!-- \/settings -->/.exec(textOf('README.md')) ?? [];
    const rows = table
      .trim()
      .split('\n')
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(rows.slice(2)).toEqual(settingsRows());
  });
});

describe('the program', () => {
  it('hands the environment to the configuration in one place, and reads it nowhere else', () => {
    const files = ['functions', 'shared'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => `${folder}/${file}`),
    );
    const readers = files.filter((file) => textOf(file).includes('process.env'));
    // The second one only throws a switch of its SDK, which has no other.
    const sender = 'shared/adapters/telemetry/application-insights-sender.ts';
    expect(readers).toEqual(['functions/index.ts', sender]);
  });
});
