import { makeReadHealth, type HealthCheck } from '../../../../shared/app/reports/read-health';
import { healthAnswerMsMax } from '../../../../shared/limits';
import { ManualClock } from '../../../support/manual-clock';
import { ManualDeadline } from '../../../support/manual-deadline';

const setUp = (...checks: HealthCheck[]) => {
  const clock = new ManualClock();
  const deadline = new ManualDeadline();
  const failures: [string, unknown][] = [];
  const readHealth = makeReadHealth({
    version: '1.2.3',
    checks,
    clock,
    withinDeadline: deadline.withinDeadline,
    onFailure: (check, cause) => failures.push([check, cause]),
  });
  return { clock, deadline, failures, readHealth };
};

const check = (
  find: HealthCheck['find'],
  whenFailing: HealthCheck['whenFailing'] = 'degraded',
  name = 'store',
): HealthCheck => ({ name, whenFailing, find });
const finding = (status: 'ok' | 'degraded' | 'unavailable', name?: string): HealthCheck =>
  check(() => Promise.resolve({ status, detail: status }), 'degraded', name);

describe('reading the health', () => {
  it('is the worst of what the checks find', async () => {
    const statusOf = async (...checks: HealthCheck[]) =>
      (await setUp(...checks).readHealth('ready')).status;
    expect(await statusOf()).toBe('ok');
    expect(await statusOf(finding('ok'), finding('ok'))).toBe('ok');
    expect(await statusOf(finding('degraded'), finding('ok'))).toBe('degraded');
    expect(await statusOf(finding('unavailable'), finding('degraded'))).toBe('unavailable');
  });

  it('lists every check by name with what it found', async () => {
    const { readHealth } = setUp(finding('ok', 'a'), finding('degraded', 'b'));
    expect(await readHealth('ready')).toEqual({
      status: 'degraded',
      version: '1.2.3',
      checks: [
        { name: 'a', status: 'ok', detail: 'ok' },
        { name: 'b', status: 'degraded', detail: 'degraded' },
      ],
    });
  });

  it('never throws: a check that does is a finding, and its cause goes to the log alone', async () => {
    const rejecting = check(() => Promise.reject(new Error('contoso.documents: 401')));
    const throwing = check(() => {
      throw new TypeError('contoso again');
    }, 'unavailable');
    const { readHealth, failures } = setUp(rejecting, throwing);
    const health = await readHealth('ready');
    expect(health.checks.map(({ status }) => status)).toEqual(['degraded', 'unavailable']);
    expect(JSON.stringify(health)).not.toContain('contoso');
    expect(failures.map(([, cause]) => String(cause)).sort()).toEqual([
      'Error: contoso.documents: 401',
      'TypeError: contoso again',
    ]);
  });

  it('waits no longer than its bound for a check, and tells it to stop', async () => {
    let stopped = false;
    const hanging = check((signal) => {
      signal.addEventListener('abort', () => (stopped = true));
      return new Promise(() => undefined);
    }, 'unavailable');
    const { readHealth, deadline } = setUp(hanging, finding('ok', 'other'));
    const asked = readHealth('ready');
    deadline.expire('store');
    expect(await asked).toMatchObject({
      status: 'unavailable',
      checks: [{ status: 'unavailable' }, { name: 'other', status: 'ok' }],
    });
    expect(stopped).toBe(true);
  });

  it('answers a liveness probe without asking anything', async () => {
    const { readHealth } = setUp(check(() => Promise.reject(new Error('not asked'))));
    expect(await readHealth('live')).toEqual({ status: 'ok', version: '1.2.3', checks: [] });
  });

  it('asks once for a storm of probes, and again when the answer has aged', async () => {
    let asked = 0;
    const counting = check(() => {
      asked += 1;
      return Promise.resolve({ status: 'ok', detail: '' });
    });
    const { readHealth, clock } = setUp(counting);
    await Promise.all(Array.from({ length: 100 }, () => readHealth('ready')));
    clock.advanceMs(healthAnswerMsMax - 1);
    await readHealth('ready');
    expect(asked).toBe(1);
    clock.advanceMs(1);
    await readHealth('ready');
    expect(asked).toBe(2);
  });
});
