import {
  readSimulateCommand,
  type SimulateCommand,
} from '../../../../local/simulator/simulate-command';

const read = (...args: readonly string[]): SimulateCommand => {
  const command = readSimulateCommand(args, 'fresh');
  if (command.kind !== 'simulate') throw new Error(JSON.stringify(command));
  return command;
};

describe('the options of npm run simulate', () => {
  it('sends live traffic to the running stack where nothing is said', () => {
    expect(read()).toEqual({
      kind: 'simulate',
      requests: 1_000,
      rate: 100,
      seed: 'fresh',
      span: undefined,
      timeZone: 'UTC',
      target: { kind: 'stack', file: undefined },
      referenceFolder: undefined,
      dryRun: false,
      json: false,
    });
  });

  it('spreads over a month of the business time zone, as fast as possible', () => {
    const { span, rate } = read('--period', '2026-12', '--time-zone', 'Europe/Berlin');
    expect(span).toEqual({
      from: new Date('2026-11-30T23:00:00Z'),
      to: new Date('2026-12-31T23:00:00Z'),
    });
    expect(rate).toBe(Number.POSITIVE_INFINITY);
    expect(read('--period', '2026-12', '--rate', '50').rate).toBe(50);
  });

  it('takes dates and times with a zone for a span', () => {
    expect(read('--from', '2026-11-02', '--to', '2026-11-02T12:30+01:00').span).toEqual({
      from: new Date('2026-11-02T00:00:00Z'),
      to: new Date('2026-11-02T11:30:00Z'),
    });
  });

  it('sends to a namespace by connection string or identity, to hubs of any name', () => {
    const hubs = { usage: 'llm-usage', logs: 'logs-2' };
    expect(read('--namespace', 'x.servicebus.windows.net', '--logs-hub', 'logs-2').target).toEqual({
      kind: 'namespace',
      access: {
        namespaces: { usage: 'x.servicebus.windows.net', logs: 'x.servicebus.windows.net' },
      },
      hubs,
    });
    expect(read('--connection-string', 'Endpoint=sb://x', '--logs-hub', 'logs-2').target).toEqual({
      kind: 'namespace',
      access: { connectionString: 'Endpoint=sb://x' },
      hubs,
    });
  });

  it('sends the logs to a namespace of their own, as an estate in Azure has', () => {
    expect(read('--namespace', 'usage.host', '--logs-namespace', 'logs.host').target).toMatchObject(
      {
        access: { namespaces: { usage: 'usage.host', logs: 'logs.host' } },
      },
    );
  });

  it('gives help whatever else is said', () => {
    expect(readSimulateCommand(['--events', 'x', '--help'], 'fresh')).toEqual({ kind: 'help' });
  });

  it.each([
    ['--events', 'many'],
    ['--events', '0'],
    ['--events', '1e3'],
    ['--events', '1000001'],
    ['--events', ''],
    ['--rate', '-1'],
    ['--rate', '0'],
    ['--period', '2026-13'],
    ['--period', '2026-11', '--from', '2026-11-01'],
    ['--from', '2026-11-01'],
    ['--from', '2026-11-02', '--to', '2026-11-01'],
    ['--from', '2026-11-01T00:00:00', '--to', '2026-11-02'],
    ['--from', 'yesterday', '--to', 'today'],
    ['--time-zone', 'Mars/Olympus'],
    ['--namespace', 'x', '--connection-string', 'y'],
    ['--stack', 'x', '--namespace', 'y'],
    ['--usage-hub', 'x'],
    ['--logs-namespace', 'x'],
    ['--logs-namespace', 'x', '--connection-string', 'y'],
    ['--no-such-option'],
    ['stray'],
  ])('refuses %s %s %s %s, and names the option', (...args) => {
    const given = args.filter((arg) => (arg as string | undefined) !== undefined);
    const command = readSimulateCommand(given, 'fresh');
    expect(command).toMatchObject({ kind: 'wrong' });
    if (command.kind === 'wrong') expect(command.problem).toContain(given[0]);
  });
});
