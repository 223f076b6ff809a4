// Usage records for tests of the store: real ones, made by the domain from an observation.
import { parseInstant } from '../../shared/domain/instant';
import type { RequestId } from '../../shared/domain/usage/observation';
import { joinRecords, recordOf, type UsageRecord } from '../../shared/domain/usage/usage-record';

export const usageRecord = (id: string, at = '2026-11-02T10:03:00Z', tokens = 10): UsageRecord => {
  const occurredAt = parseInstant(at);
  if (occurredAt === undefined) throw new Error(`not an instant: ${at}`);
  return recordOf({
    requestId: id as RequestId,
    source: 'policy',
    occurredAt,
    facts: { model: 'gpt-5-mini', subscriptionId: 'team-a', status: 200 },
    counters: { prompt_tokens: tokens, completion_tokens: 2, total_tokens: tokens + 2 },
  });
};

/** The record after another source said that it happened earlier. */
export const movedTo = (record: UsageRecord, at: string): UsageRecord => {
  const { window, windows, occurredAt } = usageRecord(record.id, at);
  return joinRecords(record, { ...record, window, windows, occurredAt, conflicts: {} });
};
