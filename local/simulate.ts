// npm run simulate: sends simulated gateway traffic through the real Event Hubs client and says what
// the report must make of it.
import { coverageTable, reportTable } from './demo/report-table';
import { Progress } from './demo/progress';
import { styleFor } from './demo/style';
import { grouped } from './demo/table';
import { openEventHubs, type HubsAddress } from './simulator/event-hubs-sink';
import { makePacer, systemClock } from './simulator/pacer';
import { readReferenceFolder } from './simulator/sample-reference';
import { makeScenario, type Scenario } from './simulator/scenario';
import { messagesPerTurnMax, sendMessages } from './simulator/send-messages';
import {
  readSimulateCommand,
  simulateHelp,
  type SimulateCommand,
  type Target,
} from './simulator/simulate-command';
import { readStackFile, stackFileOf } from './stack-file';

const main = async (args: readonly string[]): Promise<number> => {
  const command = readSimulateCommand(args, Date.now().toString(36));
  if (command.kind === 'help') {
    console.log(simulateHelp);
    return 0;
  }
  if (command.kind === 'wrong') {
    console.error(`${command.problem}\n\n${simulateHelp}`);
    return 2;
  }
  try {
    const scenario = makeTraffic(command);
    if (!command.dryRun) await send(command, scenario);
    console.log(command.json ? asJson(command, scenario) : asText(command, scenario));
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
};

/** How long the calls of live traffic without a rate are taken to have lasted, in ms. */
const liveMs = 60 * 60 * 1_000;

const makeTraffic = (command: SimulateCommand): Scenario => {
  const now = Date.now();
  const spread = Number.isFinite(command.rate) ? (command.requests / command.rate) * 1_000 : liveMs;
  // Some dialects tell whole seconds only: a span that began within one would begin before itself.
  const from = Math.floor(now / 1_000) * 1_000;
  const live = { from: new Date(from), to: new Date(now + Math.max(1_000, spread)) };
  return makeScenario({
    seed: command.seed,
    requests: command.requests,
    ...(command.span ?? live),
    timeZone: command.timeZone,
    reference: readReferenceFolder(command.referenceFolder),
    // The figures are to be those of the reference data that the stack has.
    priceChange: false,
  });
};

const send = async (command: SimulateCommand, { messages }: Scenario): Promise<void> => {
  const sink = openEventHubs(addressOf(command.target));
  // Progress goes to stderr, so that what is printed on stdout can be piped.
  const progress = new Progress(process.stderr, () => performance.now());
  const startedMs = performance.now();
  const state = (sent: number): string => {
    const perSecond = Math.round((sent * 1_000) / Math.max(1, performance.now() - startedMs));
    return `${grouped(sent)} of ${grouped(messages.length)} events sent, ${grouped(perSecond)} a second`;
  };
  try {
    const pacer = makePacer(command.rate, messagesPerTurnMax, systemClock);
    await sendMessages(messages, sink, pacer, (sent) => progress.update(state(sent)));
    progress.done(state(messages.length));
  } finally {
    await sink.close();
  }
};

const addressOf = (target: Target): HubsAddress => {
  if (target.kind === 'namespace') return { ...target.access, hubs: target.hubs };
  const { connectionString, hubs } = readStackFile(
    target.file ?? stackFileOf(process.env),
  ).eventHubs;
  return { connectionString, hubs };
};

const asJson = ({ seed, span }: SimulateCommand, scenario: Scenario): string =>
  JSON.stringify(
    {
      seed,
      ...(span !== undefined && { from: span.from, to: span.to }),
      events: scenario.messages.length,
      expected: scenario.expected,
      deadLetters: scenario.deadLetters,
    },
    null,
    2,
  );

const asText = ({ seed, dryRun }: SimulateCommand, { expected, deadLetters }: Scenario): string => {
  const style = styleFor(process.stdout, process.env);
  const deadLettered = Object.values(deadLetters).reduce((sum, count) => sum + count, 0);
  const figures = { ...expected, coverage: { ...expected.coverage, deadLettered } };
  return [
    style.bold(`What the report must say of this traffic alone (seed ${seed}):`),
    reportTable(figures, style),
    coverageTable(figures, style),
    dryRun ? 'Nothing was sent.' : 'The figures follow with the next rollups.',
  ].join('\n\n');
};

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
