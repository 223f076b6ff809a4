// No key, no connection string and no signature appears in a template: nothing reads one from Azure, and
// the one rule that has a key is for diagnostic settings, which take no identity.
import { at, deployedResources, moduleCalls, written } from '../../../support/bicep/look-up';
import { place, type Rule } from './rule';

const keyReaders = /\b(list\w*(?:Keys|Secrets|ConnectionStrings|Sas)|listKeyValue)\s*\(/i;
const keyTexts = /\b(AccountKey|SharedAccessKey(?:Name)?|SharedAccessSignature)\s*=/i;

const readsKeys: Rule = ({ files }) =>
  [...files].flatMap(([file, { text }]) =>
    text
      .split('\n')
      .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
      .filter(({ line }) => keyReaders.test(line) || keyTexts.test(line))
      .map(({ line, at: where }) => `${where}: a key: ${line.trim()}`),
  );

/** A rule with a key exists where diagnostic settings send, and nowhere else. */
const keyedRules: Rule = (folder) =>
  deployedResources(folder)
    .filter(({ item }) => item.type.endsWith('/authorizationRules'))
    .filter(({ item }) => item.condition?.text !== 'takesDiagnosticSettings')
    .map((found) => `${place(found)}: a rule with a key that is not for diagnostic settings`);

const keyedNamespaces: Rule = (folder) =>
  moduleCalls(folder)
    .filter(({ item }) => item.path.endsWith('event-hubs/namespace.bicep'))
    .filter(({ item }) => {
      const takesKeys = written(at(item.body, 'params.takesDiagnosticSettings'));
      return takesKeys !== (item.symbol === 'apimLogs');
    })
    .map((found) => `${place(found)}: apimLogs alone may take keys`);

export const checkKeys: Rule = (folder) => [
  ...readsKeys(folder),
  ...keyedRules(folder),
  ...keyedNamespaces(folder),
];
