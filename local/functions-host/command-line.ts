// The words of the command: what it was asked to do, or what is wrong with the question.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { INT64_FORMS, type Int64Form } from './int64';
import { messageOf } from './logger';
import { DEVELOPMENT_NOTICE } from './version';

export const HELP = `Usage: main.ts [options]

${DEVELOPMENT_NOTICE}
Runs an app written with @azure/functions: HTTP, timer and Event Hub triggers.

  --app DIR        the app's folder, with package.json and host.json (default: this one)
  --entry FILE     the file that registers the functions (default: "main" of package.json)
  --host NAME      the address to listen on (default: 127.0.0.1)
  --port N         the port to listen on, 0 for any free one (default: 7071)
  --settings FILE  a local.settings.json; the environment wins over its Values (default: none)
  --int64 FORM     how a batch's sequence numbers are handed over: number, or long for objects of
                   two halves, as from some versions of Azure's worker (default: number)
  --quiet          log warnings and errors only
  --verbose        log what the host itself does, too
  --help           this text

Settings: AzureWebJobsStorage for timers and Event Hub triggers; each trigger's connection.
Authorisation levels are read and not enforced. Stops on Ctrl-C or SIGTERM with exit code 0;
1: the app cannot be run; 2: the command line is wrong.
`;

/** Where `func start` listens, so that links and scripts work with either. */
const DEFAULT_PORT = 7071;
const PORT_MAX = 65_535;

export interface HostCommand {
  readonly kind: 'run';
  readonly appDir: string;
  readonly entry: string | undefined;
  readonly hostname: string | undefined;
  readonly port: number;
  readonly settingsFile: string | undefined;
  readonly int64: Int64Form;
  readonly logLevel: 'debug' | 'information' | 'warning';
}

export type CommandLine =
  HostCommand | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly problem: string };

export function parseCommandLine(words: readonly string[]): CommandLine {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: {
        app: { type: 'string' },
        entry: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        settings: { type: 'string' },
        int64: { type: 'string', default: 'number' },
        quiet: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { kind: 'wrong', problem: messageOf(error) };
  }
  if (values.help) return { kind: 'help' };
  const port = values.port ?? String(DEFAULT_PORT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > PORT_MAX) {
    return {
      kind: 'wrong',
      problem: `--port takes a number from 0 to ${PORT_MAX}, not "${port}".`,
    };
  }
  const int64 = INT64_FORMS.find((form) => form === values.int64);
  if (int64 === undefined) {
    return {
      kind: 'wrong',
      problem: `--int64 takes ${INT64_FORMS.join(' or ')}, not "${values.int64}".`,
    };
  }
  if (values.quiet && values.verbose) {
    return { kind: 'wrong', problem: '--quiet and --verbose contradict each other.' };
  }
  return {
    kind: 'run',
    appDir: path.resolve(values.app ?? '.'),
    // A path on the command line is meant from where the command is given, not from the app.
    entry: values.entry === undefined ? undefined : path.resolve(values.entry),
    hostname: values.host,
    port: Number(port),
    settingsFile: values.settings === undefined ? undefined : path.resolve(values.settings),
    int64,
    logLevel: values.quiet ? 'warning' : values.verbose ? 'debug' : 'information',
  };
}
