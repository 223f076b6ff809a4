// What a test says about a call, and what it learns.

export interface GatewayRequest {
  /** A file's name in policies/apis, without .xml. */
  readonly api: string;
  /** The API's url suffix, which the backend does not see; none by default. */
  readonly apiPath?: string;
  readonly operation?: {
    readonly id: string;
    readonly method: string;
    readonly urlTemplate: string;
    readonly name: string;
  };
  /** The values of the url template's parameters. */
  readonly matchedParameters?: Readonly<Record<string, string>>;
  readonly method: string;
  /** As the client called it: path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Without one, context.Request.Body is null. */
  readonly body?: string | Buffer;
  /** Null, as in a keyless call, unless said. So are product and user. */
  readonly subscription?: {
    readonly id: string;
    readonly name: string;
    readonly key: string;
  } | null;
  readonly product?: { readonly id: string; readonly name: string } | null;
  readonly user?: {
    readonly id: string;
    readonly email?: string;
    readonly firstName?: string;
    readonly lastName?: string;
  } | null;
  /** A GUID. */
  readonly requestId?: string;
  /** An ISO instant. */
  readonly timestamp?: string;
  /** What context.Elapsed says, at any point. */
  readonly elapsedMs?: number;
  /** Over those given to openGateway. */
  readonly namedValues?: Readonly<Record<string, string>>;
  /** What validate-azure-ad-token finds; no token at all unless said. */
  readonly token?:
    { readonly claims: Readonly<Record<string, string | readonly string[]>> } | 'invalid' | null;
  /** Which limiter turns the call away. */
  readonly limits?: 'tokens-exceeded' | 'quota-exceeded' | 'calls-exceeded';
  /** What the token limits count and publish. */
  readonly tokenCounts?: Partial<TokenCounts>;
  /** The lookup of a cache finds the first of `backends`, and no backend is called for it. */
  readonly cache?: 'hit';
  /** One for each call of a backend, in turn. */
  readonly backends: readonly (BackendAnswer | BackendFailure)[];
  /** Every call of a backend ends so. */
  readonly fault?: BackendFault;
}

export interface TokenCounts {
  readonly remaining: number;
  readonly remainingQuota: number;
  /** tokens-consumed before the answer, where the policy estimates the prompt. */
  readonly promptEstimate: number;
  /** tokens-consumed after a streamed answer. */
  readonly streamEstimate: number;
}

export type BackendFault = 'connection-failure' | 'timeout';

/** A call of a backend that ends without its answer. Within retry another may follow. */
export interface BackendFailure {
  readonly fault: BackendFault;
  /**
   * What context.Response is when retry evaluates its condition: no page says, and the one trace
   * that is public shows the gateway's own 500. Unless said, it is that.
   */
  readonly leaves?: 'no answer';
}

export interface BackendAnswer {
  readonly status: number;
  readonly reason?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Without one, context.Response.Body is null. */
  readonly body?: string | Buffer;
  /** The body comes in pieces: a policy that reads or buffers it fails the test. */
  readonly stream?: boolean;
  /** The connection ends within the body. */
  readonly breaks?: boolean;
}

export interface GatewayResult {
  /** What the client gets. */
  readonly response: {
    readonly status: number;
    readonly reason: string;
    readonly headers: Readonly<Record<string, readonly string[]>>;
    readonly body: Buffer;
  };
  readonly backendCalls: readonly BackendCall[];
  /** What log-to-eventhub sent. */
  readonly events: readonly LoggedEvent[];
  readonly lastError?: GatewayError;
  /** Exceptions that an expression threw and did not catch. */
  readonly expressionErrors: readonly ExpressionError[];
  /** Of each evaluation that took any steps; none unless the gateway counts them. */
  readonly expressionWork: readonly ExpressionWork[];
  /** How often expressions read the bodies. */
  readonly bodyReads: { readonly request: number; readonly response: number };
}

export interface BackendCall {
  readonly backendId?: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

export interface LoggedEvent {
  readonly loggerId: string;
  readonly partitionKey?: string;
  readonly text: string;
}

export interface GatewayError {
  readonly source: string;
  readonly reason: string;
  readonly message: string;
  readonly section: string;
  readonly scope: string;
  readonly path: string;
  readonly policyId?: string;
}

export interface ExpressionError {
  readonly file: string;
  readonly line: number;
  readonly expression: string;
  readonly error: string;
}

export interface ExpressionWork {
  readonly file: string;
  readonly line: number;
  /** Turns of loops, and characters that calls went through. */
  readonly steps: number;
  /** The length of the longest text that a regular expression was applied to. */
  readonly longestMatched: number;
}
