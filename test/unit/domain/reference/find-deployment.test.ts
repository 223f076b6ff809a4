import type { Deployments } from '../../../../shared/domain/reference/deployments';
import { compileDeployments } from '../../../../shared/domain/reference/find-deployment';

const list: Deployments = {
  version: 'v1',
  validFrom: '2026-01-01T00:00:00.000Z' as Deployments['validFrom'],
  defaultSku: 'Standard',
  deployments: [
    { deployment: 'Chat', model: 'gpt-4o', sku: 'GlobalStandard' },
    { deployment: 'chat', backendId: 'reserved', model: 'gpt-4o', sku: 'ProvisionedManaged' },
    { deployment: 'only-east', backendId: 'East', sku: 'DataZoneStandard' },
  ],
};
const deployments = compileDeployments(list);
const bare = { sku: null, model: null, billedAs: null, serviceTier: null };

describe('a deployment', () => {
  it('is found by name, whatever the case', () => {
    expect(deployments.find('CHAT', null)).toEqual({
      ...bare,
      sku: 'GlobalStandard',
      model: 'gpt-4o',
    });
  });

  it('of a certain backend counts there before the one of any backend', () => {
    expect(deployments.find('chat', 'Reserved').sku).toBe('ProvisionedManaged');
    expect(deployments.find('chat', 'elsewhere').sku).toBe('GlobalStandard');
    expect(deployments.find('only-east', 'EAST')).toEqual({ ...bare, sku: 'DataZoneStandard' });
  });

  it('that is not listed has the default SKU, if the list names one', () => {
    const byDefault = { ...bare, sku: 'Standard' };
    expect(deployments.find('other', 'east')).toEqual(byDefault);
    expect(deployments.find('only-east', 'west')).toEqual(byDefault);
    expect(deployments.find(null, null)).toEqual(byDefault);
    const { defaultSku: _, ...withoutDefault } = list;
    expect(compileDeployments(withoutDefault).find('other', null).sku).toBeNull();
  });

  it('has no certain SKU where it is listed by backend and the backend is unknown', () => {
    expect(deployments.find('only-east', null)).toEqual(bare);
  });

  it('is unknown before the first version of the list', () => {
    expect(compileDeployments(undefined).find('chat', null)).toEqual(bare);
  });
});
