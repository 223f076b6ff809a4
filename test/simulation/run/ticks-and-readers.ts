// The timer's ticks of the rollup, and people who read reports, in the midst of it all or at rest.
import type { ReportQuestion } from '../../../shared/app/reports/read-report';
import { checkPublished, checkReport } from '../checks/check-report';
import type { LedgerTruth } from '../checks/ledger-truth';
import { noteRatings } from '../watch/rating-notes';
import type { Actor } from '../world/actor';
import type { SimulatedProcess } from '../world/simulated-process';
import type { Stage } from './stage';

/** Starts ticks on processes that roll up, as many at once as the scenario allows. */
export const beginTicks = (stage: Stage, atOnce: number): void => {
  const count = Math.min(atOnce, Math.max(1, stage.scenario.rollUpsMax));
  for (let tick = 0; tick < count; tick += 1) beginTick(stage, stage.fleet.one('rollUp'));
};

export const beginTick = (stage: Stage, process: SimulatedProcess): void => {
  const { world, activities } = stage;
  if (activities.running('rollUp') > 0) world.faults.count('rollup overlaps another');
  activities.begin(process, 'rollUp', (actor) => rollUp(stage, process, actor));
};

const rollUp = async (
  { world, partitions }: Stage,
  process: SimulatedProcess,
  actor: Actor,
): Promise<void> => {
  const { rollUp, watermarks } = process.useCases(actor);
  const { staleReads, auditDrift, windowsOfOlderRules } = await rollUp();
  world.windowsOfOlderRules = windowsOfOlderRules;
  await watermarks.noteStarts(
    partitions.map(({ hub, name }) => ({ hub, partition: name, beginSequenceNumber: 0 })),
  );
  const { reached, isStale } = world;
  if (staleReads > 0 && isStale) reached.note('what a stale read gave was not written');
  if (windowsOfOlderRules > 0) reached.note('windows of older rules that wait for a later run');
  if (auditDrift > 0) reached.note('an audit found and mended a drift');
};

/** Somebody asks for a report: whatever is going on, it must be one version, and whole. */
export const beginReading = (stage: Stage, question: ReportQuestion): void => {
  const { world, watch, activities, fleet, random } = stage;
  const process = random.pick(fleet.all);
  activities.begin(process, 'read', async (actor) => {
    const answer = await process.useCases(actor).readReport(question);
    if (answer.kind !== 'report') return;
    const { report } = answer;
    const found = checkPublished(report, watch.publications.versions.get(report.period) ?? []);
    if (found === 'older' && !world.isStale) {
      world.reached.note('a reader was given one version while the next was published');
    }
  });
};

/** Reads the report of every period, and compares each whole. */
export const compareReports = async (
  stage: Stage,
  process: SimulatedProcess,
  truth: LedgerTruth,
  when: string,
): Promise<void> => {
  const { world, activities, references } = stage;
  for (const period of truth.periods) {
    activities.begin(process, 'read', async (actor) => {
      const answer = await process.useCases(actor).readReport({ period });
      checkReport(world, truth, references, { period, answer, when });
      if (answer.kind !== 'report') return;
      const own = truth.requests.filter(({ window }) => truth.periodOf(window) === period);
      noteRatings(world.reached, answer.report, own);
    });
    await activities.finish();
  }
};
