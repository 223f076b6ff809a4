// What a receiving client asks for when it attaches: where to start, its owner level, runtime metrics. All of it
// comes from the wire, so nothing of it is trusted to have its type.

import type { Sender } from 'rhea';
import { AmqpRefusal } from './amqp-refusal';
import { parsePositionFilter, type StartPosition } from './position-filter';

export interface ReceiverOptions {
  readonly start: StartPosition;
  readonly ownerLevel: number | undefined;
  readonly withRuntimeMetrics: boolean;
}

const SELECTOR_FILTER = 'apache.org:selector-filter:string';
const OWNER_LEVEL_PROPERTY = 'com.microsoft:epoch';
const RUNTIME_METRICS_CAPABILITY = 'com.microsoft:enable-receiver-runtime-metric';

export function readReceiverOptions(link: Sender): ReceiverOptions | AmqpRefusal {
  const start = parsePositionFilter(selectorOf(link));
  if (start instanceof AmqpRefusal) return start;

  const ownerLevel = asRecord(link.properties)[OWNER_LEVEL_PROPERTY] ?? undefined;
  if (ownerLevel !== undefined && !isOwnerLevel(ownerLevel)) {
    return new AmqpRefusal(
      'com.microsoft:argument-error',
      'The owner level of a receiver is an integer of at least 0.',
    );
  }
  const withRuntimeMetrics = capabilitiesOf(link).includes(RUNTIME_METRICS_CAPABILITY);
  return { start, ownerLevel, withRuntimeMetrics };
}

function isOwnerLevel(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function selectorOf(link: Sender): string | undefined {
  const filters = asRecord(asRecord(link.source)['filter']);
  const filter = filters[SELECTOR_FILTER];
  if (filter === undefined) return undefined;
  // A described value, which rhea leaves wrapped. One without text is no position, and refused as such.
  const selector = asRecord(filter)['value'] ?? filter;
  return typeof selector === 'string' ? selector : '';
}

function capabilitiesOf(link: Sender): unknown[] {
  const capabilities: unknown = link.desired_capabilities;
  return Array.isArray(capabilities) ? capabilities : [capabilities];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
