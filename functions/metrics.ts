// GET /api/v1/metrics: the state of ingest and rollup as Prometheus text.
import type { ReadMetrics } from '../shared/app/reports/read-metrics';
import { problemResponse } from '../shared/http/problem';
import { prometheusContentType, prometheusText } from '../shared/http/prometheus';
import { readQuery } from '../shared/http/query';
import { withProblems, type Handler } from './with-problems';

export const makeMetricsHandler = (dependencies: { readMetrics: ReadMetrics }): Handler =>
  withProblems(async (request) => {
    const query = readQuery(request.url, []);
    if (!query.ok) return problemResponse(query.problem);
    const families = await dependencies.readMetrics();
    return {
      status: 200,
      headers: { 'Content-Type': prometheusContentType, 'Cache-Control': 'no-store' },
      ...(request.method !== 'HEAD' && { body: prometheusText(families) }),
    };
  });
