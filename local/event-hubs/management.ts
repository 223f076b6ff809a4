// Management reads: the properties of a hub and of a partition, as maps in the service's own types.

import { type Message, types } from 'rhea';
import { AmqpRefusal } from './amqp-refusal';
import type { Hub } from './hub';
import type { Hubs } from './hubs';
import type { Partition } from './partition';
import type { Reply } from './request-node';

const HUB_TYPE = 'com.microsoft:eventhub';
const PARTITION_TYPE = 'com.microsoft:partition';

/** AMQP type code of a string up to 255 bytes, the type of the elements of `partition_ids`. */
const STR8 = 0xa1;

/** What the service reports as the time and position of the last event where there never was one. */
const NEVER_MS = Date.parse('0001-01-01T00:00:00Z');
const NO_SEQUENCE_NUMBER = -1;
const NO_OFFSET = '-1';

export function answerManagement(request: Message, hubs: Hubs): Reply | AmqpRefusal {
  const properties: Record<string, unknown> = request.application_properties ?? {};
  const { operation, type, name, partition: partitionId } = properties;
  if (operation !== 'READ' || (type !== HUB_TYPE && type !== PARTITION_TYPE)) {
    return new AmqpRefusal(
      'amqp:not-implemented',
      `$management knows the operation READ of ${HUB_TYPE} and ${PARTITION_TYPE} only.`,
    );
  }
  const hub = hubs.find(String(name));
  if (hub instanceof AmqpRefusal) return hub;
  if (type === HUB_TYPE) return ok(describeHub(hub));

  const partition = hub.findPartition(String(partitionId));
  return partition instanceof AmqpRefusal ? partition : ok(describePartition(hub, partition));
}

function ok(body: object): Reply {
  return { status: 200, description: 'OK', body };
}

function describeHub(hub: Hub): object {
  const ids = hub.partitions.map(({ id }) => id);
  return {
    name: hub.name,
    type: HUB_TYPE,
    created_at: types.wrap_timestamp(hub.createdAt.getTime()),
    partition_count: types.wrap_int(ids.length),
    partition_ids: types.wrap_array(ids, STR8, undefined),
    georeplication_factor: types.wrap_int(1),
  };
}

function describePartition(hub: Hub, { id, log }: Partition): object {
  const { last } = log;
  return {
    name: hub.name,
    type: PARTITION_TYPE,
    partition: id,
    begin_sequence_number: types.wrap_long(log.beginSequenceNumber),
    last_enqueued_sequence_number: types.wrap_long(last?.sequenceNumber ?? NO_SEQUENCE_NUMBER),
    last_enqueued_offset: last ? String(last.offset) : NO_OFFSET,
    last_enqueued_time_utc: types.wrap_timestamp(last?.enqueuedAtMs ?? NEVER_MS),
    is_partition_empty: last === undefined,
  };
}
