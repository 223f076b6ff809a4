// npm run demo: starts the stack, sends a month of traffic, prints the report and its reconciliation.
import { parseArgs } from 'node:util';
import { isPeriod, localDate, periodPlus } from '../shared/domain/calendar';
import { systemClock } from '../shared/adapters/system-clock';
import { deadLetterTable } from './demo/dead-letter-table';
import { Progress } from './demo/progress';
import { reconciliationTable } from './demo/reconciliation-table';
import { coverageTable, reportTable } from './demo/report-table';
import { runDemo, type DemoOptions, type DemoOutcome } from './demo/run-demo';
import { styleFor } from './demo/style';
import { grouped } from './demo/table';
import { isHeardOf } from './simulator/oracle';
import type { Scenario } from './simulator/scenario';
import { startStack, type Stack, type StackPorts } from './stack';
import { npmExitHelp, portHelp, portOptions, readPorts, untilAskedToStop } from './stack-command';
import { removeStackFile, writeStackFile } from './stack-file';

const help = `npm run demo -- [options]

Starts the whole program on this machine, sends it a simulated month of gateway traffic through the
real Event Hubs client, waits until it is rolled up, and prints the chargeback report beside what an
independent oracle expects. Needs no Azure; leaves nothing running.

  --requests N         calls that the gateways get (default 12000, at least 1)
  --seed TEXT          one seed gives one month of traffic (default 1)
  --period YYYY-MM     the month (default: the last complete one)
  --time-zone ZONE     the business time zone, IANA (default Europe/Amsterdam)
  --keep               leave the stack up until Ctrl-C, and print what to try
  --verbose            print what the Functions host logs
  --help               this text
${portHelp('any free one')}

Exit codes: 0 every figure agrees, 1 one differs or the stack failed, 2 wrong options.
${npmExitHelp}`;

interface Command extends DemoOptions {
  readonly ports: StackPorts;
  readonly keep: boolean;
  readonly verbose: boolean;
}

const readCommand = (): Command | 'help' | Error => {
  try {
    const { values } = parseArgs({
      options: {
        ...portOptions,
        requests: { type: 'string', default: '12000' },
        seed: { type: 'string', default: '1' },
        period: { type: 'string' },
        'time-zone': { type: 'string', default: 'Europe/Amsterdam' },
        keep: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const timeZone = values['time-zone'];
    const thisMonth = localDate(systemClock.now(), timeZone).slice(0, 7);
    const period = values.period ?? periodPlus(thisMonth, -1);
    const requests = Number(values.requests);
    if (!isPeriod(period) || period >= thisMonth) {
      throw new RangeError(`--period must be a month that is over, YYYY-MM: ${period}`);
    }
    if (!Number.isInteger(requests) || requests < 1 || requests > 1_000_000) {
      throw new RangeError(`--requests must be a whole number, 1 to 1000000: ${values.requests}`);
    }
    const ports = readPorts(values, process.env, { http: 0, cosmos: 0, storage: 0, eventHubs: 0 });
    const { seed, keep, verbose } = values;
    return { seed, requests, period, timeZone, ports, keep, verbose, rollupMsMax: 600_000 };
  } catch (error) {
    return error as Error;
  }
};

/** Settings under which a month that is over is not too late: it is sent today. */
const settingsFor = ({ timeZone, period }: DemoOptions): Readonly<Record<string, string>> => {
  const ageDays = (Date.now() - Date.parse(`${period}-01T00:00:00Z`)) / 86_400_000;
  const lateDays = Math.ceil(ageDays) + 2;
  return {
    BUSINESS_TIME_ZONE: timeZone,
    LATE_DAYS: String(lateDays),
    SEAL_AGE_DAYS: String(lateDays + 9),
    USAGE_TTL_DAYS: String(lateDays + 14),
    // Every five seconds, so that nobody has to wait for a minute to pass.
    ROLLUP_SCHEDULE: '*/5 * * * * *',
  };
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
  const progress = new Progress(process.stdout, () => performance.now());
  let stack: Stack | undefined;
  try {
    stack = await startStack({
      ports: command.ports,
      settings: settingsFor(command),
      onProgress: (text) => progress.update(`starting: ${text}`),
      onOutput: (line, stream) => {
        if (command.verbose || stream === 'stderr') console.error(line);
      },
    });
    progress.done('the stack is up');
    const interrupted = asked.then(() => undefined);
    const outcome = await Promise.race([runDemo(stack, command, progress), interrupted]);
    if (outcome === undefined) return 1;
    print(outcome);
    if (command.keep) {
      writeStackFile(stack.description);
      console.log(whatToTry(stack, command));
      await asked;
    }
    const differences = [outcome.reconciliation, outcome.deadLetters].flatMap((r) => r.differences);
    return differences.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    if (command.keep) removeStackFile();
    await stack?.stop();
  }
};

const print = ({ scenario, report, reconciliation, deadLetters }: DemoOutcome): void => {
  const style = styleFor(process.stdout, process.env);
  const title = `Chargeback ${report.period}, ${report.timeZone}, ${report.currency}`;
  const { deadLettered, ...coverage } = report.coverage;
  const parts = [
    style.bold(title),
    reportTable(report, style),
    style.dim(
      'Totals are rounded together and add up: a unit may differ from its exact cost by a cent.',
    ),
    ...unreadable(scenario).map(style.dim),
    coverageTable({ ...report, coverage }, style),
    deadLetterTable(deadLetters),
    style.bold('Reconciliation: an independent oracle beside the report'),
    reconciliationTable(
      {
        comparisons: [...reconciliation.comparisons, ...deadLetters.comparisons],
        differences: [...reconciliation.differences, ...deadLetters.differences],
      },
      style,
    ),
  ];
  console.log(`\n${parts.join('\n\n')}\n`);
};

/** Why the report has fewer requests than the gateways had calls; nothing where it has all. */
const unreadable = ({ requests }: Scenario): readonly string[] => {
  const unheard = requests.filter((request) => !isHeardOf(request)).length;
  if (unheard === 0) return [];
  return [
    `Of ${grouped(requests.length)} calls, ${grouped(unheard)} left no event that can be read, and are in no report.`,
  ];
};

const whatToTry = ({ description }: Stack, { period }: DemoOptions): string => {
  const { baseUrl } = description.http;
  return [
    'The stack is up until Ctrl-C. Try:',
    `  curl -s '${baseUrl}/chargeback/report?period=${period}&businessUnit=finance'`,
    `  curl -s '${baseUrl}/chargeback/report?period=${period}&format=csv'`,
    `  curl -s '${baseUrl}/usage/summary?from=${period}-01&to=${period}-07&groupBy=model'`,
    `  curl -s '${baseUrl}/health'`,
    `  curl -s '${baseUrl}/metrics'`,
    '  npm run simulate -- --events 100      # of the running month: ask without period=',
  ].join('\n');
};

void main().then((code) => {
  process.exitCode = code;
});
