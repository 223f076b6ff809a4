import { makeHealthHandler } from '../../../functions/health';
import type { Health, HealthStatus } from '../../../shared/app/reports/read-health';
import { call } from '../../support/http-call';

const handlerOf = (status: HealthStatus) =>
  makeHealthHandler({
    readHealth: (probe): Promise<Health> =>
      Promise.resolve({
        status: probe === 'live' ? 'ok' : status,
        version: '1.2.3',
        checks: [],
      }),
  });

describe('GET /health', () => {
  it.each<[HealthStatus, number]>([
    ['ok', 200],
    ['degraded', 200],
    ['unavailable', 503],
  ])('answers %s with %d', async (status, code) => {
    const answer = await call(handlerOf(status), '/health');
    expect(answer.status).toBe(code);
    expect(answer.json()).toEqual({ status, version: '1.2.3', checks: [] });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('answers a liveness probe with 200 while dependencies are unavailable', async () => {
    const answer = await call(handlerOf('unavailable'), '/health?probe=live');
    expect(answer.status).toBe(200);
  });

  it('answers HEAD with the status alone', async () => {
    const answer = await call(handlerOf('unavailable'), '/health', { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 503, body: undefined });
  });

  it('refuses a probe that does not exist', async () => {
    const answer = await call(handlerOf('ok'), '/health?probe=startup');
    expect(answer.json()).toMatchObject({ status: 400, parameter: 'probe' });
  });
});
