// Which C# type an expression must have, by the place where it stands. The pages of the policies
// say boolean, number or text; where they are silent an expression gives a string, as in all of the
// documentation's examples.

export type ValueType = 'text' | 'boolean' | 'integer' | 'any';

// `element attribute`, with #text for an element's content.
const types: ReadonlyMap<string, ValueType> = new Map<string, ValueType>([
  ['set-variable value', 'any'],
  ['when condition', 'boolean'],
  ['retry condition', 'boolean'],
  ['retry count', 'integer'],
  ['retry interval', 'integer'],
  ['retry max-interval', 'integer'],
  ['retry delta', 'integer'],
  ['retry first-fast-retry', 'boolean'],
  ['rate-limit-by-key increment-condition', 'boolean'],
  ['rate-limit-by-key calls', 'integer'],
  ['rate-limit-by-key renewal-period', 'integer'],
  ['quota-by-key increment-condition', 'boolean'],
  ['forward-request timeout', 'integer'],
  ['forward-request timeout-ms', 'integer'],
  ['set-status code', 'integer'],
  ['rewrite-uri copy-unmatched-params', 'boolean'],
  ['cache-store duration', 'integer'],
  ['cache-store cache-response', 'boolean'],
  ['llm-semantic-cache-store duration', 'integer'],
  ['azure-openai-semantic-cache-store duration', 'integer'],
  ['llm-token-limit tokens-per-minute', 'integer'],
  ['azure-openai-token-limit tokens-per-minute', 'integer'],
  ['validate-azure-ad-token failed-validation-httpcode', 'integer'],
]);

export const valueTypeOf = (element: string, attribute: string): ValueType =>
  types.get(`${element} ${attribute}`) ?? 'text';
