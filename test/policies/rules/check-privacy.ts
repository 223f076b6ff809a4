// Checks that policy files hold no secret, and that no event holds a body, a key or a person.
import type { CSharpToken } from '../harness/csharp-tokens';
import type { PolicyDocument } from '../harness/policy-document';
import type { PolicyFinding } from './policy-finding';
import { valuesOf } from './policy-values';

const secrets: readonly (readonly [RegExp, string])[] = [
  [/(?:SharedAccessKey|AccountKey|sig)=[^;"'\s]+/, 'a connection string or a signature'],
  [/\b[A-Za-z0-9+/]{43}=/, 'a key in Base64'],
  [/\b[0-9a-fA-F]{32}\b/, 'a subscription key'],
  [/\beyJ[A-Za-z0-9_-]{10,}\./, 'a token'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/i, 'an id that belongs into a named value'],
];

/** Members of the context that no expression of ours may touch: keys and people. */
const personal = new Set([
  ...['Key', 'PrimaryKey', 'SecondaryKey', 'Email', 'FirstName', 'LastName', 'Note'],
  ...['Identities', 'Certificate', 'Password'],
]);

/** Members that a policy may need, and that must not reach an event. */
const neverLogged = new Set(['Body', 'IpAddress', 'QueryString', 'Query', 'AsJwt', 'AsBasic']);

export const checkPrivacy = ({ file, source, root }: PolicyDocument): readonly PolicyFinding[] => [
  ...source
    .split('\n')
    .flatMap((text, index) =>
      secrets
        .filter(([pattern]) => pattern.test(text))
        .map(([, what]) => ({ file, line: index + 1, problem: `looks like ${what}` })),
    ),
  ...valuesOf(root).flatMap(({ line, element, expression }) => {
    const members = membersIn(expression?.tokens ?? []);
    const refused = members.filter(
      (name) => personal.has(name) || (element === 'log-to-eventhub' && neverLogged.has(name)),
    );
    return refused.map((name) => ({ file, line, problem: `the expression reads .${name}` }));
  }),
];

const membersIn = (tokens: readonly CSharpToken[]): readonly string[] =>
  tokens
    .filter(({ kind }, index) => kind === 'identifier' && tokens[index - 1]?.text === '.')
    .map(({ text }) => text);
