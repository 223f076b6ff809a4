// The telemetry that use cases see: it takes a record, returns at once and never throws. Records
// wait here, in bounded number, while the sender is loaded or has all it can hold; what is dropped
// is counted and reported. It knows no SDK.
import { telemetryHandoverRecordsMax, telemetryWaitingRecordsMax } from '../../limits';
import type { Telemetry, TelemetryEvent } from '../../app/ports';
import { withinDeadline } from '../deadline';

export interface TelemetryAdapter extends Telemetry {
  /** Sends what is waiting, for as long as a host that stops can be kept. Never rejects. */
  flush(): Promise<void>;
}

/** One value of a metric. */
export interface MetricValue {
  readonly name: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What takes the records away. `send` only hands over; `flush` ends when they have left. */
export interface TelemetrySender {
  sendEvent(event: TelemetryEvent): void;
  sendMetric(metric: MetricValue): void;
  flush(): Promise<void>;
}

export interface BufferedTelemetryOptions {
  /** Called once, when the first record is there. */
  readonly loadSender: () => Promise<TelemetrySender>;
  /** How long a flush may take before it gives up. */
  readonly flushMsMax: number;
  /** Must not throw. */
  readonly onError: (error: Error) => void;
}

type WaitingRecord =
  | { readonly kind: 'event'; readonly event: TelemetryEvent }
  | { readonly kind: 'metric'; readonly metric: MetricValue };

export const makeBufferedTelemetry = (options: BufferedTelemetryOptions): TelemetryAdapter => {
  const waiting: WaitingRecord[] = [];
  let dropped = 0;
  let handedOver = 0;
  let sender: Promise<TelemetrySender> | undefined;
  let draining: Promise<void> | undefined;
  let hasFailed = false;

  const report = (message: string, cause?: unknown): void => {
    options.onError(new Error(message, { cause }));
  };

  const reportDropped = (): void => {
    if (dropped === 0) return;
    report(
      `${dropped} telemetry records were dropped: more than ${telemetryWaitingRecordsMax} were ` +
        'waiting. Look for an outage of the ingestion endpoint, or turn off TELEMETRY_PER_REQUEST.',
    );
    dropped = 0;
  };

  const handOver = (to: TelemetrySender, record: WaitingRecord): void => {
    if (record.kind === 'event') to.sendEvent(record.event);
    else to.sendMetric(record.metric);
  };

  const drain = async (): Promise<void> => {
    try {
      sender ??= options.loadSender();
      const loaded = await sender;
      while (waiting.length > 0) {
        const records = waiting.splice(0, telemetryHandoverRecordsMax - handedOver);
        for (const record of records) handOver(loaded, record);
        handedOver += records.length;
        if (handedOver >= telemetryHandoverRecordsMax) {
          await loaded.flush();
          handedOver = 0;
        }
      }
      reportDropped();
    } catch (error) {
      hasFailed = true;
      waiting.length = 0;
      report('Telemetry is off until the next start: its sender failed.', error);
    } finally {
      // In the same turn as the last look at the queue, so that no record falls between.
      draining = undefined;
    }
  };

  const drainOnce = (): Promise<void> => (draining ??= drain());

  const add = (record: WaitingRecord): void => {
    if (hasFailed) return;
    if (waiting.length >= telemetryWaitingRecordsMax) dropped += 1;
    else waiting.push(record);
    void drainOnce();
  };

  const flushAll = async (): Promise<void> => {
    await drainOnce();
    if (!hasFailed) await (await sender)?.flush();
  };

  return {
    event: (event) => add({ kind: 'event', event }),
    metric: (name, value, dimensions = {}) => {
      if (Number.isFinite(value)) add({ kind: 'metric', metric: { name, value, dimensions } });
    },
    flush: async () => {
      if (sender === undefined || hasFailed) return;
      try {
        await withinDeadline(options.flushMsMax, 'sending telemetry', flushAll);
      } catch (error) {
        report('Not all telemetry was sent before the end; the rest may be lost.', error);
      }
    },
  };
};
