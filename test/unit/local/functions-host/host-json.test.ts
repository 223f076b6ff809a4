import { parseHostJson } from '../../../../local/functions-host/host-json';
import { overrideHostJson } from '../../../../local/functions-host/host-json-overrides';

describe('host.json', () => {
  it('has the defaults of the Event Hubs extension and of HTTP', () => {
    expect(parseHostJson({ version: '2.0', logging: { anything: true } })).toEqual({
      functionTimeoutMs: 1_800_000,
      routePrefix: 'api',
      eventHubs: {
        maxEventBatchSize: 100,
        minEventBatchSize: 1,
        maxWaitMs: 60_000,
        prefetchCount: 300,
        batchCheckpointFrequency: 1,
        initialOffset: { type: 'fromStart' },
        loadBalancingMs: 2000,
        ownershipExpiresMs: 10_000,
      },
    });
  });

  it('is read where it says otherwise', () => {
    const settings = parseHostJson({
      functionTimeout: '-1',
      extensions: {
        http: { routePrefix: '' },
        eventHubs: {
          maxEventBatchSize: 500,
          minEventBatchSize: 10,
          maxWaitTime: '00:00:02.5',
          initialOffsetOptions: {
            type: 'fromEnqueuedTime',
            enqueuedTimeUtc: '2026-11-01T00:00:00Z',
          },
        },
      },
    });
    expect(settings.functionTimeoutMs).toBeUndefined();
    expect(settings.routePrefix).toBe('');
    expect(settings.eventHubs).toMatchObject({
      maxEventBatchSize: 500,
      minEventBatchSize: 10,
      maxWaitMs: 2500,
      initialOffset: { type: 'fromEnqueuedTime' },
    });
  });

  it('names every part that is wrong at once', () => {
    const parse = (): unknown =>
      parseHostJson({
        functionTimeout: '5 minutes',
        extensions: {
          http: { routePrefix: 1 },
          eventHubs: { maxEventBatchSize: '100', batchCheckpointFrequency: 0 },
        },
      });
    for (const part of [
      'functionTimeout',
      'extensions.http.routePrefix',
      'extensions.eventHubs.maxEventBatchSize',
      'extensions.eventHubs.batchCheckpointFrequency',
    ]) {
      expect(parse).toThrow(part);
    }
  });

  it.each(['4.28.0', '[4.28.0, 5.0.0', '[4.*, 5.0.0)', '(4.28.0, 5.0.0)', ''])(
    'refuses %j as the version of an extension bundle',
    (version) => {
      const parse = (): unknown => parseHostJson({ extensionBundle: { id: 'Bundle', version } });
      expect(parse).toThrow('extensionBundle.version');
    },
  );

  it('refuses a minimum above the maximum', () => {
    const eventHubs = { maxEventBatchSize: 10, minEventBatchSize: 20 };
    expect(() => parseHostJson({ extensions: { eventHubs } })).toThrow('minEventBatchSize');
  });

  it('gives way, part by part, to settings', () => {
    const file = { extensions: { eventHubs: { maxEventBatchSize: 100, prefetchCount: 10 } } };
    const settings = parseHostJson(
      overrideHostJson(file, {
        AzureFunctionsJobHost__functionTimeout: '-1',
        AzureFunctionsJobHost__extensions__eventHubs__MaxEventBatchSize: '7',
        AzureFunctionsJobHost__extensions__http__routePrefix: 'v2',
        OTHER: 'x',
      }),
    );
    expect(settings).toMatchObject({
      functionTimeoutMs: undefined,
      routePrefix: 'v2',
      eventHubs: { maxEventBatchSize: 7, prefetchCount: 10 },
    });
  });
});
