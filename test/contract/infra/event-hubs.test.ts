// The two namespaces: what their sizes come to, what is refused, and what only one of them gets.
import {
  fileOf,
  readBicepFolder,
  scopeOf,
  type BicepFolder,
} from '../../support/bicep/bicep-folder';
import { BicepRefusal } from '../../support/bicep/builtins';
import { evaluate } from '../../support/bicep/evaluate';
import { at } from '../../support/bicep/look-up';
import { callOf, infraFolder, type Values } from './stages';

const namespaceFile = 'modules/event-hubs/namespace.bicep';

let estate: BicepFolder;
beforeAll(async () => {
  estate = await readBicepFolder(infraFolder);
});

const property = (symbol: string, path: string, parameters: Values): unknown => {
  const resource = fileOf(estate, namespaceFile).resources.find((one) => one.symbol === symbol);
  const scope = scopeOf(estate, namespaceFile, {
    sku: 'Standard',
    size: {},
    retentionHours: 168,
    capture: null,
    ...parameters,
  });
  return evaluate(at(resource?.body, path)!, scope);
};

const growth = (parameters: Values): unknown =>
  ['isAutoInflateEnabled', 'maximumThroughputUnits'].map((name) =>
    property('namespace', `properties.${name}`, parameters),
  );

describe('a namespace', () => {
  it('grows by itself up to the bound, on Standard', () => {
    expect(growth({})).toEqual([true, 4]);
    expect(growth({ size: { capacity: 2, capacityMax: 10 } })).toEqual([true, 10]);
  });

  it('does not where the bound is its size, nor on Premium, which cannot', () => {
    expect(growth({ size: { capacity: 2, capacityMax: 2 } })).toEqual([false, 0]);
    expect(growth({ sku: 'Premium', size: { capacityMax: 10 } })).toEqual([false, 0]);
  });

  const hours = 'properties.retentionDescription.retentionTimeInHours';

  it('keeps events as long as the program is told', () => {
    expect(property('eventHub', hours, { retentionHours: 24 })).toBe(24);
    expect(property('eventHub', hours, { sku: 'Premium', retentionHours: 720 })).toBe(720);
  });

  it('is refused where Standard would keep events for less than that', () => {
    expect(() => property('eventHub', hours, { retentionHours: 169 })).toThrow(BicepRefusal);
  });

  it('captures nothing unless that is chosen', () => {
    expect(property('eventHub', 'properties.captureDescription', {})).toBeNull();
    expect(property('namespace', 'identity', {})).toBeNull();
  });

  it('captures by an identity, where it is chosen', () => {
    const capture = {
      identityId: '/identities/capture',
      storageAccountId: '/accounts/capture',
      container: 'events',
      settings: { intervalSeconds: 60 },
    };
    expect(property('eventHub', 'properties.captureDescription', { capture })).toMatchObject({
      enabled: true,
      intervalInSeconds: 60,
      destination: {
        identity: { type: 'UserAssigned', userAssignedIdentity: '/identities/capture' },
        properties: { storageAccountResourceId: '/accounts/capture', blobContainer: 'events' },
      },
    });
  });
});

describe('the namespace of the gateway’s logs', () => {
  const parameters = {
    environment: 'prod',
    location: 'westeurope',
    operators: [{ id: 'group' }],
    eventHubs: { capture: {}, apimLogsLocation: 'northeurope' },
  };

  it('can be where the gateway is, as diagnostic settings want it', () => {
    expect(callOf(estate, 'apimLogs', parameters)).toMatchObject({ location: 'northeurope' });
    expect(callOf(estate, 'llmUsage', parameters)).toMatchObject({ location: 'westeurope' });
  });

  it('is read by the program alone, and never captured: its records hold addresses of callers', () => {
    expect(callOf(estate, 'apimLogs', parameters)).toMatchObject({ operators: [], capture: null });
    expect(callOf(estate, 'llmUsage', parameters)).toMatchObject({
      operators: [{ id: 'group' }],
      capture: { container: 'events' },
    });
  });
});
