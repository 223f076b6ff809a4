// The command behind npm run reference. It decides what is done with which files and how that ends;
// what the files must say is the domain's.
import { parseArgs } from 'node:util';
import { systemClock } from '../../shared/adapters/system-clock';
import { DependencyUnavailable } from '../../shared/app/ports';
import {
  checkReferenceInputs,
  makeReferenceData,
  type PushResult,
  type ReferenceData,
  type ReferenceInput,
} from '../../shared/app/reference/reference-data';
import { BadSettings } from '../../shared/config';
import { formatHistory } from './format-history';
import { formatPushResult, type Attempt } from './format-push-result';
import { NoStore } from '../open-stores';
import { openReferenceStore } from './open-reference-store';
import { readInputs, UnreadableFiles } from './read-inputs';

export const referenceHelp = `npm run reference -- check FILE... [--recorded-by NAME]
npm run reference -- push FILE... [--dry-run] [--recorded-by NAME]
npm run reference -- list

check   reads and validates the files as one set, without any connection
push    validates the files together with what is in force, and adds all of them in one step, or none
list    shows every version that ever was in force, who recorded it and when, and how it stands

FILE is a JSON file of reference data, or a folder: all of its *.json (docs/reference-data.md says
what is in them). push and list connect as COSMOS_CONNECTION_STRING says, or to COSMOS_ENDPOINT with
your sign-in (az login, or the machine's identity). If neither is set, they connect to the stack that npm
start runs, whose file STACK_FILE may name.

  --dry-run            say what a push would do, and do nothing
  --recorded-by NAME   who records the versions; default: what each file says in "recordedBy"
  --help               this text

Exit codes: 0 done or in order, 1 problems were found or the store did not answer, 2 wrong usage.`;

export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Where the running stack describes itself; default: .local/stack.json. */
  readonly stackFile?: string;
}

interface Command {
  readonly action: 'check' | 'push' | 'list';
  readonly paths: readonly string[];
  readonly isDryRun: boolean;
  readonly recordedBy: string | undefined;
}

/** Runs the command and returns its exit code. It never throws what a person could fix. */
export const runReferenceCommand = async (
  args: readonly string[],
  context: CommandContext,
): Promise<number> => {
  const command = readCommand(args);
  if (command === 'help') {
    context.print(referenceHelp);
    return 0;
  }
  if ('misuse' in command) {
    context.printError(`${command.misuse}\n\n${referenceHelp}`);
    return 2;
  }
  try {
    if (command.action === 'list') {
      await withReferenceData(context, async (data) => {
        context.print(formatHistory(await data.history()));
      });
      return 0;
    }
    const result = await run(command, readInputs(command.paths), context);
    context.print(formatPushResult(result, attemptOf(command)));
    return result.outcome === 'invalid' ? 1 : 0;
  } catch (error) {
    if (!isForPeople(error)) throw error;
    context.printError(error.message);
    return 1;
  }
};

const attemptOf = ({ action, isDryRun }: Command): Attempt => {
  if (action !== 'push') return 'check';
  return isDryRun ? 'dryRun' : 'push';
};

const isForPeople = (error: unknown): error is Error =>
  [UnreadableFiles, NoStore, BadSettings, DependencyUnavailable].some(
    (kind) => error instanceof kind,
  );

interface Misuse {
  readonly misuse: string;
}

const readCommand = (args: readonly string[]): Command | Misuse | 'help' => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        'recorded-by': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return 'help';
    const [action, ...paths] = positionals;
    if (action !== 'check' && action !== 'push' && action !== 'list')
      return { misuse: 'Say what to do: list, check or push.' };
    if (action === 'list' && paths.length > 0) return { misuse: 'list takes no files.' };
    if (action !== 'list' && paths.length === 0) return { misuse: `Name the files to ${action}.` };
    const recordedBy = values['recorded-by']?.trim();
    if (recordedBy === '') return { misuse: '--recorded-by needs a name.' };
    return { action, paths, isDryRun: values['dry-run'], recordedBy };
  } catch (error) {
    return { misuse: (error as Error).message };
  }
};

const run = async (
  { action, isDryRun, recordedBy }: Command,
  inputs: readonly ReferenceInput[],
  context: CommandContext,
): Promise<PushResult> => {
  if (action === 'check') return checkReferenceInputs(inputs, systemClock.now(), { recordedBy });
  return withReferenceData(context, (data) => data.push(inputs, { recordedBy, isDryRun }));
};

const withReferenceData = async <T>(
  { env, stackFile, print }: CommandContext,
  work: (data: ReferenceData) => Promise<T>,
): Promise<T> => {
  const store = openReferenceStore(env, stackFile);
  try {
    print(`Reference data of ${store.name}`);
    return await work(makeReferenceData({ documents: store.documents, clock: systemClock }));
  } finally {
    store.dispose();
  }
};
