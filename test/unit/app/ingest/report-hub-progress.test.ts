import { reportHubProgress } from '../../../../shared/app/ingest/report-hub-progress';
import { RecordedTelemetry } from '../../../support/recorded-telemetry';

const hourMs = 60 * 60 * 1000;

test('a trigger that stands still is seen by the age of what it has not read, and by the time left', async () => {
  const telemetry = new RecordedTelemetry();
  const behind = { eventsBehind: 3, lagMs: 90_000, expiresInMs: 12 * hourMs, eventsExpired: 0 };
  await reportHubProgress(
    () => Promise.resolve([{ hub: 'llm-usage', partition: '3', ...behind }]),
    telemetry,
  );
  expect(telemetry.metrics).toEqual([
    { name: 'ingest.lag.seconds', value: 90 },
    { name: 'ingest.hoursUntilExpiry', value: 12 },
  ]);
});
