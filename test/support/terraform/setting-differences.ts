// Where two templates say different things. What is only known in Azure is taken for equal on both sides.
import { absent, isAbsent, settingText, type Setting } from './setting';

/** One line for each difference: its path, and what either of them says. */
export const differences = (ours: Setting, theirs: Setting, path = ''): readonly string[] => {
  const [a, b] = [withoutAbsent(ours), withoutAbsent(theirs)];
  const here = `${path}: ${settingText(a)} in Bicep, ${settingText(b)} in Terraform`;
  if (a.kind === 'object' && b.kind === 'object')
    return inObjects(a.properties, b.properties, path);
  if (a.kind === 'array' && b.kind === 'array') {
    if (a.items.length !== b.items.length) return [here];
    return a.items.flatMap((item, index) =>
      differences(item, b.items[index] ?? absent, `${path}[${index}]`),
    );
  }
  if (a.kind === 'each' && b.kind === 'each') return differences(a.body, b.body, `${path}[]`);
  if (a.kind === 'either' && b.kind === 'either') return inArms(a.arms, b.arms, path);
  if (a.kind === 'computed' && b.kind === 'computed') {
    const known = a.shape !== undefined && b.shape !== undefined;
    if (known && a.shape !== b.shape) return [here];
    return sameNumbers(a.text, b.text) ? [] : [here];
  }
  return a.kind === 'literal' && b.kind === 'literal' && a.value === b.value ? [] : [here];
};

/** Where both compute with numbers, these have to be the same: 86400 seconds of a day, for example. */
const sameNumbers = (ours: string, theirs: string): boolean => {
  const [a = '', b = ''] = [ours, theirs].map((text) =>
    [...new Set(text.match(/(?<![\w.[])\d+\b/g))].sort().join(' '),
  );
  return a === '' || b === '' || a === b;
};

const inObjects = (
  ours: ReadonlyMap<string, Setting>,
  theirs: ReadonlyMap<string, Setting>,
  path: string,
): readonly string[] =>
  [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((name) =>
    differences(
      ours.get(name) ?? absent,
      theirs.get(name) ?? absent,
      path === '' ? name : `${path}.${name}`,
    ),
  );

/** A condition may be written the other way round. */
const inArms = (
  ours: readonly Setting[],
  theirs: readonly Setting[],
  path: string,
): readonly string[] => {
  const inOrder = (arms: readonly Setting[]): readonly string[] =>
    ours.flatMap((arm, index) => differences(arm, arms[index] ?? absent, path));
  const straight = inOrder(theirs);
  return straight.length === 0 || inOrder([...theirs].reverse()).length === 0 ? [] : straight;
};

/** Something or nothing is that something: both languages leave out what is null. */
const withoutAbsent = (setting: Setting): Setting => {
  if (setting.kind !== 'either') return setting;
  const arms = setting.arms.map(withoutAbsent).filter((arm) => !isAbsent(arm) && !isEmpty(arm));
  const [only] = arms;
  if (arms.length === 1 && only !== undefined) return only;
  const isComputed = arms.every(({ kind }) => kind === 'computed');
  return isComputed ? { kind: 'computed', text: settingText(setting) } : { ...setting, arms };
};

const isEmpty = (setting: Setting): boolean =>
  setting.kind === 'object' && setting.properties.size === 0;
