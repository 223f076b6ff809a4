// Checks that policy files hold no secret, and that no event holds a body, a key or a person.
import type { CSharpToken } from '../harness/csharp-tokens';
import type { PolicyDocument } from '../harness/policy-document';
import { elementsNamed } from './policy-elements';
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

/**
 * Members that a policy may need, and that no expression of the file that makes the event may read:
 * nothing of the request, no person, and no text of an error, which may quote the caller.
 */
const neverLogged = new Set([
  ...['Request', 'Body', 'IpAddress', 'QueryString', 'Query', 'Url', 'OriginalUrl'],
  ...['MatchedParameters', 'User', 'Message', 'AsJwt', 'AsBasic'],
]);

/** The variables that may reach an event: ids, names, numbers, and what read-usage lets through. */
const eventVariables = new Set([
  ...['llmAppId', 'llmBackendId', 'llmCache', 'llmDeployment', 'llmOperation', 'llmPromptEstimate'],
  ...[
    'llmBackendStatus',
    'llmHasAnswer',
    'llmRequestedTier',
    'llmResponse',
    'llmUsageAskedBy',
    'llmUsageEvent',
  ],
]);

export const checkPrivacy = ({ file, source, root }: PolicyDocument): readonly PolicyFinding[] => {
  const makesEvent = elementsNamed(root, 'log-to-eventhub').length > 0;
  return [
    ...source
      .split('\n')
      .flatMap((text, index) =>
        secrets
          .filter(([pattern]) => pattern.test(text))
          .map(([, what]) => ({ file, line: index + 1, problem: `looks like ${what}` })),
      ),
    ...valuesOf(root).flatMap(({ line, expression }) => {
      const at = (problem: string): PolicyFinding => ({ file, line, problem });
      if (expression === undefined) return [];
      const refused = membersIn(expression.tokens).filter(
        (name) => personal.has(name) || (makesEvent && neverLogged.has(name)),
      );
      return [
        ...refused.map((name) => at(`the expression reads .${name}`)),
        ...(makesEvent ? variableProblems(expression.code).map(at) : []),
      ];
    }),
  ];
};

const membersIn = (tokens: readonly CSharpToken[]): readonly string[] =>
  tokens
    .filter(({ kind }, index) => kind === 'identifier' && tokens[index - 1]?.text === '.')
    .map(({ text }) => text);

/** A variable by its name: an index, or a method with the name as its first argument. */
const variable = /\.\s*Variables\s*(?:\.\s*\w+\s*(?:<[^<>]*>)?\s*\(|\[)\s*"([^"]*)"/g;

const variableProblems = (code: string): readonly string[] => {
  const names = [...code.matchAll(variable)].map((match) => match[1] ?? '');
  const uses = [...code.matchAll(/\.\s*Variables\b/g)].length;
  return [
    ...names
      .filter((name) => !eventVariables.has(name))
      .map((name) => `the variable ${name} may not reach an event`),
    ...(uses > names.length ? ['the expression reads variables without naming each'] : []),
  ];
};
