// host.json is the Functions host's, so nothing but this test holds the program to it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHostJson } from '../../local/functions-host/host-json';

const root = join(__dirname, '../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const hostJson = JSON.parse(text('host.json')) as {
  logging: { applicationInsights: { samplingSettings: { excludedTypes: string } } };
};
interface HasBundle {
  readonly extensionBundle: { readonly version: string };
}
const host = parseHostJson(hostJson);

test('no event that the hub still has is skipped, and every batch is checkpointed', () => {
  expect(host.eventHubs.initialOffset).toEqual({ type: 'fromStart' });
  expect(host.eventHubs.batchCheckpointFrequency).toBe(1);
});

test('a trickle of events is in the ledger before the next tick of the rollup', () => {
  // The wait is the host's best effort: it may last twice as long.
  expect(2 * host.eventHubs.maxWaitMs).toBeLessThan(60_000);
});

test('the extension bundle keeps checkpoints right, and is one that has been published', () => {
  expect(host.extensionBundle).toEqual({
    id: 'Microsoft.Azure.Functions.ExtensionBundle',
    range: { from: '4.28.0', before: '5.0.0' },
  });
});

test('audit telemetry is excluded from sampling', () => {
  const { excludedTypes } = hostJson.logging.applicationInsights.samplingSettings;
  expect(excludedTypes.split(';')).toEqual(expect.arrayContaining(['Event', 'Exception']));
});

test('every value has its reason in docs/host-json.md', () => {
  const reasons = text('docs/host-json.md');
  expect(reasons).toContain((hostJson as unknown as HasBundle).extensionBundle.version);
  const { eventHubs, http } = (
    hostJson as unknown as { extensions: Record<'eventHubs' | 'http', object> }
  ).extensions;
  for (const key of [...Object.keys(eventHubs), ...Object.keys(http), 'functionTimeout']) {
    expect(reasons).toContain(key);
  }
});
