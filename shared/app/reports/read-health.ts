// Whether the program is alive, and whether what it depends on lets it do its work. It never
// throws and never waits longer than its bound: a probe that hangs or fails is a finding.
import { epochMsOf } from '../../domain/instant';
import { healthAnswerMsMax, healthCheckMsMax } from '../../limits';
import type { WithinDeadline } from '../deadline';
import type { Clock } from '../ports';

/**
 * `degraded`: something needs a person, and the program still does its work, if late or in part.
 * `unavailable`: it cannot do its work now.
 */
export const healthStatuses = ['ok', 'degraded', 'unavailable'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

/** Anyone may read a finding: its detail names states, never hosts, ids, keys or amounts. */
export interface Finding {
  readonly status: HealthStatus;
  readonly detail: string;
}

export interface HealthCheck {
  readonly name: string;
  /** What it means where the check throws or is out of time. */
  readonly whenFailing: Exclude<HealthStatus, 'ok'>;
  readonly find: (signal: AbortSignal) => Promise<Finding>;
}

export interface Health {
  /** The worst of the checks'. */
  readonly status: HealthStatus;
  readonly version: string;
  readonly checks: readonly (Finding & { readonly name: string })[];
}

/** `live`: the process answers. `ready`: the state of everything it depends on. */
export type HealthProbe = 'live' | 'ready';

export interface ReadHealthDependencies {
  readonly version: string;
  readonly checks: readonly HealthCheck[];
  readonly clock: Clock;
  readonly withinDeadline: WithinDeadline;
  /** Told about every check that throws, with the cause that the answer must not show. */
  readonly onFailure: (check: string, cause: unknown) => void;
}

export type ReadHealth = (probe: HealthProbe) => Promise<Health>;

export const makeReadHealth = (dependencies: ReadHealthDependencies): ReadHealth => {
  const { version, checks, clock } = dependencies;
  let latest: { readonly askedAtMs: number; readonly health: Promise<Health> } | undefined;

  const ready = async (): Promise<Health> => {
    const found = await Promise.all(checks.map((check) => runCheck(dependencies, check)));
    return { status: worst(found.map(({ status }) => status)), version, checks: found };
  };

  return async (probe) => {
    if (probe === 'live') return { status: 'ok', version, checks: [] };
    const nowMs = epochMsOf(clock.now());
    // The promise is kept, not its outcome: probes that come while one is answered share it.
    if (latest === undefined || nowMs - latest.askedAtMs >= healthAnswerMsMax) {
      latest = { askedAtMs: nowMs, health: ready() };
    }
    return latest.health;
  };
};

const runCheck = async (
  { withinDeadline, onFailure }: ReadHealthDependencies,
  { name, whenFailing, find }: HealthCheck,
): Promise<Health['checks'][number]> => {
  try {
    // `async` so that a check that throws before its first await is caught like any other.
    const work = async (signal: AbortSignal): Promise<Finding> => find(signal);
    return { name, ...(await withinDeadline(healthCheckMsMax, `the health check ${name}`, work)) };
  } catch (error) {
    onFailure(name, error);
    const detail = `The check failed or took longer than ${healthCheckMsMax} ms; the log has the cause.`;
    return { name, status: whenFailing, detail };
  }
};

const worst = (statuses: readonly HealthStatus[]): HealthStatus =>
  healthStatuses.findLast((status) => statuses.includes(status)) ?? 'ok';
