// The command behind npm run recompute: reads what it was asked, prints the plan and its cost, and marks
// the windows. What a plan is, shared/app/rollup/plan-recompute.ts decides.
import { parseArgs } from 'node:util';
import { systemClock } from '../../shared/adapters/system-clock';
import { makePeriods } from '../../shared/app/rollup/periods';
import {
  markPlanned,
  planRecompute,
  type PlanAnswer,
  type RecomputePlan,
  type RecomputeRange,
} from '../../shared/app/rollup/plan-recompute';
import { makeTickStatus } from '../../shared/app/rollup/tick-status';
import { makeWindowRollups } from '../../shared/app/rollup/window-rollups';
import { makeWindowMarks } from '../../shared/app/ingest/window-marks';
import { DependencyUnavailable, type Clock, type Documents } from '../../shared/app/ports';
import { BadSettings } from '../../shared/config';
import { NoStore, openStores } from '../open-stores';
import { assumptions, estimateCost } from './estimate';

/** More than two days or so many records are not marked without --yes. */
const windowsWithoutYesMax = 192;
const recordsWithoutYesMax = 500_000;

export const recomputeHelp = `npm run recompute -- --from FROM --to TO [--dry-run] [--yes] [--with-empty]

Marks the quarter hours of a range, so that the rollup recomputes them from their usage records. The rollup
works on them after all new usage, in at most a quarter of the time of each run. The command prints the cost
before it marks anything. Recomputing what is right changes no figure.

FROM and TO are dates (2026-11-01) in the time zone of their billing period, both part of the range, or
instants (2026-11-01T10:00:00Z); an instant TO is not part of the range. A range with a sealed quarter hour
is refused: the records may have expired, and the figures stay as they are.

COSMOS_CONNECTION_STRING or COSMOS_ENDPOINT names the database. With COSMOS_ENDPOINT, sign in by az login;
you need the right to read the containers rollups and state, and to write state. If neither is set, the
command uses the stack that npm start runs, whose file STACK_FILE may name.

  --dry-run      print the plan and its cost, and mark nothing
  --yes          needed for more than ${windowsWithoutYesMax} quarter hours or ${recordsWithoutYesMax.toLocaleString('en')} records
  --with-empty   also quarter hours without stored figures, such as those whose marks a restore lost
  --help         this text

Exit codes: 0 marked, or nothing to do; 1 refused, or the database did not answer; 2 wrong usage;
3 --yes is needed, and nothing was marked.`;

export interface RecomputeStores {
  readonly name: string;
  readonly rollups: Documents;
  readonly state: Documents;
  dispose(): void;
}

export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Where the running stack describes itself; default: .local/stack.json. */
  readonly stackFile?: string;
  readonly clock?: Clock;
  readonly open?: () => RecomputeStores;
}

interface Command extends RecomputeRange {
  readonly isDryRun: boolean;
  readonly isConfirmed: boolean;
}

/** Runs the command and returns its exit code. It throws only what an operator can't fix. */
export async function runRecomputeCommand(
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const command = readCommand(args);
  if (command === 'help') {
    context.print(recomputeHelp);
    return 0;
  }
  if ('misuse' in command) return misused(context, command.misuse);
  try {
    return await run(command, context);
  } catch (error) {
    if (!isForPeople(error)) throw error;
    context.printError(error.message);
    return 1;
  }
}

function misused({ printError }: CommandContext, misuse: string): number {
  printError(`${misuse}\n\n${recomputeHelp}`);
  return 2;
}

function isForPeople(error: unknown): error is Error {
  return [NoStore, BadSettings, DependencyUnavailable].some((kind) => error instanceof kind);
}

function readCommand(args: readonly string[]): Command | { readonly misuse: string } | 'help' {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        'with-empty': { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return 'help';
    const { from, to } = values;
    if (from === undefined || to === undefined) return { misuse: 'Give --from and --to.' };
    return {
      from,
      to,
      withEmpty: values['with-empty'],
      isDryRun: values['dry-run'],
      isConfirmed: values.yes,
    };
  } catch (error) {
    return { misuse: (error as Error).message };
  }
}

async function run(command: Command, context: CommandContext): Promise<number> {
  const { env, stackFile, clock = systemClock } = context;
  const stores = context.open?.() ?? openStores(env, stackFile);
  try {
    context.print(`Quarter hours of ${stores.name}`);
    const answer = await planRecompute(
      {
        windows: makeWindowRollups(stores.rollups),
        // It begins no period, so no time zone is needed for new ones.
        periods: makePeriods(stores.state, 'UTC'),
        status: makeTickStatus(stores.state),
      },
      command,
      clock.now(),
    );
    if (answer.kind !== 'plan') return refused(answer, command, context);
    context.print(textOf(answer));
    return await carryOut(answer, command, context, async () =>
      markPlanned(makeWindowMarks(stores.state), answer.windows, clock.now()),
    );
  } finally {
    stores.dispose();
  }
}

async function carryOut(
  { windows, records }: RecomputePlan,
  { isDryRun, isConfirmed }: Command,
  { print, printError }: CommandContext,
  mark: () => Promise<void>,
): Promise<number> {
  if (windows.length === 0) {
    print('Nothing was marked: nothing is stored of this range.');
    return 0;
  }
  if (isDryRun) {
    print('Nothing was marked.');
    return 0;
  }
  const isLarge = windows.length > windowsWithoutYesMax || records > recordsWithoutYesMax;
  if (isLarge && !isConfirmed) {
    printError(
      `Nothing was marked: more than ${windowsWithoutYesMax} quarter hours or ` +
        `${recordsWithoutYesMax.toLocaleString('en')} records need --yes.`,
    );
    return 3;
  }
  await mark();
  print(
    'Marked: the next runs of the rollup recompute them. Until then they count in pendingWindows of the report.',
  );
  return 0;
}

function textOf(plan: RecomputePlan): string {
  const { from, toExclusive, windows, days, records } = plan;
  const { requestUnits, runs } = estimateCost(plan);
  return [
    `${from} up to ${toExclusive}: ${count(windows.length, 'quarter hour')} of ${count(days, 'day')}, ` +
      `with ${count(records, 'record')}.`,
    `About ${count(requestUnits, 'request unit')}, in ${count(runs, 'run')} of the rollup.`,
    assumptions,
  ].join('\n');
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`;
}

function refused(
  answer: Exclude<PlanAnswer, RecomputePlan>,
  command: Command,
  context: CommandContext,
): number {
  switch (answer.kind) {
    case 'badRange':
      return misused(
        context,
        `--${answer.name} must be a date such as 2026-11-01 or an instant such as ` +
          `2026-11-01T10:00:00Z: ${command[answer.name]}`,
      );
    case 'emptyRange':
      return misused(context, '--to must be after --from.');
    case 'unknownProgram':
      context.printError(
        'Nothing was marked: no run of the rollup of this release is recorded in this database. ' +
          'Deploy it, and try again after its first run.',
      );
      return 1;
    case 'sealed':
      context.printError(
        `Nothing was marked: the range begins with quarter hours that are sealed. After ` +
          `${answer.sealAgeDays} days (SEAL_AGE_DAYS) records may have expired, and figures stay as ` +
          `they are. The first that can be recomputed is --from ${answer.openFrom}.`,
      );
      return 1;
  }
}
