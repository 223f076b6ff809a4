import {
  makeHealthChecks,
  type HealthCheckDependencies,
} from '../../../../shared/app/reports/health-checks';
import type { Finding } from '../../../../shared/app/reports/read-health';
import { dueMarkAgeMsMax, tickAgeMsMax } from '../../../../shared/limits';
import { plusMs } from '../../../../shared/domain/instant';
import { ManualClock } from '../../../support/manual-clock';
import { noExceptions, noPendingWindows, recentTick } from '../../../support/quiet-operations';
import { at } from '../../../support/sample-period';

const now = at('2026-11-02T12:00:00Z');

const find = async (
  name: string,
  more: Partial<HealthCheckDependencies> = {},
): Promise<Finding | undefined> => {
  const checks = makeHealthChecks({
    account: { verify: () => Promise.resolve(undefined) },
    hubPositions: { read: () => Promise.resolve([]) },
    reference: { loaded: () => Promise.resolve({ fingerprint: 'x' }) },
    ticks: recentTick,
    pendingWindows: noPendingWindows,
    exceptions: noExceptions,
    clock: new ManualClock(now),
    ...more,
  });
  return checks.find((check) => check.name === name)?.find(new AbortController().signal);
};

const tickAt = (startedAt: typeof now) => ({
  last: () => Promise.resolve({ startedAt, durationMs: 1, windows: 0 }),
});
const dueSince = (since: typeof now) => ({
  ...noPendingWindows,
  oldestDueSince: () => Promise.resolve(since),
});

describe('the health checks', () => {
  it('find nothing where all is well', async () => {
    for (const name of ['cosmosDb', 'eventHubs', 'referenceData', 'rollup', 'exceptions']) {
      expect(await find(name)).toMatchObject({ status: 'ok' });
    }
  });

  it('make only the store that does not answer a reason to be unavailable', () => {
    const checks = makeHealthChecks({} as HealthCheckDependencies);
    expect(checks.map(({ name, whenFailing }) => [name, whenFailing])).toEqual([
      ['cosmosDb', 'unavailable'],
      ['eventHubs', 'degraded'],
      ['referenceData', 'degraded'],
      ['rollup', 'degraded'],
      ['exceptions', 'degraded'],
    ]);
  });

  it('count an account that would let figures go wrong as unavailable, and say why', async () => {
    const account = { verify: () => Promise.resolve('The consistency is Session.') };
    expect(await find('cosmosDb', { account })).toMatchObject({
      status: 'unavailable',
      detail: expect.stringContaining('The consistency is Session.') as string,
    });
  });

  it('notice that no reference data was ever loaded', async () => {
    const reference = { loaded: () => Promise.resolve(undefined) };
    expect(await find('referenceData', { reference })).toMatchObject({ status: 'degraded' });
  });

  it('notice a rollup that never ran, and one that stopped running', async () => {
    const never = { last: () => Promise.resolve(undefined) };
    expect(await find('rollup', { ticks: never })).toMatchObject({ status: 'degraded' });
    const statusAfter = async (ms: number) =>
      (await find('rollup', { ticks: tickAt(plusMs(now, -ms)) }))?.status;
    expect(await statusAfter(tickAgeMsMax)).toBe('ok');
    expect(await statusAfter(tickAgeMsMax + 1)).toBe('degraded');
  });

  it('notice a window that has been due for too long', async () => {
    const statusAfter = async (ms: number) =>
      (await find('rollup', { pendingWindows: dueSince(plusMs(now, -ms)) }))?.status;
    expect(await statusAfter(dueMarkAgeMsMax)).toBe('ok');
    expect(await statusAfter(dueMarkAgeMsMax + 1)).toBe('degraded');
  });

  it('name the kinds of exceptions that are open, and how many', async () => {
    const exceptions = {
      countByKind: () => Promise.resolve({ sealedWindowMarked: 2, sequenceGap: 0 }),
    };
    const finding = await find('exceptions', { exceptions });
    expect(finding).toMatchObject({ status: 'degraded' });
    expect(finding?.detail).toContain('sealedWindowMarked: 2.');
    expect(finding?.detail).not.toContain('sequenceGap');
  });
});
