// What a template says about one property, whatever language it is written in: enough to compare two of them.

export type Setting =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'object'; readonly properties: ReadonlyMap<string, Setting> }
  | { readonly kind: 'array'; readonly items: readonly Setting[] }
  /** The same for each item of a list. */
  | { readonly kind: 'each'; readonly body: Setting }
  /** One or the other. */
  | { readonly kind: 'either'; readonly arms: readonly Setting[] }
  /** Known only where it is deployed. `shape` is a text with … for what is put in. */
  | { readonly kind: 'computed'; readonly text: string; readonly shape?: string };

export const absent: Setting = { kind: 'literal', value: null };

export const isAbsent = (setting: Setting): boolean =>
  setting.kind === 'literal' && setting.value === null;

/** The setting at a path such as `properties.logs`; absent where there is none. */
export const settingAt = (setting: Setting, path: string): Setting =>
  path
    .split('.')
    .reduce<Setting>((within, name) => propertiesOf(within).get(name) ?? absent, setting);

/** Of an object that is there under a condition, too. */
export const propertiesOf = (setting: Setting): ReadonlyMap<string, Setting> => {
  if (setting.kind === 'object') return setting.properties;
  if (setting.kind !== 'either') return new Map();
  return new Map(setting.arms.flatMap((arm) => [...propertiesOf(arm)]));
};

/** For messages: as short as it can be. */
export const settingText = (setting: Setting): string => {
  switch (setting.kind) {
    case 'literal':
      return setting.value === null ? 'nothing' : JSON.stringify(setting.value);
    case 'object':
      return `{${[...setting.properties.keys()].join(', ')}}`;
    case 'array':
      return `[${setting.items.map(settingText).join(', ')}]`;
    case 'each':
      return `${settingText(setting.body)} for each`;
    case 'either':
      return setting.arms.map(settingText).join(' or ');
    case 'computed':
      return setting.shape ?? setting.text;
  }
};
