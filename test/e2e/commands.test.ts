// The commands as a person at a terminal meets them: what they print, how they end, what they leave.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readStackFile, type StackDescription } from '../../local/stack-file';
import { runCommand, startCommand, type RunningCommand } from '../support/run-command';
import { until } from '../support/until';

const dir = mkdtempSync(path.join(tmpdir(), 'commands-'));
const running: RunningCommand[] = [];

afterAll(async () => {
  for (const command of running) command.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  rmSync(dir, { recursive: true });
});

const freePorts = ['http', 'cosmos', 'storage', 'event-hubs'].flatMap((part) => [
  `--${part}-port`,
  '0',
]);

interface RunningStack extends StackDescription {
  readonly command: RunningCommand;
  readonly file: string;
}

/** npm start on free ports, once it says that it is ready. */
const startStack = async (name: string): Promise<RunningStack> => {
  const file = path.join(dir, name, 'stack.json');
  const command = startCommand(['start.ts', ...freePorts], { STACK_FILE: file });
  running.push(command);
  await command.untilPrinted('Ready.');
  return { ...readStackFile(file), command, file };
};

const answers = ({ http }: StackDescription): Promise<boolean> =>
  fetch(`${http.baseUrl}/health?probe=live`).then(
    ({ ok }) => ok,
    () => false,
  );

const portOf = (address: string): string => new URL(address).port;

describe('npm start', () => {
  it('says how to reach it, refuses ports that it holds to a second one, and ends at Ctrl-C', async () => {
    const stack = await startStack('first');
    expect(await answers(stack)).toBe(true);
    expect(statSync(stack.file).mode & 0o777).toBe(0o600);

    const [cosmos, http] = [portOf(stack.cosmos.endpoint), portOf(stack.http.baseUrl)];
    const otherFile = path.join(dir, 'second', 'stack.json');
    const again = (...args: string[]) =>
      runCommand('start.ts', ...freePorts, '--stack-file', otherFile, ...args);
    const [first, last] = await Promise.all([
      again('--cosmos-port', cosmos),
      again('--http-port', http),
    ]);
    // Both end: had a part of them kept running, their streams would not close.
    expect([first.code, last.code]).toEqual([1, 1]);
    expect(first.err).toMatch(new RegExp(`:${cosmos}: the port is taken. .*choose another port`));
    expect(last.err).toContain(http);
    expect(last.err).toMatch(/taken|in use/);
    expect(existsSync(otherFile)).toBe(false);

    const sameFile = await again('--stack-file', stack.file);
    expect(sameFile.code).toBe(1);
    expect(sameFile.err).toContain(`another stack (process ${stack.pid})`);
    expect(readStackFile(stack.file).pid).toBe(stack.pid);

    expect(await answers(stack)).toBe(true);
    stack.command.kill('SIGINT');
    const { code, out } = await stack.command.ended;
    expect(code).toBe(0);
    for (const address of [stack.http.baseUrl, stack.cosmos.connectionString, stack.file]) {
      expect(out).toContain(address);
    }
    expect(existsSync(stack.file)).toBe(false);
    expect(await answers(stack)).toBe(false);
  });

  it('names every bad setting before it starts anything', async () => {
    const settings = { LATE_DAYS: 'many', ROLLUP_SCHEDULE: 'hourly' };
    const command = startCommand(['start.ts', ...freePorts], {
      ...settings,
      STACK_FILE: path.join(dir, 'bad', 'stack.json'),
    });
    running.push(command);
    const { code, out, err } = await command.ended;
    expect([code, out]).toEqual([1, '']);
    for (const name of Object.keys(settings)) expect(err).toContain(name);
  });

  it('ends with 0 at SIGTERM, and leaves no Functions host where it is killed', async () => {
    const [asked, killed] = await Promise.all([startStack('asked'), startStack('killed')]);
    asked.command.kill('SIGTERM');
    killed.command.kill('SIGKILL');
    expect(await asked.command.ended).toMatchObject({ code: 0 });
    expect(existsSync(asked.file)).toBe(false);
    expect(await killed.command.ended).toMatchObject({ code: null });
    await until(async () => !(await answers(killed)));
  });
});

describe('the commands', () => {
  it('explain themselves', async () => {
    const ended = await Promise.all(
      ['start.ts', 'demo.ts', 'simulate.ts', 'recompute.ts'].map((file) =>
        runCommand(file, '--help'),
      ),
    );
    expect(ended.map(({ code, err }) => [code, err])).toEqual(ended.map(() => [0, '']));
    expect(ended.map(({ out }) => out.split(' --')[0])).toEqual([
      'npm start',
      'npm run demo',
      'npm run simulate',
      'npm run recompute',
    ]);
  });

  it('end with 2 and say what is wrong when they are called wrongly', async () => {
    const ended = await Promise.all([
      runCommand('start.ts', '--http-port', 'many'),
      runCommand('demo.ts', '--period', '2026-13'),
      runCommand('simulate.ts', '--no-such-option'),
      runCommand('recompute.ts', '--from', '2026-11-01'),
    ]);
    expect(ended.map(({ code, out }) => [code, out])).toEqual(ended.map(() => [2, '']));
    const [start, demo, simulate, recompute] = ended.map(({ err }) => err);
    expect(start).toMatch(/--http-port.* 0 to 65535: many/);
    expect(demo).toMatch(/--period.*: 2026-13/);
    expect(simulate).toMatch(/--no-such-option/);
    expect(recompute).toMatch(/--from and --to/);
    // What would be right follows.
    for (const { err } of ended) expect(err).toContain('--help');
  });

  it('npm run simulate says what the report must be of traffic that it does not send', async () => {
    const words = ['--dry-run', '--events', '60', '--seed', '7', '--period', '2026-10'];
    const [text, json] = await Promise.all([
      runCommand('simulate.ts', ...words),
      runCommand('simulate.ts', ...words, '--json'),
    ]);
    expect([text.code, json.code]).toEqual([0, 0]);
    expect(text.out).toContain('Nothing was sent.');
    const { seed, expected } = JSON.parse(json.out) as {
      seed: string;
      expected: { totals: { total: string } };
    };
    expect(seed).toBe('7');
    // One seed gives one month, to the cent.
    expect(text.out).toContain(expected.totals.total);
  });
});
