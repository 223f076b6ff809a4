// What a consumer's subscription received, to be awaited: tests wait for a state, never for a time.

import type {
  MessagingError,
  PartitionContext,
  ReceivedEventData,
  SubscriptionEventHandlers,
} from '@azure/event-hubs';

export class ReceivedEvents {
  readonly events: ReceivedEventData[] = [];
  readonly errorCodes: (string | undefined)[] = [];
  lastContext: PartitionContext | undefined;
  readonly #watchers = new Set<() => void>();

  /** `afterEach` runs before the batch counts as received, for instance to write a checkpoint. */
  handlers(
    afterEach: (event: ReceivedEventData, context: PartitionContext) => Promise<void> = () =>
      Promise.resolve(),
  ): SubscriptionEventHandlers {
    return {
      processEvents: async (events, context) => {
        for (const event of events) await afterEach(event, context);
        this.events.push(...events);
        this.lastContext = context;
        this.notify();
      },
      processError: (error: Error | MessagingError) => {
        this.errorCodes.push('code' in error ? error.code : error.message);
        this.notify();
        return Promise.resolve();
      },
    };
  }

  get bodies(): unknown[] {
    return this.events.map(({ body }): unknown => body);
  }

  async count(count: number): Promise<this> {
    return this.until(() => this.events.length >= count);
  }

  async until(isReached: () => boolean): Promise<this> {
    if (isReached()) return this;
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!isReached()) return;
        this.#watchers.delete(watcher);
        resolve(this);
      };
      this.#watchers.add(watcher);
    });
  }

  /** Something changed that a test may wait for. */
  notify(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
