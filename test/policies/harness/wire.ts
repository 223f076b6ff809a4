// Calls and results as the lines that go to Mono and come back.
import { z } from 'zod';
import type { GatewayRequest, GatewayResult } from './gateway-call';

const defaults = {
  requestId: '5b1f6a52-9d0c-4c1e-8f0a-3f6f0f9f2b11',
  timestamp: '2026-11-21T09:30:15.1234567Z',
  elapsedMs: 812,
  tokenCounts: { remaining: 1000, remainingQuota: 100_000, promptEstimate: 12, streamEstimate: 20 },
};

export const questionOf = (
  request: GatewayRequest,
  namedValues: Readonly<Record<string, string>>,
): unknown => ({
  ...defaults,
  ...request,
  tokenCounts: { ...defaults.tokenCounts, ...request.tokenCounts },
  namedValues: { ...namedValues, ...request.namedValues },
  body: base64(request.body),
  backends: request.backends.map((one) =>
    'fault' in one ? one : { ...one, body: base64(one.body) },
  ),
});

const base64 = (body: string | Buffer | undefined): string | undefined =>
  body === undefined ? undefined : Buffer.from(body).toString('base64');

const bytes = z.string().transform((text) => Buffer.from(text, 'base64'));
const headers = z.record(z.string(), z.array(z.string()));
// C# says null where TypeScript leaves a member out.
const optional = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);

const answer = z.object({
  response: z.object({ status: z.number(), reason: z.string(), headers, body: bytes }),
  backendCalls: z.array(
    z.object({ backendId: optional, url: z.string(), method: z.string(), headers, body: bytes }),
  ),
  events: z.array(z.object({ loggerId: z.string(), partitionKey: optional, text: z.string() })),
  lastError: z
    .object({
      source: z.string(),
      reason: z.string(),
      message: z.string(),
      section: z.string(),
      scope: z.string(),
      path: z.string(),
      policyId: optional,
    })
    .nullable(),
  expressionErrors: z.array(
    z.object({ file: z.string(), line: z.number(), expression: z.string(), error: z.string() }),
  ),
  expressionWork: z.array(
    z.object({
      file: z.string(),
      line: z.number(),
      steps: z.number(),
      longestMatched: z.number(),
    }),
  ),
  bodyReads: z.object({ request: z.number(), response: z.number() }),
  findings: z.array(z.string()),
});

export const resultOf = (line: unknown): GatewayResult => {
  const fault = z.object({ fault: z.string() }).safeParse(line);
  if (fault.success) throw new Error(fault.data.fault);
  const { findings, lastError, backendCalls, events, ...rest } = answer.parse(line);
  if (findings.length > 0) throw new Error(findings.join('\n'));
  return {
    ...rest,
    backendCalls: backendCalls.map(withoutUndefined),
    events: events.map(withoutUndefined),
    ...(lastError !== null && { lastError: withoutUndefined(lastError) }),
  };
};

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Defined<T>;
