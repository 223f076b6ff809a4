import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReferenceCommand } from '../../../../local/reference/command';
import { businessUnitsFile, priceBookFile } from '../../../support/reference-files';

const root = path.join(__dirname, '..', '..', '..', '..');
const samples = path.join(root, 'local', 'sample', 'reference');

describe('npm run reference', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'reference-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: unknown): string => {
    const file = path.join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };

  const run = async (
    ...args: readonly string[]
  ): Promise<{ code: number; out: string; err: string }> => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runReferenceCommand(args, {
      env: {},
      print: (text) => out.push(text),
      printError: (text) => err.push(text),
      stackFile: path.join(folder, 'stack.json'),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };

  it('checks the sample files in a process of its own, and they are in order', async () => {
    const child = spawn(
      process.execPath,
      [require.resolve('tsx/cli'), 'local/reference.ts', 'check', samples],
      {
        cwd: root,
      },
    );
    const text: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => text.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => text.push(chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(text.join('')).toContain('In order.');
    expect(text.join('')).not.toContain('warning');
    expect(code).toBe(0);
  });

  it('prints every problem with its file and path, and exits with 1', async () => {
    const units = write('units.json', { ...businessUnitsFile(), reason: '' });
    const prices = write(
      'prices.json',
      `\uFEFF${JSON.stringify({ ...priceBookFile(), currency: 1, like: 2 })}`,
    );
    const { code, out } = await run('check', prices, units);
    expect(code).toBe(1);
    expect(out).toMatch(/error +\S+prices\.json +currency +must be a text/);
    expect(out).toMatch(/error +\S+prices\.json +like +must be a JSON object/);
    expect(out).toMatch(/error +\S+units\.json +reason +must not be empty/);
    expect(out).toContain(
      '3 errors: nothing was changed. Whether the files go together is checked',
    );
  });

  it('checks the files of a folder as one set', async () => {
    write('a.json', priceBookFile());
    write('b.json', priceBookFile({ validFrom: '2026-07-01', currency: 'EUR' }));
    write('README.md', 'not reference data');
    const { code, out } = await run('check', folder);
    expect(code).toBe(1);
    expect(out).toContain('is EUR after USD');
    expect(out).toMatch(/1 error: nothing was changed\.$/);
  });

  it('warns of who records a file, and of a SKU, that a push could not know', async () => {
    const { recordedBy: _, ...anonymous } = priceBookFile() as { recordedBy: string };
    const models = [{ model: 'm', entries: [{ skus: ['GlobalStandrd'], prices: { input: '1' } }] }];
    const book = write('book.json', { ...anonymous, models });
    const { code, out } = await run('check', book);
    expect(code).toBe(0);
    expect(out).toMatch(
      /warning +\S+book\.json +models\[0\]\.\S+skus\[0\] +GlobalStandrd is no SKU/,
    );
    expect(out).toMatch(/warning +\S+book\.json +recordedBy +is missing/);
    expect(out).toContain('In order, with 2 warnings.');
    expect((await run('check', book, '--recorded-by', 'Jo')).out).toContain('with 1 warning.');
  });

  it('says what would be added or restated only where it compares with what is in force', async () => {
    const { out } = await run('check', write('book.json', priceBookFile()));
    expect(out).toMatch(/book\.json +priceBook +2026-01-01 +2026-01-01-[0-9a-f]{8}\n/);
    expect(out).not.toMatch(/would be|added/);
  });

  it('names every file that it cannot read, and exits with 1', async () => {
    const cut = write('cut.json', '{"kind":');
    const { code, err } = await run('check', path.join(folder, 'none.json'), cut);
    expect(code).toBe(1);
    expect(err).toMatch(/none\.json: there is no such file/);
    expect(err).toMatch(/cut\.json: is no JSON.*reference-data\.md.*: Unexpected end of JSON/);
    rmSync(cut);
    expect((await run('check', folder)).err).toContain('holds no *.json');
  });

  it.each([
    [[], 'check or push'],
    [['pull', 'x'], 'check or push'],
    [['push'], 'Name the files to push'],
    [['list', 'x'], 'list takes no files'],
    [['push', 'x', '--recorded-by', ' '], '--recorded-by needs a name'],
    [['push', 'x', '--force'], '--force'],
  ])('refuses %j with its usage, and exits with 2', async (args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain('Exit codes:');
  });

  it('explains itself', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('--recorded-by NAME');
  });

  it('says where it could push to where no stack runs and no setting names an account', async () => {
    const { code, err } = await run('push', samples);
    expect(code).toBe(1);
    expect(err).toContain('npm start');
    expect(err).toContain('COSMOS_CONNECTION_STRING');
  });
});
