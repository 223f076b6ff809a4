// Per-request telemetry, only where a setting asks for it: the event that the dashboards of
// Microsoft's sample query. A duplicate is not sent again; a joined record is, with what is known
// by then, under the same id.
import { promptMeters, sumOf } from '../../domain/usage/meters';
import { totalTokens } from '../../domain/usage/normalise-counters';
import { resolve } from '../../domain/usage/resolve';
import type { Stowed } from './join-into-store';
import type { Telemetry } from '../ports';
import { azureOpenAiTokens } from '../telemetry-events';

export const reportRequests = (telemetry: Telemetry, stowed: readonly Stowed[]): void => {
  for (const { kind, record } of stowed) {
    if (kind !== 'created' && kind !== 'joined') continue;
    const { dimensions, meters, others } = resolve(record);
    const all = [meters, ...others.map((other) => other.meters)];
    const promptTokens = all.reduce((sum, each) => sum + sumOf(each, promptMeters), 0);
    const total = all.reduce((sum, each) => sum + totalTokens(each), 0);
    telemetry.event(
      azureOpenAiTokens({
        requestId: record.id,
        occurredAt: record.occurredAt,
        operation: record.observations.policy?.facts.operation,
        keyHash: dimensions.keyHash ?? undefined,
        streamed: dimensions.streamed ?? undefined,
        promptTokens,
        completionTokens: total - promptTokens,
        totalTokens: total,
      }),
    );
  }
};
