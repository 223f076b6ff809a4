// Counts the steps of every expression over texts that are hard to scan. Twice the text may take at most
// three times the steps, whatever the text contains. No clock is involved.
import type { ExpressionWork, GatewayRequest } from './harness/gateway-call';
import { answered, chatCall, classicCall, messagesCall, streamed, v1Call } from './support/calls';
import { describeExecuted, type Execute } from './support/execute-policies';

const KB = 1024;
const lengths = [64, 128, 256, 512, 1024].map((kilobytes) => kilobytes * KB);
const ratioMax = 3;
/** Below this, a ratio means nothing: the expression returned early at one of the lengths. */
const stepsMin = 64 * KB;
/** The longest text for a regular expression: a usage object that is copied. */
const matchedCharsMax = 20_100;
/** Above all tested lengths, so that the bounds do not hide how the work grows. */
const namedValues = { 'llm-request-bytes-max': '3000000', 'llm-answer-bytes-max': '3000000' };

/** A pattern again and again, to the length. */
const filled = (pattern: string, length: number): string =>
  pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);

type CallOf = (length: number) => GatewayRequest;

const chat = (body: string): GatewayRequest => chatCall(streamed(), { body, namedValues });
const message = (body: string): GatewayRequest =>
  messagesCall(answered('{}'), { body, namedValues });
const answer = (body: string): GatewayRequest =>
  classicCall('chat/completions', answered(body), { namedValues });
const response = (body: string): GatewayRequest =>
  v1Call('responses', answered(body), { namedValues });
const withHeader =
  (name: string, of: (length: number) => string): CallOf =>
  (length) =>
    chatCall(answered('{}'), {
      headers: { 'Content-Type': 'application/json', [name]: of(length) },
    });

/** Texts that a scanner could read many times over. */
const texts: Readonly<Record<string, (length: number) => string>> = {
  'one long text': (n) => `{"a":"${filled('x', n)}"}`,
  'a text of escapes': (n) => `{"a":"${filled('\\\\', n - (n % 2))}"}`,
  'a text of escaped quotes': (n) => `{"a":"${filled('\\"', n - (n % 2))}"}`,
  'a text of escaped quotes that does not end': (n) => `{"a":"${filled('\\"', n - (n % 2))}`,
  'a text that ends in escapes': (n) => `{"a":"${filled('\\', n - 1 - (n % 2))}`,
  'many short texts': (n) => `{"a":[${filled('"a",', n)}""]}`,
  'many members': (n) => `{${filled('"ab":1,', n - (n % 7))}"a":1}`,
  'many members with blanks': (n) => `{${filled('"a" : 1 , ', n - (n % 10))}"a":1}`,
  'many members with escapes in their names': (n) =>
    `{${filled('"\\u0061":1,', n - (n % 11))}"a":1}`,
  'a long name': (n) => `{"${filled('x', n)}":1}`,
  'many members of the same wanted name': (n) => `{${filled('"model":"x",', n - (n % 12))}"a":1}`,
  blanks: (n) => `{"a":1${filled(' \n', n)},"b":2${filled('\t', n)}}`,
  'opened brackets': (n) => `{"a":${filled('[', n)}`,
  'nested lists': (n) => `{"a":${filled('[', n / 2)}${filled(']', n / 2)}}`,
  'nested objects': (n) => `{"a":${'{"a":'.repeat(n / 6)}1${'}'.repeat(n / 6)}}`,
  commas: (n) => `{${filled(',', n)}}`,
  colons: (n) => `{"a":${filled(':', n)}}`,
  'objects behind each other': (n) => filled('{}', n),
  'text that is no JSON': (n) => filled('x', n),
};

const streamTexts: typeof texts = {
  ...Object.fromEntries(
    Object.entries(texts).map(([title, of]) => [
      title,
      (n: number) => of(n).replace('{', '{"stream":true,'),
    ]),
  ),
  'options of many members': (n) =>
    `{"stream":true,"stream_options":{${filled('"ab":1,', n - (n % 7))}"a":1}}`,
  'text in two bytes': (n) => `{"stream":true,"a":"${filled('é', n / 2)}"}`,
};

const usageOf = (inner: string): string => `{"id":"a","usage":{${inner}}}`;
const answerTexts: typeof texts = {
  ...texts,
  'a usage of many counts': (n) => usageOf(`${filled('"ab":1,', n - (n % 7))}"a":1`),
  'a usage with escaped quotes and a line break': (n) =>
    usageOf(`"a":"${filled('\\"', n - (n % 2))}\n"`),
  'a usage of texts that are no words': (n) => usageOf(`"a":[${filled('"a b",', n - (n % 6))}""]`),
  'a usage of blanks': (n) => usageOf(`"a":1${filled(' ', n)}`),
  'a usage of commas': (n) => usageOf(filled(', ', n)),
  'a usage of digits': (n) => usageOf(`"a":${filled('1', n)}`),
  'a usage nested deeply': (n) => usageOf(`"a":${'{"a":'.repeat(n / 6)}1${'}'.repeat(n / 6)}`),
  'an error that is long': (n) => `{"error":{"code":"${filled('x', n)}"}}`,
  'an error nested deeply': (n) => `{"error":{"code":${'['.repeat(n / 2)}${']'.repeat(n / 2)}}}`,
  'an id of escapes': (n) => `{"id":"${filled('\\\\', n - (n % 2))}"}`,
  'vectors of numbers': (n) => `{"data":[${filled('[0.012,', n)}`,
  'many images': (n) => `{"data":[${filled('{"a":1},', n - (n % 8))}{}]}`,
};

const itemTexts: typeof texts = {
  'many tool calls': (n) =>
    `{"output":[${filled('{"type":"web_search_call","status":"completed"},', n - (n % 48))}{}]}`,
  'tool calls of a long kind': (n) => `{"output":[{"type":"${filled('x', n)}"}]}`,
  'a long number of searches': (n) =>
    `{"tool_usage":{"web_search":{"num_requests":${filled('1', n)}}}}`,
};

const bodies = (
  subject: string,
  callWith: (body: string) => GatewayRequest,
  of: typeof texts,
): readonly (readonly [string, string, CallOf])[] =>
  Object.entries(of).map(([title, bodyOf]) => [
    subject,
    title,
    (length: number) => callWith(bodyOf(length)),
  ]);

const longTokens: Readonly<Record<string, (length: number) => string>> = {
  'of dots': (n) => `Bearer ${filled('.', n)}`,
  'of blanks': (n) => `Bearer ${filled(' ', n)}`,
  'of a form of tokens': (n) => `Bearer ${filled('eyJ-', n)}`,
  'of three parts': (n) =>
    `Bearer ${[filled('A', n), filled('B', n), ''].map((part) => `eyJ${part}`).join('.')}`,
  'of a nested payload': (n) =>
    `Bearer e30.${Buffer.from(`{"a":${filled('[', n)}`).toString('base64url')}.x`,
};

const paths: Readonly<Record<string, string>> = {
  slashes: '/',
  'dot segments': '../',
  'deployments without a name': '/deployments/',
  'responses that are not cancelled': '/responses/a',
  'threads without messages': '/threads/a',
  'batches of batches': '/batches/a',
  'v1 of v1': '/openai/v1/a',
  escapes: '/%2e%2E',
};

const counted = (title: string, tests: (execute: Execute) => void): void => {
  describeExecuted(title, tests, { countsSteps: true });
};

counted('the work of an expression grows no faster than its text', (execute) => {
  it.each([
    ...bodies('a streamed chat completion', chat, streamTexts),
    ...bodies('a request', message, texts),
    ...bodies('an answer', answer, answerTexts),
    ...bodies('a response', response, itemTexts),
  ])('in %s that is %s', async (_subject, _title, callOf) => {
    expect(await steepest(execute, callOf)).toEqual([]);
  });

  it.each(Object.entries(longTokens))('in a bearer token %s', async (_, tokenOf) => {
    expect(await steepest(execute, withHeader('Authorization', tokenOf))).toEqual([]);
  });

  it.each([
    'Content-Type',
    'Content-Length',
    'x-ms-deployment-name',
    'x-ms-region',
    'x-ms-spillover-from-a',
  ])("in an answer's header %s", async (name) => {
    const callOf: CallOf = (length) =>
      chatCall(answered('{}', { [name]: filled('application/jso ', length) }));
    expect(await steepest(execute, callOf)).toEqual([]);
  });

  // API Management accepts URLs of up to 16 KB, so a regular expression may read a whole path:
  // https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits
  it.each(Object.entries(paths))('in a path of %s', async (_, pattern) => {
    const callOf: CallOf = (length) =>
      v1Call('responses', answered('{}'), {
        url: `/openai/v1/${filled(pattern, length).replace(/^\//, '')}`,
      });
    expect(await steepest(execute, callOf, Infinity)).toEqual([]);
  });
});

/** An expression whose work grew too fast, or that applied a regular expression to a long text. */
interface Steep {
  readonly expression: string;
  readonly length: number;
  readonly steps: readonly [number, number];
  readonly longestMatched: number;
}

const steepest = async (
  execute: Execute,
  callOf: CallOf,
  matchedMax = matchedCharsMax,
): Promise<readonly Steep[]> => {
  const steep: Steep[] = [];
  let before = new Map<string, ExpressionWork>();
  for (const length of lengths) {
    const after = await workOf(execute, callOf(length));
    for (const [expression, { steps, longestMatched }] of after) {
      const stepsBefore = before.get(expression)?.steps ?? steps;
      const isSteep = steps > stepsMin && steps > ratioMax * stepsBefore;
      if (isSteep || longestMatched > matchedMax) {
        steep.push({ expression, length, steps: [stepsBefore, steps], longestMatched });
      }
    }
    before = after;
  }
  return steep;
};

const workOf = async (
  execute: Execute,
  call: GatewayRequest,
): Promise<Map<string, ExpressionWork>> => {
  const { expressionWork, expressionErrors } = await execute(call);
  expect(expressionErrors).toEqual([]);
  return new Map(expressionWork.map((work) => [`${work.file}:${work.line}`, work]));
};
