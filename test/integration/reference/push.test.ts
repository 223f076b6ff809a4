import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runReferenceCommand } from '../../../local/reference/command';
import { makeReferenceData } from '../../../shared/app/reference/reference-data';
import { ManualClock } from '../../support/manual-clock';
import { startCosmosStack, type CosmosStack } from '../../support/cosmos-stack';
import { largePriceBook } from '../../support/large-reference';
import { deploymentsFile, priceBookFile } from '../../support/reference-files';

const samples = path.join(__dirname, '..', '..', '..', 'local', 'sample', 'reference');

describe('npm run reference -- push, with Cosmos DB', () => {
  let cosmos: CosmosStack;
  let folder: string;
  beforeAll(async () => {
    cosmos = await startCosmosStack();
    folder = mkdtempSync(path.join(tmpdir(), 'reference-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await cosmos.close();
  });

  const write = (name: string, content: object): string => {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const run = async (...args: readonly string[]): Promise<{ code: number; text: string }> => {
    const text: string[] = [];
    const print = (line: string): number => text.push(line);
    const env = {
      COSMOS_CONNECTION_STRING: cosmos.proxy.connectionString,
      COSMOS_CONSISTENCY: 'Session',
    };
    const code = await runReferenceCommand([...args], { env, print, printError: print });
    return { code, text: text.join('\n') };
  };
  const push = (...args: readonly string[]) => run('push', ...args);

  it('puts the sample set in force, once, and never half of a set that is wrong', async () => {
    const referenceData = makeReferenceData({
      documents: cosmos.stores.reference,
      clock: new ManualClock(),
    });

    const trial = await push(samples, '--dry-run');
    expect(trial).toEqual({ code: 0, text: expect.stringContaining('In order.') as unknown });
    expect(trial.text).toMatch(/ would be\n[^]* added\n/);
    expect((await referenceData.load()).fingerprint).toBe('none');

    const first = await push(samples);
    expect(first.text).toContain('Pushed');
    expect(first.code).toBe(0);
    const set = await referenceData.load();
    expect(set.priceBooks.map(({ validFrom }) => validFrom.slice(0, 10))).toEqual([
      '2026-01-01',
      '2026-07-01',
    ]);
    expect([set.businessUnits.length, set.deployments.length]).toEqual([1, 1]);

    const again = await push(samples, '--recorded-by', 'somebody else');
    expect(again).toEqual({
      code: 0,
      text: expect.stringContaining('in force already') as unknown,
    });

    const good = write('good.json', deploymentsFile({ validFrom: '2026-03-01' }));
    const bad = write('bad.json', priceBookFile({ validFrom: '2026-03-01', currency: 'EUR' }));
    const refused = await push(good, bad);
    expect(refused.code).toBe(1);
    expect(refused.text).toMatch(/bad\.json +currency +is EUR after USD/);
    expect(await referenceData.load()).toEqual(set);
  });

  it('takes more versions than one answer of the store holds, lists them and takes another one', async () => {
    const before = (await run('list')).text.split('\n').length;
    const files = Array.from({ length: 45 }, (_, day) =>
      write(`book-${day}.json`, largePriceBook(day, { recordedBy: 'Jo' })),
    );
    expect(await push(...files)).toMatchObject({ code: 0 });
    const later = write('later.json', largePriceBook(200));
    expect((await push(later)).text).toMatch(/later\.json +priceBook +2024-07-19 .* added/);
    const { code, text } = await run('list');
    expect(code).toBe(0);
    expect(text.split('\n')).toHaveLength(before + 46);
    expect(text).toMatch(/priceBook +2024-01-02 +2024-01-02-[0-9a-f]{8} .* Jo +in force/);
  });

  it('says what to do where the database is not there', async () => {
    const text: string[] = [];
    const print = (line: string): number => text.push(line);
    const env = {
      COSMOS_CONNECTION_STRING: cosmos.proxy.connectionString,
      COSMOS_CONSISTENCY: 'Session',
      COSMOS_DATABASE: 'elsewhere',
    };
    const code = await runReferenceCommand(['push', samples], { env, print, printError: print });
    expect(code).toBe(1);
    expect(text.join('\n')).toContain('npm run provision');
  });
});
