// What became of a streamed call's request, and who asked for its usage.
import type { GatewayRequest } from '../harness/gateway-call';
import type { Execute } from './execute-policies';

export interface StreamOutcome {
  /** The body that the backend got. */
  readonly sent: Buffer;
  readonly askedBy: unknown;
}

/** What the gateway inserts into the options. */
export const includeUsage = '"include_usage":true';

export const outcomeOf = async (execute: Execute, call: GatewayRequest): Promise<StreamOutcome> => {
  const { backendCalls, events, expressionErrors } = await execute(call);
  expect(expressionErrors).toEqual([]);
  expect(backendCalls).toHaveLength(1);
  const event = JSON.parse(events[0]?.text ?? '') as { data: Record<string, unknown> };
  return { sent: backendCalls[0]!.body, askedBy: event.data['usageAskedBy'] };
};
