// What a run is about, drawn from its seed: the settings, the faults, the traffic and the changes of
// reference data.
import type { Random } from '../../../local/simulator/random';
import type { PlannedEvent } from '../traffic/planned-event';
import { planTraffic } from '../traffic/plan-traffic';
import { alwaysMs, drawOwners, drawPrices, type Reference } from '../traffic/reference-plan';
import { dayMs, hourMs, minuteMs } from '../world/clocks';
import { drawProfile, type FaultProfile } from '../world/faults';
import type { Role } from '../world/simulated-process';
import type { Settings, SmallLimits } from '../world/world';
import type { Theme } from './themes';

export interface Scenario {
  readonly theme: Theme;
  /** Names of the containers of which old versions may be read. */
  readonly stale: readonly string[];
  /** Bounds of the store that are small enough to be met. */
  readonly limits: SmallLimits;
  readonly startMs: number;
  /** How long before the start the first calls happened, in ms. */
  readonly spanMs: number;
  readonly roles: readonly Role[];
  readonly settings: Settings;
  readonly profile: FaultProfile;
  readonly traffic: readonly PlannedEvent[];
  /** The reference data at the start, and what is pushed while the run goes on, in this order. */
  readonly references: readonly Reference[];
  readonly changes: readonly Reference[];
  readonly referencesAtStart: boolean;
  /**
   * Rollups that run at once while events come in; one alone gets further than several that stand in
   * each other's way. 0: they come when all is delivered, and have seen nothing of it before.
   */
  readonly rollUpsMax: number;
  /**
   * How often a checkpoint is found at an older place, against other choices. Never in half of the
   * runs: what is delivered again mends much that had gone wrong.
   */
  readonly rewinds: number;
  /** Where rules change, whether the newer release has another algorithm for days and periods, too. */
  readonly hasNextAlgorithm: boolean;
}

const ordinarySettings = {
  lateDays: 31,
  hubRetentionHours: 168,
  sealAgeDays: 40,
  usageTtlDays: 45,
};
/** As short as the checks of the settings allow: LATE_DAYS + a day + a day ≤ seal ≤ TTL − 2 days. */
const shortSettings = { lateDays: 31, hubRetentionHours: 24, sealAgeDays: 33, usageTtlDays: 35 };

const staleContainers: readonly (readonly string[])[] = [
  ['usage'],
  ['rollups', 'chargebacks'],
  ['usage', 'deadletters', 'rollups', 'chargebacks', 'reference', 'state'],
];

/** Themes some of whose runs have stale reads besides. */
const staleToo: readonly Theme[] = ['storm', 'conflicts', 'versions', 'skipping', 'parts'];

const starts = ['2026-11-12T09:00:00Z', '2026-11-01T00:20:00Z', '2026-10-31T23:10:00Z'] as const;

/** How long before the start the first calls happened, in ms. */
const spansOf = (theme: Theme): readonly number[] => {
  if (theme === 'life') return [20 * minuteMs, 5 * hourMs];
  if (theme === 'rules') return [5 * hourMs, 2 * dayMs];
  if (theme === 'parts') return [20 * minuteMs, 20 * minuteMs, 5 * hourMs];
  return [20 * minuteMs, 5 * hourMs, 2 * dayMs];
};

/** The changes of a storm to what is drawn otherwise. */
const storm = { writeFails: 0.05, readFails: 0.01, kill: 0.015, freeze: 0.02, move: 0.02 };

export const drawScenario = (random: Random, theme: Theme): Scenario => {
  const isStale = theme === 'stale' || (staleToo.includes(theme) && random.chance(0.2));
  const isLife = theme === 'life';
  // Now and then over the end of a month.
  const startMs = Date.parse(random.pick(starts)) + random.integer(0, 30 * minuteMs);
  const spanMs = random.pick(spansOf(theme));
  const settings: Settings = {
    ...(isLife ? shortSettings : ordinarySettings),
    timeZone: random.pick(['UTC', 'Europe/Zurich', 'America/St_Johns']),
    settleSeconds: random.pick([0, 120]),
    windowsMax: random.pick([3, 5_000, 5_000]),
    // So short that background work, which has a quarter of it, needs several runs.
    secondsMax: theme === 'rules' ? 4 : 45,
  };
  const currency = random.pick(['USD', 'USD', 'JPY']);
  return {
    theme,
    stale: isStale ? random.pick(staleContainers) : [],
    startMs,
    spanMs,
    roles:
      isStale || random.chance(0.3)
        ? ['ingest', 'ingest', 'rollUp', 'rollUp']
        : ['all', 'all', 'all'],
    settings,
    profile: profileOf(random, theme, isStale),
    traffic: planTraffic(random, {
      requests: random.integer(8, 70),
      startMs,
      spanMs,
      lateDays: settings.lateDays,
      isLate: isLife,
      hasFlood: theme === 'flood',
      hasConflicts: theme === 'conflicts',
      hasFuture: theme === 'versions',
    }),
    references: [drawPrices(random, alwaysMs, currency), drawOwners(random, alwaysMs)],
    changes: drawChanges(random, startMs, spanMs, currency),
    referencesAtStart: random.chance(0.8),
    rollUpsMax: random.pick(isStale ? [0, 0, 1, 3] : [1, 3, 3]),
    rewinds: random.pick([0, 0, 0.4, 2]),
    hasNextAlgorithm: random.chance(0.5),
    limits: theme === 'flood' ? drawLimitsOfFlood(random) : drawLimits(random),
  };
};

const drawLimits = (random: Random): SmallLimits => ({
  ...(random.chance(0.4) && { answerBytesMax: random.pick([1_500, 6_000]) }),
  // A document of some hundred bytes costs about five to write.
  ...(random.chance(0.3) && { partitionRequestUnitsMax: random.pick([35, 50]) }),
  ...(random.chance(0.2) && {
    full: {
      container: random.pick(['rollups', 'chargebacks', 'state']),
      partitionBytesMax: random.pick([2_000, 8_000]),
    },
  }),
});

/** The container of the dead letters is full, or throttled for long, or takes all that it is given. */
const drawLimitsOfFlood = (random: Random): SmallLimits =>
  random.pick([
    {},
    { throttled: { container: 'deadletters', probability: 0.93 } },
    { full: { container: 'deadletters', partitionBytesMax: random.pick([600, 1_500]) } },
  ]);

const profileOf = (random: Random, theme: Theme, isStale: boolean): FaultProfile => ({
  ...drawProfile(random),
  ...(theme === 'storm' && storm),
  ...(theme === 'skipping' && { writeFails: 0.05, skip: 0.5 }),
  ...(isStale && { readIsStale: random.pick([0.2, 0.5, 0.8]) }),
});

/** Prices and owners that are pushed while the run goes on, some of them from a time within it. */
const drawChanges = (
  random: Random,
  startMs: number,
  spanMs: number,
  currency: string,
): readonly Reference[] => {
  const windowBegin = (): number =>
    Math.floor((startMs - random.integer(0, spanMs)) / (15 * minuteMs)) * 15 * minuteMs;
  return Array.from({ length: random.integer(0, 4) }, (): Reference => {
    const fromMs = random.chance(0.4) ? alwaysMs : windowBegin();
    return random.chance(0.6) ? drawPrices(random, fromMs, currency) : drawOwners(random, fromMs);
  });
};
