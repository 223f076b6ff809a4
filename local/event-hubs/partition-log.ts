// The events of one partition in the order of their arrival, in memory. Sequence numbers and offsets only
// ever grow, also when old events are dropped, because clients resume by them. Knows nothing of AMQP.

import type { StartPosition } from './position-filter';

export interface LogPosition {
  readonly sequenceNumber: number;
  /** Byte at which the event starts, counted from the first event ever: not the sequence number. */
  readonly offset: number;
  readonly enqueuedAtMs: number;
}

export interface LogEntry {
  /** The event as it is delivered. */
  readonly message: Buffer;
  /** Length of the part of `message` that precedes all annotations. */
  readonly headerBytes: number;
}

export interface LoggedEvent extends LogPosition, LogEntry {}

export interface LogLimits {
  readonly eventsMax: number;
  readonly bytesMax: number;
}

/** Dropped events leave an empty slot at the front until there are this many: one copy for them all. */
const COMPACT_AT_SLOTS = 1024;

export class PartitionLog {
  readonly #limits: LogLimits;
  #slots: (LoggedEvent | undefined)[] = [];
  #emptySlots = 0;
  #bytes = 0;
  #next: { readonly sequenceNumber: number; readonly offset: number };
  #last: LogPosition | undefined;

  constructor(limits: LogLimits, firstSequenceNumber = 0) {
    this.#limits = limits;
    this.#next = { sequenceNumber: firstSequenceNumber, offset: 0 };
  }

  get beginSequenceNumber(): number {
    return this.#next.sequenceNumber - this.#retainedEvents;
  }

  get nextSequenceNumber(): number {
    return this.#next.sequenceNumber;
  }

  /** Position of the newest event; undefined as long as there never was one. */
  get last(): LogPosition | undefined {
    return this.#last;
  }

  get #retainedEvents(): number {
    return this.#slots.length - this.#emptySlots;
  }

  /** The entry is made once its position is known: the position is part of what is delivered. */
  append(nowMs: number, makeEntry: (position: LogPosition) => LogEntry): void {
    const position: LogPosition = {
      ...this.#next,
      // Never back in time, or a search by time would miss events.
      enqueuedAtMs: Math.max(nowMs, this.#last?.enqueuedAtMs ?? nowMs),
    };
    const event = { ...position, ...makeEntry(position) };
    this.#slots.push(event);
    this.#bytes += event.message.length;
    this.#last = position;
    this.#next = {
      sequenceNumber: position.sequenceNumber + 1,
      offset: position.offset + event.message.length,
    };
    this.#dropOldest();
  }

  /** The event of that number; if it is dropped already, the oldest there is; undefined past the end. */
  firstFrom(sequenceNumber: number): LoggedEvent | undefined {
    const index = Math.max(sequenceNumber - this.beginSequenceNumber, 0);
    return this.#slots[this.#emptySlots + index];
  }

  /**
   * Sequence number of the first event to deliver. A position behind the end is refused, as the service does:
   * it belongs to an earlier life of the hub, and waiting for it would skip every event until then.
   */
  resolve(start: StartPosition): number | 'past the end' {
    switch (start.kind) {
      case 'earliest':
        return this.beginSequenceNumber;
      case 'latest':
        return this.nextSequenceNumber;
      case 'sequenceNumber': {
        const first = start.isInclusive ? start.value : start.value + 1;
        return first > this.nextSequenceNumber ? 'past the end' : first;
      }
      case 'offset': {
        if (start.value > (this.#last?.offset ?? -1)) return 'past the end';
        const from = start.isInclusive ? start.value : start.value + 1;
        return this.#firstWhere((event) => event.offset >= from);
      }
      case 'enqueuedTime':
        return this.#firstWhere((event) => event.enqueuedAtMs > start.afterMs);
    }
  }

  /** Binary search: false for the older events, true for the newer ones. */
  #firstWhere(isAtOrAfter: (event: LoggedEvent) => boolean): number {
    let low = this.beginSequenceNumber;
    let high = this.nextSequenceNumber;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const event = this.firstFrom(middle);
      if (event && isAtOrAfter(event)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #dropOldest(): void {
    const { eventsMax, bytesMax } = this.#limits;
    // The newest event stays, however large: what was accepted can be read at least once.
    while (
      this.#retainedEvents > 1 &&
      (this.#retainedEvents > eventsMax || this.#bytes > bytesMax)
    ) {
      this.#bytes -= this.#slots[this.#emptySlots]?.message.length ?? 0;
      this.#slots[this.#emptySlots] = undefined;
      this.#emptySlots += 1;
    }
    if (this.#emptySlots >= Math.max(COMPACT_AT_SLOTS, this.#retainedEvents)) {
      this.#slots = this.#slots.slice(this.#emptySlots);
      this.#emptySlots = 0;
    }
  }
}
