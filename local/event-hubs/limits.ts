// Every bound of the development broker, with its unit and the reason for its value.

/** Largest message a sender may transfer, in bytes: what the service's standard tier allows. */
export const MESSAGE_BYTES_MAX = 1024 * 1024;

/** Events one hub keeps, over all its partitions. The memory of a developer's machine is the limit. */
export const HUB_EVENTS_MAX = 1_000_000;

/** Bytes of encoded events one hub keeps, over all its partitions. */
export const HUB_BYTES_MAX = 1024 * 1024 * 1024;

/** Readers without an owner level on one partition and consumer group: the service's own quota. */
export const READERS_PER_PARTITION_MAX = 5;

/** Messages a sender may have under way on one link: enough to keep it busy, few enough to hold. */
export const SENDER_CREDIT_MESSAGES = 300;
