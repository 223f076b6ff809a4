// The development host as a command. It is not for production: see `--help`.
import { HELP, parseCommandLine, type HostCommand } from './command-line';
import { startFunctionsHost, type FunctionsHost } from './host';
import { readLocalSettings } from './local-settings';
import { makeLineLogger, messageOf } from './logger';
import { DEVELOPMENT_NOTICE } from './version';

const EXIT = { stopped: 0, cannotRun: 1, wrongCommand: 2 } as const;
type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a parent process is told over the IPC channel, when there is one. */
export interface ReadyMessage {
  readonly type: 'ready';
  readonly url: string;
  readonly port: number;
  readonly functions: readonly string[];
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<ExitCode> {
  const command = parseCommandLine(process.argv.slice(2));
  switch (command.kind) {
    case 'help':
      say(HELP);
      return EXIT.stopped;
    case 'wrong':
      complain(`${command.problem}\nSee --help.`);
      return EXIT.wrongCommand;
    case 'run':
      return run(command);
  }
}

async function run(command: HostCommand): Promise<ExitCode> {
  const logger = makeLineLogger(command.logLevel, say, complain);
  const stopped = stopRequested();
  let failed: ((code: ExitCode) => void) | undefined;
  const failure = new Promise<ExitCode>((resolve) => (failed = resolve));
  try {
    const values = command.settingsFile ? await readLocalSettings(command.settingsFile) : {};
    for (const [name, value] of Object.entries(values)) process.env[name] ??= value;
    process.chdir(command.appDir);
    const starting = startFunctionsHost({
      appDir: command.appDir,
      entry: command.entry,
      ...(command.hostname !== undefined && { hostname: command.hostname }),
      port: command.port,
      int64: command.int64,
      logger,
      onFatal(error) {
        logger.log('critical', 'Host', messageOf(error));
        failed?.(EXIT.cannotRun);
      },
    });
    const host = await Promise.race([starting, stopped]);
    if (typeof host === 'number') return host;
    announce(host);
    const code = await Promise.race([stopped, failure]);
    await host.close();
    return code;
  } catch (error) {
    complain(messageOf(error));
    if (error instanceof Error && error.cause instanceof Error) complain(error.cause.stack ?? '');
    return EXIT.cannotRun;
  }
}

function announce(host: FunctionsHost): void {
  say(DEVELOPMENT_NOTICE);
  say(`ready at ${host.url} with ${host.functions.length} functions: ${host.functions.join(', ')}`);
  const message: ReadyMessage = {
    type: 'ready',
    url: host.url,
    port: host.port,
    functions: host.functions,
  };
  process.send?.(message);
}

/**
 * Resolves at a signal, or when the parent process is gone. Further signals change nothing: Ctrl-C
 * reaches the host twice, from the terminal and from who started it, and stopping is bounded anyway.
 */
function stopRequested(): Promise<ExitCode> {
  return new Promise((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
      process.on(event, () => resolve(EXIT.stopped));
    }
  });
}

// What an app leaves open, such as its own timers, must not keep the process alive.
void main().then((code) => process.exit(code));
