// Problem documents (RFC 9457): what went wrong, in a form that programs can tell apart by `type`
// and people can act upon by `detail`. A problem never repeats a value that the client sent:
// query strings may hold function keys.
import type { HttpAnswer } from './http-answer';

/** The kinds of problem, with their status and title; docs/openapi.yaml describes each. */
export const problemKinds = {
  'bad-parameter': { status: 400, title: 'A parameter is not valid' },
  'too-much': { status: 400, title: 'The answer would be too large' },
  'unknown-period': { status: 404, title: 'Nothing is published for this period' },
  'unknown-business-unit': { status: 404, title: 'The period has no such business unit' },
  'internal-error': { status: 500, title: 'The program failed' },
  'dependency-unavailable': { status: 503, title: 'A dependency does not answer' },
} as const;
export type ProblemKind = keyof typeof problemKinds;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Names this one occurrence, as the log does. */
  readonly instance?: string;
  /** The parameter that is at fault. */
  readonly parameter?: string;
}

export const problem = (
  kind: ProblemKind,
  detail: string,
  more: Pick<Problem, 'instance' | 'parameter'> = {},
): Problem => ({
  type: `urn:problem-type:chargeback:${kind}`,
  ...problemKinds[kind],
  detail,
  ...more,
});

export const badParameter = (parameter: string, detail: string): Problem =>
  problem('bad-parameter', detail, { parameter });

export const problemResponse = (
  body: Problem,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status: body.status,
  headers: {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...headers,
  },
  body: JSON.stringify(body),
});
