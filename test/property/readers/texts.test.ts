// Which texts of an event come out of it, and that no other does: not into a record, not into a dead
// letter, not into telemetry. The lists are exhaustive: every text of every known shape is tried.
import { resolve } from '../../../shared/domain/usage/resolve';
import { reportRequests } from '../../../shared/app/ingest/report-requests';
import type { UsageRecord } from '../../../shared/domain/usage/usage-record';
import { eventFixtures } from '../../support/event-fixtures';
import { InMemoryProgram } from '../../support/in-memory-program';
import { placesIn, type Place } from '../../support/mutated-events';

/** All that is left of an event anywhere. */
const tracesOf = async (body: unknown) => {
  const program = new InMemoryProgram({ lateDays: 3_650 });
  const summary = await program.deliver(program.enqueue(JSON.stringify(body)));
  const records = [...program.usage.records.values()].map(
    ({ json }) => JSON.parse(json) as UsageRecord,
  );
  const stowed = records.map((record) => ({ kind: 'created', record }) as const);
  reportRequests(program.telemetry, stowed);
  const { events, metrics } = program.telemetry;
  return {
    records: JSON.stringify([records, records.map(resolve), program.state.contents()]),
    deadLetters: JSON.stringify([...program.deadLetters.letters.values()]),
    telemetry: JSON.stringify([events, metrics, summary]),
  };
};

/** The same event with nothing that says when: none of it can be accepted. */
const timeless = (body: unknown): unknown => {
  const event = structuredClone(body);
  for (const { holder, key } of placesIn(event)) {
    if (/^(time|timestamp|event-?time|timegenerated)$/i.test(key)) holder[key] = 'some day';
  }
  return event;
};

const isText = ({ holder, key }: Place): boolean => typeof holder[key] === 'string';

/** By trace: what the fields are called of which a text is found there, in any dialect's spelling. */
const fieldsThatShow = async (words: string, prepare: (body: unknown) => unknown) => {
  const shown = {
    records: new Set<string>(),
    deadLetters: new Set<string>(),
    telemetry: new Set<string>(),
  };
  for (const { body } of eventFixtures) {
    for (const { path, key } of placesIn(prepare(body)).filter(isText)) {
      const event = prepare(body);
      const place = placesIn(event).find((one) => one.path === path);
      if (place !== undefined) place.holder[place.key] = words;
      const traces = await tracesOf(event);
      for (const trace of ['records', 'deadLetters', 'telemetry'] as const) {
        if (traces[trace].includes(words)) shown[trace].add(key.toLowerCase());
      }
    }
  }
  const { records, deadLetters, telemetry } = shown;
  return {
    records: [...records].sort(),
    deadLetters: [...deadLetters].sort(),
    telemetry: [...telemetry].sort(),
  };
};

const asItIs = (body: unknown): unknown => structuredClone(body);

describe('a text that a sender put into a field', () => {
  const words = 'CANARY words';
  let shownAsItIs: ReturnType<typeof fieldsThatShow>;
  beforeAll(() => (shownAsItIs = fieldsThatShow(words, asItIs)));

  it('is in the record where it is a fact about the caller, the model or the gateway', async () => {
    const { records } = await shownAsItIs;
    expect(records).toEqual([
      ...['apiid', 'apimsubscriptionid', 'apioperation', 'appid', 'backendid', 'deployment'],
      ...['deploymentid', 'deploymentname', 'id', 'model', 'modelname', 'operation', 'operationid'],
      ...['operationname', 'productid', 'productname', 'region', 'requestid', 'routelocation'],
      ...['serveddeployment', 'service_tier', 'servicetier', 'subject', 'subscriptionid'],
      ...['x-ms-deployment-name'],
    ]);
  });

  it('is in telemetry where it names the operation, and nowhere else', async () => {
    const { telemetry } = await shownAsItIs;
    expect(telemetry).toEqual([...['apioperation', 'operation', 'operationname']]);
  });

  it('is in a dead letter where the field holds a time, an id, a name or a count', async () => {
    const { deadLetters } = await fieldsThatShow(words, timeless);
    expect(deadLetters).toEqual([
      ...['apiid', 'apimsubscriptionid', 'apioperation', 'apiversion', 'appid', 'audiotokens'],
      ...['backendid', 'cachedtokens', 'completion_tokens', 'completiontokens', 'correlationid'],
      ...['deployment', 'deploymentname', 'event-time', 'eventtime', 'gatewayid', 'gatewayname'],
      ...['gatewayregion', 'id', 'isstreamcompletion', 'location', 'message-id', 'model'],
      ...['modelname', 'operation', 'operationid', 'operationname', 'productid', 'productname'],
      ...['prompt_tokens', 'prompttokens', 'region', 'requestid', 'responsecode'],
      ...['responsetokens', 'resulttype', 'routelocation', 'routename', 'seconds'],
      ...['serveddeployment', 'service_tier', 'servicename', 'servicetier', 'source'],
      ...[
        'specversion',
        'status',
        'streamed',
        'subject',
        'subscriptionid',
        'targetservice',
        'time',
      ],
      ...['timestamp', 'total_tokens', 'totaltokens', 'type'],
    ]);
  });

  it.each([
    ['a connection string', 'Endpoint=sb://x/;SharedAccessKey=c2VjcmV0'],
    ['a URL with its query', 'https://contoso.example/chat?api-key=hidden'],
    ['a token', 'Bearer eyJhbGciOi.eyJzdWIi'],
  ])('is in no dead letter where it is %s', async (_what, secret) => {
    const { deadLetters } = await fieldsThatShow(secret, timeless);
    expect(deadLetters).toEqual([]);
  });

  it('is nowhere at all where it is the address of a person', async () => {
    for (const prepare of [asItIs, timeless]) {
      expect(await fieldsThatShow('jane.doe@example.com', prepare)).toEqual({
        records: [],
        deadLetters: [],
        telemetry: [],
      });
    }
  });
});

describe('what nobody asked for', () => {
  const names = [
    ...['prompt', 'userPrompt', 'content', 'authorization', 'x-forwarded-for', 'callerIpAddress'],
    ...['userId', 'email', 'cookie', 'headers', 'query', 'note', 'lastError'],
  ];

  it('is nowhere, at whatever depth of an event it comes along', async () => {
    for (const { body } of eventFixtures) {
      for (const prepare of [asItIs, timeless]) {
        const event = prepare(body);
        const objects = [event, ...placesIn(event).map(({ holder, key }) => holder[key])];
        for (const object of objects) {
          if (typeof object !== 'object' || object === null || Array.isArray(object)) continue;
          for (const name of names) (object as Record<string, unknown>)[name] ??= 'CANARY words';
        }
        expect(JSON.stringify(event)).toContain('CANARY');
        for (const trace of Object.values(await tracesOf(event))) {
          expect(trace).not.toContain('CANARY');
        }
      }
    }
  });

  it('is nowhere of the prompts, answers and keys in the known shapes, however they are wrapped', async () => {
    for (const { body } of eventFixtures) {
      for (const prepare of [asItIs, timeless]) {
        const event = prepare(body);
        for (const wrapped of [event, { records: [event] }, [event], { data: event }, { event }]) {
          const { records, deadLetters, telemetry } = await tracesOf(wrapped);
          expect(records + deadLetters + telemetry).not.toMatch(/CANARY/i);
        }
      }
    }
  });
});
