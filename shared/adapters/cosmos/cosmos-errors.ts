// Says in our own terms what went wrong with Cosmos DB. Errors that a retry or an operator can fix
// (a role, a container, a full partition key) become DependencyUnavailable: the batch or the tick is
// repeated and nothing is lost. Errors that no attempt can fix are plain Errors.
import { CosmosDiagnostics, ErrorResponse } from '@azure/cosmos';

import { DependencyUnavailable, PartitionFull } from '../../app/ports';

export const status = {
  badRequest: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  preconditionFailed: 412,
  tooLarge: 413,
  throttled: 429,
  /** Another write of the same document was under way. */
  retryWith: 449,
} as const;

/** Distinguishes two meanings of one status. 1014: learn.microsoft.com/azure/cosmos-db/nosql/
 *  troubleshoot-forbidden, "Partition key exceeding storage". 3402: Azure/azure-cosmos-dotnet-v3#2124,
 *  and the retry policy of executeBulkOperations in @azure/cosmos. */
export const subStatus = {
  /** Of 403: the documents under the partition key have reached 20 GB. */
  partitionFull: 1014,
  /** Of 413: the answer of the bulk request has no room for this read. */
  answerTooLarge: 3402,
} as const;

/** The HTTP status behind an error of the SDK; undefined where no answer came at all. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof ErrorResponse && typeof error.code === 'number'
    ? error.code
    : lastFailureOf(error)?.statusCode;

/** The sub-status beside it. */
export const subStatusOf = (error: unknown): number | undefined =>
  error instanceof ErrorResponse && typeof error.substatus === 'number'
    ? error.substatus
    : lastFailureOf(error)?.subStatusCode;

// The SDK wraps what stops a whole bulk call in an Error without a code; the status is left in the
// diagnostics only.
const lastFailureOf = (
  error: unknown,
): { readonly statusCode?: number; readonly subStatusCode?: number } | undefined => {
  const diagnostics: unknown =
    error instanceof Error && 'diagnostics' in error && error.diagnostics;
  if (!(diagnostics instanceof CosmosDiagnostics)) return undefined;
  return diagnostics.clientSideRequestStatistics.gatewayStatistics.findLast(
    ({ statusCode }) => statusCode !== undefined && statusCode >= 400,
  );
};

/** `doing` names the operation for people, e.g. `write to container usage`. */
export const translateCosmosError = (error: unknown, doing: string): Error => {
  if (error instanceof DependencyUnavailable) return error;
  const code = statusOf(error);
  if (code !== undefined) return errorOfStatus(code, doing, error, subStatusOf(error));
  if (isSignInFailure(error)) {
    return new DependencyUnavailable(
      `Cosmos DB, ${doing}: there is no identity to sign in with. At a workstation run \`az login\`; in ` +
        'Azure give the app or the machine an identity (infra/ does), and name a user-assigned one in ' +
        'COSMOS_MANAGED_IDENTITY_CLIENT_ID.',
      { cause: error },
    );
  }
  // No status: a broken connection, a time-out, a gateway's HTML.
  return new DependencyUnavailable(
    `Cosmos DB, ${doing}: no usable answer (${firstLineOf(error)}). Check that COSMOS_ENDPOINT or ` +
      'COSMOS_CONNECTION_STRING names the account, and that network and identity let us reach it.',
    { cause: error },
  );
};

// The names of @azure/identity's errors: the class itself is loaded with the first token only.
const signInFailures = ['AggregateAuthenticationError', 'CredentialUnavailableError'];

const isSignInFailure = (error: unknown): boolean =>
  error instanceof Error && signInFailures.includes(error.name);

/** What an answer means that the caller did not expect; `doing` should name container and key. */
export const errorOfAnswer = (
  answer: { readonly status: number; readonly subStatus?: number | undefined },
  doing: string,
): Error => errorOfStatus(answer.status, doing, undefined, answer.subStatus);

/** What a status means that the operation did not expect. */
export const errorOfStatus = (
  code: number,
  doing: string,
  cause?: unknown,
  sub?: number,
): Error => {
  if (code === status.forbidden && sub === subStatus.partitionFull) {
    return new PartitionFull(`Cosmos DB, ${doing}: answered 403, sub-status 1014. ${fullAdvice}`, {
      cause,
    });
  }
  const message = `Cosmos DB, ${doing}: answered ${code}. ${advice(code)}`;
  return code === status.badRequest || code === status.tooLarge
    ? new Error(message, { cause })
    : new DependencyUnavailable(message, { cause });
};

const fullAdvice =
  'The partition key has reached 20 GB, and Cosmos DB takes no further document under it. Make room or ' +
  'ask Azure to raise the bound: docs/runbook.md, "A partition key is full". Until then this is tried again.';

const advice = (code: number): string => {
  switch (code) {
    case status.badRequest:
    case status.tooLarge:
      return 'It refuses the request itself; the program or the document is at fault.';
    case status.unauthorized:
      return 'Check the key in COSMOS_CONNECTION_STRING, or that the identity is of the right tenant.';
    case status.forbidden:
      return (
        'Grant the identity the role "Cosmos DB Built-in Data Contributor" (infra/ does), and check ' +
        "the account's firewall and private endpoint."
      );
    case status.notFound:
      return (
        'Check COSMOS_DATABASE; `npm run provision` creates the database and its containers where ' +
        'keys are allowed, infra/ elsewhere.'
      );
    case status.throttled:
      return (
        'It throttles us: give the database more request units a second, up to the 10,000 that one ' +
        'partition key can use.'
      );
    default:
      return 'The same is tried again; if that lasts, look at the health of the account.';
  }
};

const messageCharsMax = 300;

const firstLineOf = (error: unknown): string =>
  error instanceof Error
    ? (error.message.split('\n')[0] ?? '').slice(0, messageCharsMax)
    : typeof error;
