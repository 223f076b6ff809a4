// Whatever closes its public address has a private endpoint of the right kind, wherever there are any.
import { at, deployedResources, written } from '../../../support/bicep/look-up';
import { place, type Rule } from './rule';

/** Group id and zone: https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
const links: Readonly<Record<string, { readonly groupId: string; readonly zone: string }>> = {
  'Microsoft.DocumentDB/databaseAccounts': { groupId: 'Sql', zone: 'reach.dnsZoneIds.cosmos' },
  'Microsoft.EventHub/namespaces': { groupId: 'namespace', zone: 'reach.dnsZoneIds.serviceBus' },
  'Microsoft.KeyVault/vaults': { groupId: 'vault', zone: 'reach.dnsZoneIds.vault' },
  // By service: blob or table, of which group and zone have the name.
  'Microsoft.Storage/storageAccounts': { groupId: 'service', zone: 'reach.dnsZoneIds[service]' },
  'Microsoft.Web/sites': { groupId: 'sites', zone: 'reach.dnsZoneIds.sites' },
};

export const checkPrivateEndpoints: Rule = (folder) =>
  deployedResources(folder).flatMap((found) => {
    const wanted = links[found.item.type];
    if (wanted === undefined) return [];
    const linked = folder.files
      .get(found.file)
      ?.modules.some(
        ({ path, condition, body }) =>
          path.endsWith('private-endpoint.bicep') &&
          condition?.text === '!empty(reach.endpointSubnetId)' &&
          written(at(body, 'params.targetId')) === `${found.item.symbol}.id` &&
          written(at(body, 'params.groupId')) === wanted.groupId &&
          written(at(body, 'params.dnsZoneId')) === wanted.zone,
      );
    return linked === true
      ? []
      : [`${place(found)}: no private endpoint (${wanted.groupId}) leads to it`];
  });
