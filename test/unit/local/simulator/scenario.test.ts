import { readReferenceFolder } from '../../../../local/simulator/sample-reference';
import { makeScenario, type Scenario } from '../../../../local/simulator/scenario';
import { noFaults } from '../../../../local/simulator/faults';
import type { SimulatedMessage } from '../../../../local/simulator/send-plan';
import {
  dialects,
  succeeded,
  surfaces,
  type SimulatedRequest,
} from '../../../../local/simulator/simulated-request';
import type { ReferenceFile } from '../../../../local/simulator/reference-file';

const month = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };

let reference: readonly ReferenceFile[];
let scenario: Scenario;

beforeAll(() => {
  reference = readReferenceFolder();
  scenario = makeScenario({ seed: 1, requests: 10_000, ...month, timeZone: 'UTC', reference });
});

const textOf = ({ body }: SimulatedMessage): string =>
  Buffer.isBuffer(body) ? body.toString() : JSON.stringify(body);

const count = (which: (request: SimulatedRequest) => boolean): number =>
  scenario.requests.filter(which).length;

const logRows = (): Record<string, unknown>[] =>
  scenario.messages
    .filter(({ hub }) => hub === 'logs')
    .flatMap(({ body }) => {
      const envelope = body as { records?: unknown };
      return (Array.isArray(body) ? body : (envelope.records ?? [body])) as Record<
        string,
        unknown
      >[];
    });

describe('a scenario', () => {
  it('is the same for the same seed, to the byte', () => {
    const options = { seed: 7, requests: 400, ...month, timeZone: 'Europe/Berlin', reference };
    const [one, other] = [makeScenario(options), makeScenario(options)];
    expect(other.messages.map(textOf)).toEqual(one.messages.map(textOf));
    expect(other.messages).toEqual(one.messages);
    expect(other.expected).toEqual(one.expected);
    const different = makeScenario({ ...options, seed: 8 });
    expect(different.expected).not.toEqual(one.expected);
  });

  it('happens within its span', () => {
    const times = scenario.requests.map(({ atMs }) => atMs);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(month.from.getTime());
    expect(Math.max(...times)).toBeLessThan(month.to.getTime());
  });

  it('sends messages in their order', () => {
    expect(scenario.messages.map(({ sendOrder }) => sendOrder)).toEqual(
      scenario.messages.map((_, index) => index),
    );
  });

  it('is busiest in office hours', () => {
    const at = (day: number, hour: number): number =>
      count(({ atMs }) => {
        const time = new Date(atMs);
        return time.getUTCDay() === day && time.getUTCHours() === hour;
      });
    expect(at(3, 10)).toBeGreaterThan(4 * at(3, 3));
    expect(at(3, 10)).toBeGreaterThan(2 * at(0, 10));
  });
});

describe('the demo scenario', () => {
  it('has at least 10,000 requests of six business units and twelve models', () => {
    expect(scenario.expected.totals.requests).toBeGreaterThan(9_900);
    const busy = scenario.expected.businessUnits.filter(({ requests }) => requests > 100);
    expect(busy.length).toBeGreaterThanOrEqual(6);
    expect(new Set(scenario.requests.map(({ model }) => model)).size).toBeGreaterThanOrEqual(12);
  });

  it.each(surfaces)('has calls of the API surface %s that are billed', (surface) => {
    expect(count((request) => request.surface === surface && succeeded(request))).toBeGreaterThan(
      0,
    );
  });

  it.each(dialects)('has events of the dialect %s', (dialect) => {
    expect(count((request) => request.dialect === dialect)).toBeGreaterThan(0);
  });

  const kinds: Record<string, (request: SimulatedRequest) => boolean> = {
    'streamed calls': ({ streamed }) => streamed,
    'keyless calls': ({ caller }) => Object.values(caller).every((identity) => identity === null),
    'callers that nobody owns': ({ caller }) => caller.subscriptionId === 'trial-4711',
    'a model without a price': ({ model }) => model === 'gpt-6-preview',
    'events that name no model': ({ model }) => model === null,
    'prompts above 272,000 tokens': ({ quantities: { input = 0, cachedInput = 0 } }) =>
      input + cachedInput > 272_000,
    'prompts of exactly 272,000 tokens': ({ quantities: { input = 0, cachedInput = 0 } }) =>
      input + cachedInput === 272_000,
    'the priority tier': ({ serviceTier }) => serviceTier === 'priority',
    'a provisioned deployment': ({ sku }) => sku === 'ProvisionedManaged',
    'a provisioned deployment that spills over': ({ deployment, servedDeployment }) =>
      deployment !== servedDeployment,
    'throttled calls': ({ status }) => status === 429,
    'calls refused before any policy saw them': ({ usageEvent }) => usageEvent === 'none',
    'bad requests': ({ status }) => status === 400,
    'server errors': ({ status }) => status >= 500,
    'cached tokens': ({ quantities }) => (quantities.cachedInput ?? 0) > 0,
    'reasoning tokens': ({ quantities }) => (quantities.reasoningOutput ?? 0) > 0,
    'answers without tokens': (request) =>
      succeeded(request) && request.dialect === undefined && !('input' in request.quantities),
    'streams whose tokens nobody logged': ({ streamed, dialect, llmLog }) =>
      streamed && dialect === undefined && !llmLog,
    'cut usage events whose call the logs have': ({ usageEvent, gatewayLog }) =>
      usageEvent === 'cut' && gatewayLog,
    'cut usage events that were all there was': ({ usageEvent, gatewayLog }) =>
      usageEvent === 'cut' && !gatewayLog,
    'sources that contradict themselves': ({ contradicted }) => contradicted,
    'calls that two gateways report': ({ isDouble }) => isDouble,
    'clocks that disagree': ({ gatewayLogSkewMs }) => gatewayLogSkewMs > 0,
    'clocks that disagree across the edge of a window': ({ atMs, gatewayLogSkewMs }) =>
      Math.floor(atMs / 900_000) !== Math.floor((atMs + gatewayLogSkewMs) / 900_000),
    'clocks that disagree across the price change': ({ atMs, usageEventSkewMs }) =>
      atMs < Date.parse('2026-11-16') && atMs + usageEventSkewMs > Date.parse('2026-11-16'),
  };
  it.each(Object.keys(kinds))('has %s', (kind) => {
    expect(count(kinds[kind]!)).toBeGreaterThan(0);
  });

  it('tells of a streamed call by two hubs: its caller by one, its tokens by the other', () => {
    const streamed = scenario.requests.find(
      ({ streamed, llmLog, quantities }) => streamed && llmLog && (quantities.input ?? 0) > 0,
    )!;
    const usageEvent = scenario.messages.find(({ partitionKey }) => partitionKey === streamed.id)!;
    const { subscriptionId, productId, appId } = streamed.caller;
    expect(usageEvent).toMatchObject({
      hub: 'usage',
      body: { data: { caller: { subscriptionId, productId, appId }, usage: null } },
    });
    const rows = logRows().filter((row) => row['correlationId'] === streamed.id);
    expect(rows.map((row) => row['category'])).toEqual(
      expect.arrayContaining(['GatewayLogs', 'GatewayLlmLogs']),
    );
    const tokens = rows.map((row) => JSON.stringify(row['properties'])).join();
    expect(tokens).toMatch(/completionTokens/i);
  });

  it('has events that come twice at once, twice later, and out of turn', () => {
    const places = new Map<string, number[]>();
    for (const message of scenario.messages) {
      if (message.hub !== 'usage' || Buffer.isBuffer(message.body)) continue;
      const text = textOf(message);
      places.set(text, [...(places.get(text) ?? []), message.sendOrder]);
    }
    const repeated = [...places.values()].filter((orders) => orders.length > 1);
    expect(repeated.some(([first, second]) => second! - first! === 1)).toBe(true);
    expect(repeated.some(([first, second]) => second! - first! > 200)).toBe(true);
    const times = scenario.messages.flatMap(({ body }) =>
      'time' in body ? [Date.parse(body.time as string)] : [],
    );
    const hoursLate = times.filter((time, index) => time < times[index - 1]! - 3_600_000);
    expect(hoursLate.length).toBeGreaterThan(50);
  });

  it('has every kind of event that nobody can read', () => {
    expect(Object.keys(scenario.deadLetters)).toEqual([
      'badCount',
      'badTime',
      'notAnEvent',
      'notJson',
      'tooEarly',
      'tooLate',
      'unknownShape',
    ]);
    const cutAt200Kb = scenario.messages.filter(
      ({ body }) => Buffer.isBuffer(body) && body.length === 200 * 1024,
    );
    expect(cutAt200Kb.length).toBeGreaterThan(0);
  });

  it('has every shape of diagnostic envelope, probes and rows of other APIs', () => {
    const bodies = scenario.messages.filter(({ hub }) => hub === 'logs').map(({ body }) => body);
    expect(bodies.some((body) => Array.isArray(body))).toBe(true);
    expect(bodies.some((body) => 'records' in body)).toBe(true);
    expect(bodies.some((body) => 'category' in body)).toBe(true);
    const properties = logRows().map((row) => row['properties']);
    expect(properties.some((held) => typeof held === 'string')).toBe(true);
    const objects = properties.filter((held) => typeof held === 'object') as object[];
    expect(objects.some((held) => 'PromptTokens' in held)).toBe(true);
    expect(objects.some((held) => 'modelName' in held && held.modelName === '')).toBe(true);
    expect(objects.some((held) => 'sequenceNumber' in held && held.sequenceNumber === 1)).toBe(
      true,
    );
    expect(objects.some((held) => 'apiId' in held && held.apiId === 'orders')).toBe(true);
  });

  it('changes a price in the middle of the month, by a file that can be pushed', () => {
    const added = scenario.referenceFiles.filter((file) => !reference.includes(file));
    expect(added).toHaveLength(1);
    expect(added[0]!.content).toMatchObject({
      kind: 'priceBook',
      validFrom: '2026-11-16T00:00:00.000Z',
    });
    const unchanged = makeScenario({
      seed: 1,
      requests: 2_000,
      ...month,
      timeZone: 'UTC',
      reference,
      priceChange: false,
      faults: noFaults,
    });
    const changed = makeScenario({
      seed: 1,
      requests: 2_000,
      ...month,
      timeZone: 'UTC',
      reference,
      faults: noFaults,
    });
    expect(changed.expected.totals.meters).toEqual(unchanged.expected.totals.meters);
    expect(Number(changed.expected.totals.usageCost)).toBeGreaterThan(
      Number(unchanged.expected.totals.usageCost),
    );
  });

  it('expects parts of the span to add up to the whole', () => {
    const middle = new Date('2026-11-16T00:00:00Z');
    const parts = [
      scenario.expectedBetween(month.from, middle),
      scenario.expectedBetween(middle, month.to),
    ];
    expect(parts.reduce((sum, part) => sum + part.totals.requests, 0)).toBe(
      scenario.expected.totals.requests,
    );
  });

  it('expects the same figures whatever happens to events on their way', () => {
    const options = { seed: 3, requests: 1_000, ...month, timeZone: 'UTC', reference };
    const calm = makeScenario({ ...options, faults: noFaults });
    const stormy = makeScenario({
      ...options,
      faults: {
        ...noFaults,
        redeliveredAtOnce: 0.3,
        redeliveredLater: 0.3,
        reordered: 1,
        late: 0.5,
      },
    });
    expect(stormy.expected).toEqual(calm.expected);
    expect(stormy.messages.length).toBeGreaterThan(1.2 * calm.messages.length);
  });
});
