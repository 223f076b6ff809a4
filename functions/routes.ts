// The HTTP surface in one list: what is registered, what docs/openapi.yaml describes, and what the
// contract test compares.
//
// Health is open to anyone: load balancers hold no keys. It names states and nothing else. The
// other routes show what business units spend, and ask for a function key.
import type { HttpMethod } from '@azure/functions';

export interface Route<Name extends string = string> {
  readonly name: Name;
  readonly methods: HttpMethod[];
  /** Below the host's route prefix, `api`. */
  readonly route: string;
  readonly authLevel: 'anonymous' | 'function';
}

const read = <Name extends string>(
  name: Name,
  route: string,
  authLevel: Route['authLevel'],
): Route<Name> => ({
  name,
  methods: ['GET', 'HEAD'],
  route: `v1/${route}`,
  authLevel,
});

export const routes = {
  chargebackReport: read('chargebackReport', 'chargeback/report', 'function'),
  usageSummary: read('usageSummary', 'usage/summary', 'function'),
  health: read('health', 'health', 'anonymous'),
  metrics: read('metrics', 'metrics', 'function'),
} as const;
