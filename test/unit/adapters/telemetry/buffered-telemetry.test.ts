import {
  makeBufferedTelemetry,
  type MetricValue,
  type TelemetrySender,
} from '../../../../shared/adapters/telemetry/buffered-telemetry';
import type { TelemetryEvent } from '../../../../shared/app/ports';
import { telemetryHandoverRecordsMax, telemetryWaitingRecordsMax } from '../../../../shared/limits';

const event = (index: number): TelemetryEvent => ({
  name: 'Numbered',
  properties: { index: String(index) },
  measurements: {},
});

/** A sender that keeps what it gets; its flushes wait while it is held. */
class RecordingSender implements TelemetrySender {
  readonly events: TelemetryEvent[] = [];
  readonly metrics: MetricValue[] = [];
  unflushedMax = 0;
  private unflushed = 0;
  private release: (() => void) | undefined;
  private held: Promise<void> = Promise.resolve();

  sendEvent(sent: TelemetryEvent): void {
    this.events.push(sent);
    this.unflushed += 1;
    this.unflushedMax = Math.max(this.unflushedMax, this.unflushed);
  }

  sendMetric(metric: MetricValue): void {
    this.metrics.push(metric);
  }

  async flush(): Promise<void> {
    await this.held;
    this.unflushed = 0;
  }

  hold(): void {
    this.held = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  letGo(): void {
    this.release?.();
  }
}

const start = (sender = new RecordingSender(), flushMsMax = 10_000) => {
  const errors: string[] = [];
  let loads = 0;
  const telemetry = makeBufferedTelemetry({
    loadSender: () => {
      loads += 1;
      return Promise.resolve(sender);
    },
    flushMsMax,
    onError: (error) => errors.push(error.message),
  });
  return { telemetry, sender, errors, loads: () => loads };
};

const indexes = (sender: RecordingSender): readonly string[] =>
  sender.events.map(({ properties }) => properties['index'] ?? '');
const upTo = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `${i}`);

test('loads nothing before the first record, and the sender once', async () => {
  const { telemetry, sender, loads } = start();
  await telemetry.flush();
  expect(loads()).toBe(0);
  telemetry.event(event(0));
  telemetry.event(event(1));
  await telemetry.flush();
  expect(loads()).toBe(1);
  expect(indexes(sender)).toEqual(['0', '1']);
});

test('hands over every record in its order, and never more than the SDK can hold', async () => {
  const { telemetry, sender, errors } = start();
  const count = 5 * telemetryHandoverRecordsMax + 1;
  for (let index = 0; index < count; index += 1) telemetry.event(event(index));
  await telemetry.flush();
  expect(indexes(sender)).toEqual(upTo(count));
  expect(sender.unflushedMax).toBeLessThanOrEqual(telemetryHandoverRecordsMax);
  expect(errors).toEqual([]);
});

test('keeps what is emitted while earlier records are on their way', async () => {
  const { telemetry, sender } = start();
  sender.hold();
  for (let index = 0; index < telemetryHandoverRecordsMax; index += 1)
    telemetry.event(event(index));
  const flushed = telemetry.flush();
  await Promise.resolve();
  telemetry.event(event(telemetryHandoverRecordsMax));
  sender.letGo();
  await flushed;
  expect(indexes(sender)).toEqual(upTo(telemetryHandoverRecordsMax + 1));
});

test('drops what is past its bound, and says how many', async () => {
  const { telemetry, sender, errors } = start();
  const count = telemetryWaitingRecordsMax + 7;
  for (let index = 0; index < count; index += 1) telemetry.event(event(index));
  await telemetry.flush();
  expect(indexes(sender)).toEqual(upTo(telemetryWaitingRecordsMax));
  expect(errors).toEqual([expect.stringMatching(/^7 telemetry records were dropped/)]);
});

test('passes metrics on with their dimensions, and leaves out what is no number', async () => {
  const { telemetry, sender } = start();
  telemetry.metric('rollup.pendingWindows', 3);
  telemetry.metric('ingest.lag.seconds', 1.5, { hub: 'llm-usage', partition: '0' });
  telemetry.metric('ingest.lag.seconds', Number.NaN);
  await telemetry.flush();
  expect(sender.metrics).toEqual([
    { name: 'rollup.pendingWindows', value: 3, dimensions: {} },
    { name: 'ingest.lag.seconds', value: 1.5, dimensions: { hub: 'llm-usage', partition: '0' } },
  ]);
});

test('a sender that cannot be loaded is reported once and turns telemetry off', async () => {
  const errors: Error[] = [];
  const cause = new Error('no such module');
  const telemetry = makeBufferedTelemetry({
    loadSender: () => Promise.reject(cause),
    flushMsMax: 10_000,
    onError: (error) => errors.push(error),
  });
  telemetry.event(event(0));
  await telemetry.flush();
  telemetry.event(event(1));
  await telemetry.flush();
  expect(errors).toEqual([
    new Error('Telemetry is off until the next start: its sender failed.', { cause }),
  ]);
});

test('a sender that throws never reaches whoever emits', async () => {
  const sender = new RecordingSender();
  sender.sendEvent = () => {
    throw new Error('broken');
  };
  const { telemetry, errors } = start(sender);
  telemetry.event(event(0));
  await telemetry.flush();
  expect(() => telemetry.event(event(1))).not.toThrow();
  expect(errors).toEqual(['Telemetry is off until the next start: its sender failed.']);
});

test('a flush that takes too long ends and says so', async () => {
  const { telemetry, sender, errors } = start(new RecordingSender(), 1);
  sender.hold();
  telemetry.event(event(0));
  await telemetry.flush();
  expect(errors).toEqual(['Not all telemetry was sent before the end; the rest may be lost.']);
  sender.letGo();
});
