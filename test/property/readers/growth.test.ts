// Promise 8: one event never stops the others, however it was made. Reading an event, sorting it and
// redacting it takes time in proportion to its length: eight times the text may take at most 27 times
// as long (three times for each doubling), where work by the square takes 64 times as long. Processor
// time is compared with processor time, the least of several runs; nothing is held to a clock.
import { letterOf, sortBatch } from '../../../shared/app/ingest/sort-batch';
import { redactPayload } from '../../../shared/domain/readers/redact-payload';
import { parseTimestamp } from '../../../shared/domain/readers/us-date';
import { hubPosition, readerOptions } from '../../support/raw-events';

const small = 64 * 1024;
const large = 8 * small;
const growthMax = 27;

/**
 * Work on the small text counts as this much at the least, in microseconds: what takes less is within the
 * noise of a collection of garbage. Work by the square of 512 KB takes seconds and more.
 */
const effortMin = 2_000;

const repeated = (text: string, chars: number): string =>
  text.repeat(Math.ceil(chars / text.length)).slice(0, chars);

const cloudEvent = (fields: object): string =>
  JSON.stringify({
    specversion: '1.0',
    type: 'llm.usage.v1',
    id: '00000000-0000-4000-9000-000000000001',
    time: '2026-11-02T10:16:00Z',
    data: { usage: { total_tokens: 1 } },
    ...fields,
  });

const gatewayLog = (fields: object, properties: object): object => ({
  time: '2026-11-02T10:16:00Z',
  category: 'GatewayLogs',
  properties: { apiId: 'azure-openai', ...properties },
  ...fields,
});

const privateOpenAi = (response: string): string =>
  JSON.stringify({
    eventTime: '2026-11-02T10:16:00Z',
    appSubscriptionKey: 'k',
    request: '{}',
    response,
  });

/** As many items as give a text of that many characters. */
const listOf = (item: (index: number) => unknown, chars: number): string => {
  const length = JSON.stringify(item(0)).length + 1;
  const items = Array.from({ length: Math.ceil(chars / length) }, (_, index) => item(index));
  return JSON.stringify(items);
};

const record = gatewayLog({}, {});
const inFields = (text: string): object => ({
  ...Object.fromEntries(['id', 'source', 'subject', 'time', 'type'].map((name) => [name, text])),
});

/** Bodies of about so many characters, each made to cost more than it should. */
const bodies: Readonly<Record<string, (chars: number) => string>> = {
  'parts of tokens without end': (chars) =>
    cloudEvent({ data: { model: repeated('eyJ-', chars) } }),
  'parts of tokens with dots': (chars) =>
    cloudEvent({ data: { model: repeated('eyJ-a.', chars) } }),
  'at-signs between blanks': (chars) => cloudEvent({ data: { model: repeated(' @', chars) } }),
  'blanks in a time': (chars) => cloudEvent({ time: `11/2/2026 ${repeated(' ', chars)}x` }),
  'digits in a count': (chars) =>
    cloudEvent({ data: { usage: { total_tokens: `${repeated('1', chars)}x` } } }),
  'blanks around a count': (chars) =>
    cloudEvent({ data: { usage: { total_tokens: `1${repeated(' ', chars)}x` } } }),
  'slashes in a subject': (chars) => cloudEvent({ subject: repeated('/', chars) }),
  'fields of a usage object': (chars) =>
    cloudEvent({
      data: {
        usage: Object.fromEntries(
          Array.from({ length: chars / 12 }, (_, index) => [`field_${index}`, 1]),
        ),
      },
    }),
  'long ids': (chars) => cloudEvent({ id: repeated('a:', chars) }),
  'a bare list whose last item alone is a record': (chars) =>
    `[${repeated('{},', chars).replace(/[^}]*$/, '')},${JSON.stringify(record)}]`,
  'a bare list of records that are rejected': (chars) =>
    listOf(() => gatewayLog({ time: 'soon' }, {}), chars),
  'an envelope of numbers': (chars) => `{"records":[${repeated('1,', chars)}1]}`,
  'records of one request, each at another time': (chars) =>
    listOf(
      (index) =>
        gatewayLog(
          {
            time: new Date(Date.UTC(2026, 10, 2, 10, 16) - index * 900_000).toISOString(),
            correlationId: '00000000-0000-4000-9000-000000000001',
          },
          { method: 'POST', responseCode: 200 },
        ),
      chars,
    ),
  'records of one request that contradict each other': (chars) =>
    listOf(
      (index) =>
        gatewayLog(
          { correlationId: '00000000-0000-4000-9000-000000000001' },
          { operationId: `o${index}` },
        ),
      chars,
    ),
  'chunks of one request that name many responses': (chars) =>
    listOf(
      (index) => ({
        time: '2026-11-02T10:16:00Z',
        category: 'GatewayLlmLogs',
        correlationId: '00000000-0000-4000-9000-000000000001',
        properties: { requestId: `chatcmpl-${index}`, totalTokens: index + 1 },
      }),
      chars,
    ),
  'paths and queries in a URL': (chars) =>
    JSON.stringify(gatewayLog({}, { method: 'POST', url: repeated('/deployments/a?#', chars) })),
  'deployments in a path': (chars) =>
    JSON.stringify(gatewayLog({}, { method: 'POST', url: repeated('/deployments/a%', chars) })),
  'responses in a path': (chars) =>
    JSON.stringify(gatewayLog({}, { method: 'POST', url: repeated('/responses/a', chars) })),
  'revisions of an API': (chars) =>
    JSON.stringify(gatewayLog({}, { apiId: repeated(';rev=1', chars) })),
  'segments of a resource id': (chars) =>
    JSON.stringify(gatewayLog({ resourceId: repeated('/a', chars), correlationId: 'x' }, {})),
  'headers of a response': (chars) =>
    JSON.stringify(
      gatewayLog(
        {},
        {
          responseHeaders: Object.fromEntries(
            Array.from({ length: chars / 16 }, (_, index) => [`x-ms-${index}`, 1]),
          ),
        },
      ),
    ),
  'raw line breaks in a string': (chars) =>
    cloudEvent({ note: '@@@' }).replace('@@@', repeated('\n', chars)),
  'raw line breaks and no JSON': (chars) => `{"a":"${repeated('\n"', chars)}`,
  'lines of a stream that are no JSON': (chars) =>
    privateOpenAi(`data: x\n${repeated('data: {"usage"\n', chars)}`),
  'lines of a stream with usage': (chars) =>
    privateOpenAi(repeated('data: {"usage":{"total_tokens":1}}\n', chars)),
  'blanks before a stream': (chars) => privateOpenAi(`${repeated(' \t', chars)}x`),
  'levels of nesting': (chars) =>
    `{"specversion":${repeated('[', chars / 2)}${repeated(']', chars / 2)}}`,
  'an object of no dialect with long texts': (chars) =>
    JSON.stringify({ ...inFields(repeated('bearer a', chars / 5)) }),
  'an object of no dialect with many fields': (chars) =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: chars / 12 }, (_, index) => [`f${index}`, 'x'])),
    ),
  'text that is no JSON': (chars) => repeated('tokens ', chars),
};

const ingest = (body: string): void => {
  const { deadLetters } = sortBatch([{ body, position: hubPosition }], {
    ...readerOptions,
    lateDays: 31,
    countTokens: () => 1,
  });
  for (const { payload } of deadLetters.map(letterOf)) {
    if (payload === '') throw new Error('nothing was kept');
  }
  redactPayload(body);
};

/** The least processor time of a few runs, in microseconds. */
const effort = (work: () => void): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
};

/** How many times as long it takes: the least of a few comparisons, because other work only adds. */
const growthOf = (work: (chars: number) => () => void): number => {
  const [onSmall, onLarge] = [work(small), work(large)];
  onSmall();
  let growth = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && growth > growthMax; attempt += 1) {
    growth = Math.min(growth, effort(onLarge) / Math.max(effortMin, effort(onSmall)));
  }
  return growth;
};

describe('the work of an event grows with its length, and not faster', () => {
  it.each(Object.entries(bodies))('for %s', (_what, bodyOf) => {
    const growth = growthOf((chars) => {
      const body = bodyOf(chars);
      return () => ingest(body);
    });
    expect(growth).toBeLessThan(growthMax);
  });

  it.each(['1', ' ', '1/', '11/2/2026 ', '11/2/2026 1:00:00 '])(
    'for a time that is made of %j',
    (text) => {
      const growth = growthOf((chars) => {
        const time = `11/2/2026${repeated(text, chars)}`;
        return () => void parseTimestamp(time);
      });
      expect(growth).toBeLessThan(growthMax);
    },
  );
});
