import path from 'node:path';
import { HELP, parseCommandLine } from '../../../../local/functions-host/command-line';

describe('the command line', () => {
  it('runs the app of the current folder on the port of Core Tools unless it is told otherwise', () => {
    expect(parseCommandLine([])).toEqual({
      kind: 'run',
      appDir: process.cwd(),
      entry: undefined,
      hostname: undefined,
      port: 7071,
      settingsFile: undefined,
      int64: 'number',
      logLevel: 'information',
    });
    expect(
      parseCommandLine(['--app', 'x', '--entry', 'y.ts', '--port=0', '--int64=long', '--quiet']),
    ).toMatchObject({
      int64: 'long',
      appDir: path.resolve('x'),
      entry: path.resolve('y.ts'),
      port: 0,
      logLevel: 'warning',
    });
  });

  it.each([
    [['--prot', '1'], '--prot'],
    [['--port', 'http'], '--port takes a number'],
    [['--port', '70000'], '--port takes a number'],
    [['index.js'], 'index.js'],
    [['--int64', 'text'], '--int64 takes number or long, not "text"'],
    [['--quiet', '--verbose'], 'contradict'],
  ])('%j is wrong, and it says why', (words, problem) => {
    const command = parseCommandLine(words);
    expect(command.kind === 'wrong' && command.problem).toContain(problem);
  });

  it('names every option in its help, and says what it is not for', () => {
    expect(parseCommandLine(['--help'])).toEqual({ kind: 'help' });
    for (const option of [
      '--app',
      '--entry',
      '--host',
      '--port',
      '--settings',
      '--int64',
      '--quiet',
    ]) {
      expect(HELP).toContain(option);
    }
    expect(HELP).toContain('not for production');
  });
});
