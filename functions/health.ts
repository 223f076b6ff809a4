// GET /api/v1/health: liveness and readiness, for load balancers and people. 503 only where the
// program cannot do its work: a load balancer that took a degraded one away would make it worse.
import type { ReadHealth } from '../shared/app/reports/read-health';
import { parseHealthQuery } from '../shared/http/health-query';
import { problemResponse } from '../shared/http/problem';
import { withProblems, type Handler } from './with-problems';

export const makeHealthHandler = (dependencies: { readHealth: ReadHealth }): Handler =>
  withProblems(async (request) => {
    const probe = parseHealthQuery(request.url);
    if (!probe.ok) return problemResponse(probe.problem);
    const health = await dependencies.readHealth(probe.value);
    return {
      status: health.status === 'unavailable' ? 503 : 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
      ...(request.method !== 'HEAD' && { body: JSON.stringify(health) }),
    };
  });
