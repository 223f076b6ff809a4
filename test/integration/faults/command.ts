// npm run test:faults: the tests of this folder, with a storm that is longer than that of every test run
// and says what happened in it.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const help = `npm run test:faults -- [options]

The program on real wires under faults: a proxy that spoils requests to the Cosmos DB emulator, and
Functions hosts that are killed in the middle of their work.

  --seed TEXT    one seed gives one month of traffic and one order of faults; what the faults meet
                 is up to the machine (default 1)
  --requests N   calls that the gateways get (default 8000)
  --kills N      hosts that are killed, in six places in turn (default 12)
  --help         this text

Exit codes: 0 every figure agrees, 1 a test failed, 2 wrong options.`;

const main = (): number => {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        seed: { type: 'string', default: '1' },
        requests: { type: 'string', default: '8000' },
        kills: { type: 'string', default: '12' },
        help: { type: 'boolean', default: false },
      },
    }));
    for (const option of ['requests', 'kills'] as const) {
      if (!/^[1-9]\d{0,6}$/.test(values[option])) {
        throw new RangeError(`--${option} is to be a whole number above 0: ${values[option]}`);
      }
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  if (values.help) {
    console.log(help);
    return 0;
  }
  const jest = createRequire(__filename).resolve('jest/bin/jest');
  const ended = spawnSync(process.execPath, [jest, '--runInBand', 'test/integration/faults'], {
    stdio: 'inherit',
    env: {
      ...process.env,
      FAULTS_SEED: values.seed,
      FAULTS_REQUESTS: values.requests,
      FAULTS_KILLS: values.kills,
      FAULTS_TELL: 'yes',
    },
  });
  return ended.status === 0 ? 0 : 1;
};

process.exitCode = main();
