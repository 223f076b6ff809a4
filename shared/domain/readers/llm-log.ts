// A GatewayLlmLogs record: the tokens of a request, or of one chunk of it. It knows no caller, and
// the prompts that it may hold are not looked at.
import type { Counters } from '../usage/observation';
import { factsOf, observedUnless } from './dialect';
import type { DiagnosticRecord } from './diagnostic-record';
import type { FieldReader } from './field-reader';
import { ignore, type Reading } from './reading';
import { readStatedCounts } from './stated-counts';

export const readLlmLog = ({
  record,
  properties,
  timeField,
  requestId,
  faults,
}: DiagnosticRecord): Reading => {
  const counters = readCounters(properties);
  const model = properties.text('modelName');
  const responseId = properties.text('requestId');
  const isChunk = (properties.count('sequenceNumber') ?? 0) > 0;
  const isProbe = counters === null && model === undefined && responseId === undefined && !isChunk;
  if (isProbe && faults.first === undefined) return ignore('zeroTokenProbe');
  const occurredAt = record.instant(timeField);
  if (typeof occurredAt !== 'string') return occurredAt;
  return observedUnless(faults, {
    requestId,
    source: 'llmLog',
    occurredAt,
    facts: factsOf({
      dialect: 'apim-llm-log',
      model,
      deployment: properties.text('deploymentName'),
      responseId,
      // Real streams were seen to say False: only the other answer can be trusted.
      streamed: properties.flag('isStreamCompletion') === true ? true : undefined,
    }),
    counters,
  });
};

const counterOfProperty = {
  promptTokens: 'prompt_tokens',
  completionTokens: 'completion_tokens',
  totalTokens: 'total_tokens',
  promptCachedTokens: 'prompt_tokens_details.cached_tokens',
  completionReasoningTokens: 'completion_tokens_details.reasoning_tokens',
} as const;

// Zeros say nothing here: all chunks of a request but one hold zeros.
const readCounters = (properties: FieldReader): Counters | null => {
  const counters = readStatedCounts(properties, counterOfProperty);
  return Object.values(counters ?? {}).some((count) => count > 0) ? counters : null;
};
