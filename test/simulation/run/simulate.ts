// One run: everything that a seed decides, from the first event to the last comparison. Activities
// of the program are begun, interleaved and killed as the seed says; then nothing goes wrong any
// more, the program comes to rest, and what it reports is compared with the oracle.
import { Random } from '../../../local/simulator/random';
import { ReferencesTruth } from '../oracle/references-truth';
import type { Programs } from '../programs/programs';
import type { ReachedCounts } from '../watch/reached';
import { Watch } from '../watch/watch';
import { dayMs, hourMs } from '../world/clocks';
import type { FaultCounts } from '../world/faults';
import { Partition } from '../world/hub';
import { World } from '../world/world';
import { Activities } from './activities';
import { changeRules } from './change-of-rules';
import { Deliveries } from './deliveries';
import { Fleet } from './fleet';
import { ReferencePushes } from './reference-pushes';
import { Rest } from './rest';
import { drawScenario, type Scenario } from './scenario';
import type { Stage } from './stage';
import { themeOfSeed, type Theme } from './themes';
import { Turmoil } from './turmoil';

/** What came of a run; plain data, so that it can be handed from process to process. */
export interface Run {
  readonly seed: number;
  readonly theme: Theme;
  /** Events handed to the program, each delivery counted. */
  readonly deliveries: number;
  readonly steps: number;
  /** A digest of every step: equal whenever the seed is. */
  readonly trace: string;
  readonly faults: FaultCounts;
  readonly reached: ReachedCounts;
  /** What broke, and where; undefined: nothing did. */
  readonly failure: string | undefined;
}

export const simulate = async (
  seed: number,
  programs: Programs,
  onStep?: (line: string) => void,
): Promise<Run> => {
  const theme = themeOfSeed(seed);
  const scenario = drawScenario(new Random(`${seed}/scenario`), theme);
  const { startMs, profile, settings, stale, limits } = scenario;
  const world = new World(`${seed}/world`, startMs, profile, settings, stale, limits);
  world.scheduler.onStep = onStep;
  world.isFlooded = theme === 'flood';
  const stage = setStage(world, scenario, new Random(`${seed}/driver`), programs);
  const deliveries = new Deliveries(stage);
  const pushes = new ReferencePushes(stage);
  try {
    await begin(stage, pushes);
    await goWrong(stage, new Turmoil(stage, deliveries, pushes));
    await new Rest(stage, deliveries, pushes).run();
  } catch (error) {
    world.failure ??= error as Error;
  }
  const { scheduler, faults, reached, failure } = world;
  return {
    seed,
    theme,
    deliveries: deliveries.log.deliveries,
    steps: scheduler.taken,
    trace: scheduler.digest,
    faults: faults.counts,
    reached: reached.counts,
    failure: failure?.stack ?? failure?.message,
  };
};

const setStage = (world: World, scenario: Scenario, random: Random, programs: Programs): Stage => {
  const watch = new Watch(world);
  return {
    world,
    watch,
    scenario,
    random,
    partitions: [
      new Partition('llm-usage', '0'),
      new Partition('llm-usage', '1'),
      new Partition('apim-logs', '0'),
    ],
    fleet: new Fleet(world, watch, random, scenario, programs),
    activities: new Activities(world, watch),
    references: new ReferencesTruth(),
  };
};

/** Most begin with reference data, as a deployment should; in some they come while events do. */
const begin = async ({ world, fleet, scenario }: Stage, pushes: ReferencePushes): Promise<void> => {
  fleet.deploy();
  if (!scenario.referencesAtStart) return;
  world.faults.isOn = false;
  while (pushes.pending > scenario.changes.length) await pushes.pushOne();
  world.faults.isOn = true;
};

/** In one go, or in parts between which what came so far is rolled up. */
const goWrong = async (stage: Stage, turmoil: Turmoil): Promise<void> => {
  const { scenario, random } = stage;
  if (scenario.theme === 'life') return growOld(stage, turmoil);
  if (scenario.theme === 'rules') return changeRules(stage, turmoil);
  const { traffic } = scenario;
  const half = random.chance(0.5) ? Math.floor(traffic.length / 2) : traffic.length;
  await turmoil.run(traffic.slice(0, half), false);
  if (half < traffic.length) await turmoil.run(traffic.slice(half), false);
};

/** Where records come to the end of their life, the parts are weeks apart. */
const growOld = async ({ world, scenario, random }: Stage, turmoil: Turmoil): Promise<void> => {
  const { traffic, settings, startMs, spanMs } = scenario;
  const planOf = (part: number) => traffic.filter((event) => event.part === part);
  const ageTo = (ms: number): void => {
    world.time.advance(Math.max(0, ms - world.time.ms));
    world.faults.count('clock jump');
  };
  await turmoil.run(planOf(0), false);
  // The last hours in which second sources are accepted.
  ageTo(startMs + settings.lateDays * dayMs - spanMs - hourMs);
  await turmoil.run(planOf(1), random.chance(0.6));
  // Past the sealing.
  ageTo(startMs + (settings.usageTtlDays + 1) * dayMs);
  await turmoil.run(planOf(2), false);
};
