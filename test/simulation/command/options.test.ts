// The options of the simulator's command.
import { readSimulationCommand } from './options';

describe('the options of the simulator', () => {
  it('have defaults', () => {
    expect(readSimulationCommand([])).toMatchObject({
      kind: 'simulate',
      seed: 1,
      events: 200_000,
      trace: false,
    });
  });

  it('name the seed, the events and the jobs', () => {
    const args = ['--seed', '7', '--events', '1000000', '--jobs', '2'];
    expect(readSimulationCommand(args)).toMatchObject({ seed: 7, events: 1_000_000, jobs: 2 });
  });

  it('run one seed in this process to trace it', () => {
    const command = readSimulationCommand(['--seed', '7', '--trace']);
    expect(command).toMatchObject({ seed: 7, events: 1, jobs: 1, trace: true });
  });

  it('plant bugs, all or some', () => {
    expect(readSimulationCommand(['--plant'])).toMatchObject({ kind: 'plant' });
    expect(readSimulationCommand(['--plant', '--bug', 'gap'])).toMatchObject({ bug: 'gap' });
  });

  it('ask for help', () => {
    expect(readSimulationCommand(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [['--sed', '1'], '--sed'],
    [['now'], 'now'],
    [['--seed', '-1'], '--seed'],
    [['--seed', 'x'], '--seed is to be a whole number from 1 to 999999999: x'],
    [['--events', '0'], '--events'],
    [['--jobs', '100'], '--jobs is to be a whole number from 1 to 64: 100'],
    [['--plant', '--events', '5'], '--plant goes without --events and --trace'],
    [['--trace', '--events', '5'], '--trace goes without --events'],
    [['--bug', 'gap'], '--bug goes with --plant'],
  ])('that are wrong are refused, and named: %j', (args, problem) => {
    const reading = readSimulationCommand(args);
    expect(reading.kind).toBe('wrong');
    expect(reading.kind === 'wrong' && reading.problem).toContain(problem);
  });
});
