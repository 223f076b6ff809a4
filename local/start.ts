// npm start: runs the stack until it is asked to stop.
import { parseArgs } from 'node:util';
import { startStack, stackDefaultPorts, type Stack, type StackPorts } from './stack';
import { npmExitHelp, portHelp, portOptions, readPorts, untilAskedToStop } from './stack-command';
import { refuseOtherStack, removeStackFile, stackFileOf, writeStackFile } from './stack-file';

const help = `npm start -- [options]

Runs the whole program on this machine until Ctrl-C: a Cosmos DB emulator, Azurite, an Event Hubs
broker and a Functions host, all in memory. For development only. How to reach it is printed, and
written to a file as long as it runs.

  --stack-file FILE    where it says how to reach it (default .local/stack.json, or STACK_FILE)
  --quiet              print nothing of the Functions host but its errors
  --help               this text
${portHelp()}

Exit codes: 0 stopped as asked, 1 could not start or ended by itself, 2 wrong options.
${npmExitHelp}`;

interface Command {
  readonly ports: StackPorts;
  readonly stackFile: string;
  readonly quiet: boolean;
}

const readCommand = (): Command | 'help' | Error => {
  try {
    const { values } = parseArgs({
      options: {
        ...portOptions,
        'stack-file': { type: 'string' },
        quiet: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) return 'help';
    const ports = readPorts(values, process.env, stackDefaultPorts);
    const stackFile = values['stack-file'] ?? stackFileOf(process.env);
    return { ports, stackFile, quiet: values.quiet ?? false };
  } catch (error) {
    return error as Error;
  }
};

const main = async (): Promise<number> => {
  const command = readCommand();
  if (command === 'help') {
    console.log(help);
    return 0;
  }
  if (command instanceof Error) {
    console.error(`${command.message}\n\n${help}`);
    return 2;
  }
  const asked = untilAskedToStop();
  const { stackFile } = command;
  let stack: Stack | undefined;
  try {
    refuseOtherStack(stackFile);
    stack = await startStack({
      ports: command.ports,
      onProgress: (text) => console.log(text),
      onOutput: (line, stream) => {
        if (stream === 'stderr') console.error(line);
        else if (!command.quiet) console.log(line);
      },
    });
    writeStackFile(stack.description, stackFile);
    console.log(`\n${describe(stack, stackFile)}\n\nReady. Ctrl-C stops it.`);
    const ended = await Promise.race([asked, stack.hostEnded.then(() => undefined)]);
    console.log(ended === undefined ? 'The Functions host ended by itself.' : '\nStopping …');
    return ended === undefined ? 1 : 0;
  } catch (error) {
    console.error(`The stack could not start: ${(error as Error).message}`);
    return 1;
  } finally {
    if (stack !== undefined) {
      removeStackFile(stackFile);
      await stack.stop();
    }
  }
};

const describe = ({ description }: Stack, stackFile: string): string => {
  const { http, cosmos, storage, eventHubs } = description;
  return [
    `Report       ${http.baseUrl}/chargeback/report`,
    `Health       ${http.baseUrl}/health`,
    `Cosmos DB    ${cosmos.connectionString}`,
    `Storage      ${storage.connectionString}`,
    `Event Hubs   ${eventHubs.connectionString}`,
    `             hubs ${Object.values(eventHubs.hubs).join(', ')}`,
    `For scripts  ${stackFile}`,
  ].join('\n');
};

void main().then((code) => {
  process.exitCode = code;
});
