import { makeReportHubProgress } from '../../../../shared/app/ingest/report-hub-progress';
import { RecordedTelemetry } from '../../../support/recorded-telemetry';

const hourMs = 60 * 60 * 1000;
const progress = {
  partition: '3',
  beginSequenceNumber: 5,
  eventsBehind: 3,
  lagMs: 90_000,
  expiresInMs: 12 * hourMs,
  eventsExpired: 0,
};

const setUp = ({ silent = '', isReadOnly = false } = {}) => {
  const telemetry = new RecordedTelemetry();
  const failures: string[] = [];
  const noted: string[] = [];
  const report = makeReportHubProgress({
    hubs: ['llm-usage', 'apim-logs'],
    readHubProgress: (hub) =>
      hub === undefined || hub === silent
        ? Promise.reject(new Error('no answer'))
        : Promise.resolve([{ hub, ...progress }]),
    watermarks: {
      noteStarts: (partitions) => {
        if (isReadOnly) return Promise.reject(new Error('the consistency is Session'));
        noted.push(...partitions.map(({ hub, partition }) => `${hub}/${partition}`));
        return Promise.resolve();
      },
    },
    telemetry,
    onFailure: (what) => failures.push(what),
  });
  return { report, telemetry, failures, noted };
};

const told = [
  { name: 'ingest.lag.seconds', value: 90 },
  { name: 'ingest.hoursUntilExpiry', value: 12 },
];

test('a trigger that stands still is seen by the age of what it has not read, and by the time left', async () => {
  const { report, telemetry, failures, noted } = setUp();
  await report();
  expect(telemetry.metrics).toEqual([...told, ...told]);
  expect(noted).toEqual(['llm-usage/3', 'apim-logs/3']);
  expect(failures).toEqual([]);
});

test.each([
  ['llm-usage', 'apim-logs/3'],
  ['apim-logs', 'llm-usage/3'],
])('a hub that does not answer (%s) silences no other', async (silent, other) => {
  const { report, telemetry, failures, noted } = setUp({ silent });
  await report();
  expect(telemetry.metrics).toEqual(told);
  expect(noted).toEqual([other]);
  expect(failures).toEqual([`the positions of hub ${silent} could not be reported`]);
});

test('the time left is told also where nothing may be written', async () => {
  const { report, telemetry, failures } = setUp({ isReadOnly: true });
  await report();
  expect(telemetry.metrics).toEqual([...told, ...told]);
  expect(failures).toHaveLength(2);
});
