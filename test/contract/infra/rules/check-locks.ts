// What nobody could make again is locked against deletion: the ledger, and events that are not yet in it.
import { at, deployedResources, written } from '../../../support/bicep/look-up';
import { place, type Rule } from './rule';

const irreplaceable = new Set([
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.EventHub/namespaces',
]);

export const checkLocks: Rule = (folder) =>
  deployedResources(folder)
    .filter(({ item }) => irreplaceable.has(item.type))
    .flatMap((found) => {
      const locked = folder.files
        .get(found.file)
        ?.resources.some(
          ({ type, condition, body }) =>
            type === 'Microsoft.Authorization/locks' &&
            condition?.text === 'lock' &&
            written(at(body, 'scope')) === found.item.symbol,
        );
      return locked === true ? [] : [`${place(found)}: it is not locked against deletion`];
    });
