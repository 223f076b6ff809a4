// Calls of the tools that the Responses API runs itself: each is sold by the call, and none is in the
// usage object. They are counted by the type of the item, as `tool_calls.web_search_call`.
//
// Of a web search, only the action `search` costs a call; opening a page and finding a text in it do
// not ("Search actions incur a tool call cost", developers.openai.com/api/docs/guides/tools-web-search).
// The code interpreter is sold by the session, which several calls may share for up to an hour
// (learn.microsoft.com/azure/ai-foundry/agents/how-to/tools/code-interpreter).
import { toolCallTypesMax } from '../../limits';
import type { Counters } from '../usage/observation';
import { notACount, readCount } from './counts';
import { countExpected, isFields, type Faults, type Fields } from './field-reader';

/** The calls of an answer's `output`, by type; undefined if there are none. */
export function toolCallsIn(answer: Fields): Counters | undefined {
  const { output } = answer;
  const calls: Record<string, number> = {};
  for (const item of Array.isArray(output) ? (output as readonly unknown[]) : []) {
    if (!isFields(item) || !isHostedCall(item['type']) || !isSold(item)) continue;
    addCall(calls, item['type'], 1);
  }
  const searches = searchesStated(answer);
  if (searches > 0) calls[`${prefix}web_search_call`] = searches;
  return Object.keys(calls).length === 0 ? undefined : calls;
}

/** The counts that a policy made in the same way. */
export function readToolCalls(value: unknown, path: string, faults: Faults): Counters | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isFields(value)) {
    faults.report('badField', path, 'expected counts by the type of the call');
    return undefined;
  }
  const calls: Record<string, number> = {};
  for (const [type, stated] of Object.entries(value)) {
    const count = readCount(stated);
    if (count === notACount) faults.report('badCount', path, countExpected);
    else if (count !== undefined && count > 0 && isHostedCall(type)) addCall(calls, type, count);
  }
  return Object.keys(calls).length === 0 ? undefined : calls;
}

/** The counters with the calls; null if the source states no usage, because calls are not all of it. */
export const withToolCalls = (
  counters: Counters | null,
  calls: Counters | undefined,
): Counters | null =>
  counters === null || calls === undefined ? counters : { ...counters, ...calls };

const prefix = 'tool_calls.';

// Types past the bound are counted together: none of them has a meter.
const addCall = (calls: Record<string, number>, type: string, count: number): void => {
  const name = prefix + type;
  const isKnown = calls[name] !== undefined || Object.keys(calls).length < toolCallTypesMax;
  const counted = isKnown ? name : `${prefix}other_call`;
  calls[counted] = (calls[counted] ?? 0) + count;
};

/** Calls that a client answers, or that cost no more than their tokens. */
const notHosted: ReadonlySet<string> = new Set([
  'function_call',
  'custom_tool_call',
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
  'mcp_call',
  'tool_search_call',
]);

const isHostedCall = (type: unknown): type is string =>
  typeof type === 'string' && /^[a-z]\w{0,50}_call$/.test(type) && !notHosted.has(type);

const isSold = ({ type, status, action }: Fields): boolean => {
  if (status !== undefined && status !== null && status !== 'completed') return false;
  const named = isFields(action) ? action['type'] : undefined;
  return type !== 'web_search_call' || named === undefined || named === 'search';
};

/** Newer answers state the number of searches that are sold. */
const searchesStated = ({ tool_usage: usage }: Fields): number => {
  const search = isFields(usage) ? usage['web_search'] : undefined;
  const stated = isFields(search) ? readCount(search['num_requests']) : undefined;
  return typeof stated === 'number' ? stated : 0;
};
