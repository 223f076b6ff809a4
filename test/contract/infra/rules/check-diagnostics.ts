// Whatever can write logs of its own sends them to the workspace.
import { at, deployedResources, written } from '../../../support/bicep/look-up';
import type { BicepResource } from '../../../support/bicep/syntax';
import { place, type Rule } from './rule';

/** Those of API Management: test/contract/infra/gateway.test.ts. */
const writeLogs = new Set([
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.EventHub/namespaces',
  'Microsoft.KeyVault/vaults',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.OperationalInsights/workspaces',
  // An account of storage has logs by service.
  'Microsoft.Storage/storageAccounts/blobServices',
  'Microsoft.Web/sites',
]);

export const checkDiagnostics: Rule = (folder) =>
  deployedResources(folder)
    .filter(({ item }) => writeLogs.has(item.type))
    .flatMap((found) => {
      const beside = folder.files.get(found.file)?.resources ?? [];
      return beside.some((candidate) => isSettingOf(candidate, found.item))
        ? []
        : [`${place(found)}: no diagnostic setting sends its logs to the workspace`];
    });

const isSettingOf = (setting: BicepResource, resource: BicepResource): boolean =>
  setting.type === 'Microsoft.Insights/diagnosticSettings' &&
  written(at(setting.body, 'scope')) === resource.symbol &&
  setting.condition?.text === resource.condition?.text &&
  at(setting.body, 'properties.workspaceId') !== undefined &&
  sendsLogs(setting);

const sendsLogs = ({ body }: BicepResource): boolean => {
  const logs = at(body, 'properties.logs');
  return (
    logs?.kind === 'array' && logs.items.some((entry) => written(at(entry, 'enabled')) === true)
  );
};
