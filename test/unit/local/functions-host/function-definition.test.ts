import type { BindingInfo } from '../../../../local/functions-host/core-types';
import {
  defineFunction,
  type FunctionDefinition,
} from '../../../../local/functions-host/function-definition';

const HUB = 'Endpoint=sb://example.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=s';

function define(binding: BindingInfo, settings: Record<string, string> = {}): FunctionDefinition {
  const metadata = { name: 'ingest', bindings: { input: binding } };
  return defineFunction({ metadata, callback: () => undefined }, settings);
}

describe('function definitions', () => {
  it('put the settings in where a binding names them', () => {
    const hub = { type: 'eventHubTrigger', eventHubName: '%HUB%', connection: 'EVENTS' };
    expect(define(hub, { HUB: 'llm-usage', EVENTS: HUB })).toMatchObject({
      kind: 'eventHub',
      eventHubName: 'llm-usage',
      consumerGroup: '$Default',
      cardinality: 'one',
      connection: { kind: 'connectionString' },
    });
    const timer = { type: 'timerTrigger', schedule: '%WHEN%' };
    expect(define(timer, { WHEN: '0 */5 * * * *' })).toMatchObject({
      kind: 'timer',
      scheduleText: '0 */5 * * * *',
    });
  });

  it('take an identity where there is no connection string, and the hub that one names', () => {
    const hub = { type: 'eventHubTrigger', eventHubName: 'a', connection: 'EVENTS' };
    const namespace = 'example.servicebus.windows.net';
    expect(define(hub, { EVENTS__fullyQualifiedNamespace: namespace })).toMatchObject({
      connection: { kind: 'identity', fullyQualifiedNamespace: namespace },
    });
    expect(define(hub, { EVENTS: `${HUB};EntityPath=b` })).toMatchObject({ eventHubName: 'b' });
  });

  it.each([
    [undefined, 'none'],
    ['', 'none'],
    ['Text', 'none'],
    ['BINARY', 'binary'],
    ['String', 'string'],
  ])('read the dataType %s as %s', (dataType, expected) => {
    const hub = { type: 'eventHubTrigger', eventHubName: 'a', connection: 'EVENTS' };
    const binding = dataType === undefined ? hub : { ...hub, dataType };
    expect(define(binding, { EVENTS: HUB })).toMatchObject({ dataType: expected });
  });

  it('refuse streams, which the development host does not have', () => {
    const hub = { type: 'eventHubTrigger', eventHubName: 'a', connection: 'EVENTS' };
    expect(() => define({ ...hub, dataType: 'stream' }, { EVENTS: HUB })).toThrow('dataType');
  });

  it.each<[BindingInfo, string]>([
    [{ type: 'queueTrigger' }, 'its trigger "queueTrigger" is not supported'],
    [{ type: 'http', direction: 'out' }, 'it has no trigger'],
    [{ type: 'timerTrigger', schedule: 'often' }, 'the schedule "often" is neither'],
    [{ type: 'timerTrigger', schedule: '%WHEN%' }, 'the setting WHEN is missing'],
    [
      { type: 'eventHubTrigger', eventHubName: 'a', connection: 'EVENTS' },
      'set EVENTS to an Event Hubs',
    ],
    [{ type: 'eventHubTrigger', connection: 'EVENTS' }, 'eventHubName'],
    [{ type: 'httpTrigger', route: '{id' }, 'a brace without its partner'],
  ])('refuse %j and name the function', (binding, problem) => {
    expect(() => define(binding)).toThrow('Function "ingest": ');
    expect(() => define(binding)).toThrow(problem);
  });

  it('refuse outputs that nobody would serve', () => {
    const bindings = {
      input: { type: 'timerTrigger', schedule: '0 0 * * * *', direction: 'in' },
      $return: { type: 'queue', direction: 'out' },
    };
    const registered = { metadata: { name: 'ingest', bindings }, callback: () => undefined };
    expect(() => defineFunction(registered, {})).toThrow(
      'Function "ingest": its output binding "queue" is not supported',
    );
  });
});
