// What readiness is made of. Only the store makes the program unavailable, where it does not answer
// or is set up so that figures could go wrong: nothing is ingested or rolled up then. All else
// leaves reports that are right, and older or less complete than they should be.
import { epochMsOf, type Instant } from '../../domain/instant';
import { dueMarkAgeMsMax, tickAgeMsMax } from '../../limits';
import type {
  AccountCheck,
  OperationalExceptions,
  PendingWindows,
  ReferenceState,
  RollupTicks,
} from './operational-state';
import type { Clock, HubPositions } from '../ports';
import type { Finding, HealthCheck } from './read-health';

export interface HealthCheckDependencies {
  readonly account: AccountCheck;
  readonly hubPositions: HubPositions;
  readonly reference: ReferenceState;
  readonly ticks: RollupTicks;
  readonly pendingWindows: PendingWindows;
  readonly exceptions: OperationalExceptions;
  readonly clock: Clock;
}

export const makeHealthChecks = (dependencies: HealthCheckDependencies): readonly HealthCheck[] => {
  const { account, hubPositions, reference, ticks, pendingWindows, exceptions, clock } =
    dependencies;
  return [
    {
      name: 'cosmosDb',
      whenFailing: 'unavailable',
      find: async (signal) => {
        const difference = await account.verify(signal);
        return difference === undefined
          ? ok(
              'The account answers, and its consistency, write region and containers are as they must be.',
            )
          : {
              status: 'unavailable',
              detail: `${difference} Nothing is ingested until that is mended.`,
            };
      },
    },
    {
      name: 'eventHubs',
      whenFailing: 'degraded',
      find: async () => ok(`${(await hubPositions.read()).length} partitions answer.`),
    },
    {
      name: 'referenceData',
      whenFailing: 'degraded',
      find: async () =>
        (await reference.loaded()) === undefined
          ? degraded('No reference data is loaded: all usage is unpriced and unattributed.')
          : ok('Reference data is loaded.'),
    },
    {
      name: 'rollup',
      whenFailing: 'degraded',
      find: async () =>
        rollupFinding(
          epochMsOf(clock.now()),
          (await ticks.last())?.startedAt,
          await pendingWindows.oldestDueSince(),
        ),
    },
    {
      name: 'exceptions',
      whenFailing: 'degraded',
      find: async () => exceptionsFinding(await exceptions.countByKind()),
    },
  ];
};

const ok = (detail: string): Finding => ({ status: 'ok', detail });
const degraded = (detail: string): Finding => ({ status: 'degraded', detail });

const rollupFinding = (
  nowMs: number,
  lastTick: Instant | undefined,
  oldestDueSince: Instant | undefined,
): Finding => {
  if (lastTick === undefined) return degraded('The rollup has not run yet.');
  const tickAgeMs = nowMs - epochMsOf(lastTick);
  const dueAgeMs = oldestDueSince === undefined ? 0 : nowMs - epochMsOf(oldestDueSince);
  const ages =
    `The last tick began ${seconds(tickAgeMs)} s ago; ` +
    (oldestDueSince === undefined
      ? 'no window is waiting.'
      : `the window that waits longest has been due for ${seconds(dueAgeMs)} s.`);
  if (tickAgeMs > tickAgeMsMax) {
    return degraded(`${ages} Is the rollup's timer running? Reports are as old as that tick.`);
  }
  if (dueAgeMs > dueMarkAgeMsMax) {
    return degraded(`${ages} The rollup falls behind, or a window keeps failing: see its log.`);
  }
  return ok(ages);
};

const exceptionsFinding = (counts: Readonly<Record<string, number>>): Finding => {
  const open = Object.entries(counts).filter(([, count]) => count > 0);
  const list = open.map(([kind, count]) => `${kind}: ${count}`).join(', ');
  return open.length === 0
    ? ok('None is open.')
    : degraded(`A person must look at ${list}. docs/runbook.md says what to do about each.`);
};

const seconds = (ms: number): number => Math.round(ms / 1000);
