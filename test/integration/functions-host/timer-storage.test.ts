import { app, type Timer } from '@azure/functions';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { startAzurite, type Azurite } from '../../../local/azurite';
import { BlobLock } from '../../../local/functions-host/host-lock';
import { silentLogger, type HostLogger } from '../../../local/functions-host/logger';
import { BlobTimerStatusStore } from '../../../local/functions-host/timer-status';
import { FakeClock } from '../../unit/local/functions-host/fake-clock';
import { makeTestApp } from './in-process';

let azurite: Azurite;
let container: ContainerClient;

beforeAll(async () => {
  azurite = await startAzurite({ blobPort: 0 });
  container = BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(
    'azure-webjobs-hosts',
  );
  await container.createIfNotExists();
});
afterAll(async () => {
  await azurite.close();
});

const never = new AbortController().signal;

function makeLock(clock: FakeClock): BlobLock {
  return new BlobLock(container, 'host', clock, silentLogger);
}

describe('a lock in blob storage', () => {
  it('is held by one host, and by the next when it is given back', async () => {
    const [clockA, clockB] = [new FakeClock(), new FakeClock()];
    const held = await makeLock(clockA).acquire('shared', never);
    const waiting = makeLock(clockB).acquire('shared', never);
    await clockB.wakeNext();
    await clockB.untilSomebodySleeps();
    await held!.release();
    await clockB.wakeNext();
    const taken = await waiting;
    expect(taken?.lost.aborted).toBe(false);
    await taken!.release();
  });

  it('is kept by renewing, and known to be lost when the lease is gone', async () => {
    const clock = new FakeClock();
    const held = await makeLock(clock).acquire('broken', never);
    await clock.wakeNext();
    await clock.untilSomebodySleeps();
    expect(held!.lost.aborted).toBe(false);

    const blob = container.getBlobClient('locks/host/broken.Listener');
    await blob.getBlobLeaseClient().breakLease(0);
    const lost = new Promise((resolve) => held!.lost.addEventListener('abort', resolve));
    await clock.wakeNext();
    await lost;
    await held!.release();
  });

  it('is not waited for any longer when the host stops', async () => {
    const stop = new AbortController();
    const clock = new FakeClock();
    const held = await makeLock(new FakeClock()).acquire('wanted', never);
    const waiting = makeLock(clock).acquire('wanted', stop.signal);
    await clock.untilSomebodySleeps();
    stop.abort();
    expect(await waiting).toBeUndefined();
    await held!.release();
  });
});

describe('the status of a timer', () => {
  it('is read as it was written, and unknown before', async () => {
    const store = new BlobTimerStatusStore(container, 'host');
    expect(await store.read('new')).toBeUndefined();
    const times = { nextMs: Date.parse('2026-11-02T10:05:00Z'), updatedMs: 1_790_000_000_123 };
    for (const lastMs of [undefined, 1_790_000_000_120]) {
      await store.write('timer', { lastMs, ...times });
      expect(await store.read('timer')).toEqual({ lastMs, ...times });
    }
  });
});

describe('timers of two hosts on one storage account', () => {
  it('run on the first host only, until it stops', async () => {
    const testApp = await makeTestApp();
    const ran: string[] = [];
    let waits: () => void = () => undefined;
    const secondWaits = new Promise<void>((resolve) => (waits = resolve));
    const logger: HostLogger = {
      log: (_level, _source, message) => {
        if (message.includes('another host holds it')) waits();
      },
    };
    let check: () => void = () => undefined;
    const untilRan = (count: number): Promise<void> =>
      new Promise((resolve) => {
        check = () => {
          if (ran.length >= count) resolve();
        };
        check();
      });
    let timerOfFirst: Timer | undefined;
    const start = (name: string): ReturnType<typeof testApp.start> =>
      testApp.start(
        () => {
          app.timer('rollup', {
            schedule: '0 0 0 1 1 *',
            runOnStartup: true,
            handler: (timer) => {
              timerOfFirst ??= timer;
              ran.push(name);
              check();
            },
          });
        },
        { settings: { AzureWebJobsStorage: azurite.connectionString }, logger },
      );

    const first = await start('first');
    await untilRan(1);
    const second = await start('second');
    await secondWaits;
    expect(ran).toEqual(['first']);
    await first.close();
    await untilRan(2);
    await second.close();
    await testApp.remove();
    expect(ran).toEqual(['first', 'second']);
    expect(timerOfFirst).toMatchObject({
      isPastDue: false,
      schedule: { adjustForDST: true },
      scheduleStatus: { last: '0001-01-01T00:00:00' },
    });
    expect(timerOfFirst?.scheduleStatus.next).toMatch(/^\d{4}-01-01T00:00:00\+00:00$/);
  });
});
