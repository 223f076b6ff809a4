import { makeTelemetry } from '../../../../shared/adapters/telemetry/make-telemetry';
import { sampleEvents } from '../../../support/telemetry-samples';

const event = sampleEvents.IngestBatch;

test.each([undefined, ''])(
  'does nothing with the connection string %p',
  async (connectionString) => {
    const errors: Error[] = [];
    const telemetry = makeTelemetry({ connectionString, onError: (error) => errors.push(error) });
    telemetry.event(event);
    telemetry.metric('rollup.pendingWindows', 1);
    await telemetry.flush();
    expect(errors).toEqual([]);
  },
);

test('a connection string without a key is reported with what is expected, and without itself', async () => {
  const errors: Error[] = [];
  const connectionString = 'InstrumentationKey=a-secret;IngestionEndpoint=https://localhost/';
  const telemetry = makeTelemetry({ connectionString, onError: (error) => errors.push(error) });
  telemetry.event(event);
  await telemetry.flush();
  expect(errors.map(({ cause }) => (cause as Error).message)).toEqual([
    expect.stringContaining('expected InstrumentationKey=<GUID>'),
  ]);
  expect(JSON.stringify(errors.map(({ cause }) => String(cause)))).not.toContain('a-secret');
});

test('an error handler that throws disturbs neither the emitter nor the process', async () => {
  const telemetry = makeTelemetry({
    connectionString: 'nonsense',
    onError: () => {
      throw new Error('the log is full');
    },
  });
  telemetry.event(event);
  await expect(telemetry.flush()).resolves.toBeUndefined();
});
