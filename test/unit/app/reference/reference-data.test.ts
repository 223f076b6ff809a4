import { DependencyUnavailable } from '../../../../shared/app/ports';
import {
  checkReferenceInputs,
  makeReferenceData,
  type PushResult,
  type ReferenceData,
  type ReferenceInput,
} from '../../../../shared/app/reference/reference-data';
import { emptyReferenceSet } from '../../../../shared/domain/reference/reference-set';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
} from '../../../support/reference-files';

const input = (name: string, content: unknown): ReferenceInput => ({ name, content });
const january = input('january', priceBookFile());
const july = input('july', priceBookFile({ validFrom: '2026-07-01' }));
const euros = input('euros', priceBookFile({ validFrom: '2026-08-01', currency: 'EUR' }));
const units = input('units', businessUnitsFile());
const errorsOf = ({ problems }: PushResult): readonly string[] =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ source, path }) => `${source} ${path}`);

describe('reference data', () => {
  let clock: ManualClock;
  let documents: InMemoryDocuments;
  let referenceData: ReferenceData;
  let steps: string[];

  /** Another process on the same store. */
  const another = (): ReferenceData => makeReferenceData({ documents, clock });
  const writesTo = (partition: string): number =>
    steps.filter((step) => step === `put ${partition}`).length;

  beforeEach(() => {
    clock = new ManualClock('2026-02-01T08:00:00Z');
    documents = new InMemoryDocuments(clock);
    referenceData = another();
    steps = [];
    documents.before = ({ kind, partition }) => {
      steps.push(`${kind} ${partition}`);
    };
  });

  it('is empty before the first push', async () => {
    expect(await referenceData.load()).toEqual(emptyReferenceSet);
  });

  it('is in force after a push, for every process', async () => {
    const { outcome, versions } = await referenceData.push([january, units, july]);
    expect(outcome).toBe('pushed');
    expect(versions.map(({ source, outcome }) => `${source} ${outcome}`)).toEqual([
      'january added',
      'units added',
      'july added',
    ]);
    const set = await another().load();
    expect(await referenceData.load()).toEqual(set);
    expect(set.priceBooks.map(({ version }) => version)).toEqual([
      versions[0]?.version,
      versions[2]?.version,
    ]);
    expect(set.businessUnits[0]?.businessUnits[0]?.id).toBe('finance');
  });

  it('is changed by one write of the head, whatever the number of files', async () => {
    await referenceData.push([january, units, july]);
    expect(steps).toEqual([
      'read head',
      'put priceBook',
      'put businessUnits',
      'put priceBook',
      'put head',
    ]);
  });

  it('costs one point read to load while nothing changes', async () => {
    await referenceData.push([january]);
    await referenceData.load();
    steps = [];
    await referenceData.load();
    expect(steps).toEqual(['read head']);
    await another().push([units]);
    expect((await referenceData.load()).businessUnits).toHaveLength(1);
  });

  it('keeps who recorded a version, when and why, beside what it says', async () => {
    await referenceData.push([january], { recordedBy: 'alice' });
    const [stored] = Object.entries(documents.contents())
      .filter(([key]) => key.startsWith('priceBook/'))
      .map(([, json]) => JSON.parse(json) as unknown);
    expect(stored).toMatchObject({
      recordedAt: '2026-02-01T08:00:00.000Z',
      recordedBy: 'alice',
      reason: 'test prices',
      content: { validFrom: '2026-01-01T00:00:00.000Z' },
    });
  });

  it('stays as it is when the same is pushed again', async () => {
    await referenceData.push([january]);
    const before = documents.contents();
    clock.advanceMs(1_000);
    const again = await another().push([january], { recordedBy: 'somebody else' });
    expect(again).toMatchObject({ outcome: 'unchanged', versions: [{ outcome: 'unchanged' }] });
    expect(documents.contents()).toEqual(before);
  });

  it('stays as it is when one file of several is wrong, and every problem is named', async () => {
    const bad = input('bad', deploymentsFile({ deployments: [{ sku: 'standard' }] }));
    const result = await referenceData.push([january, bad, input('worse', 7)]);
    expect(result).toMatchObject({ outcome: 'invalid', versions: [] });
    expect(errorsOf(result)).toEqual([
      'bad deployments[0].deployment',
      'bad deployments[0].sku',
      'worse ',
    ]);
    expect(steps).toEqual([]);
  });

  it('stays as it is when files contradict each other or what is there', async () => {
    expect(errorsOf(await referenceData.push([january, euros]))).toEqual(['euros currency']);
    expect(documents.contents()).toEqual({});
    await referenceData.push([january]);
    expect(errorsOf(await referenceData.push([units, euros]))).toEqual(['euros currency']);
    expect((await referenceData.load()).businessUnits).toEqual([]);
  });

  it('says what a push would do, and does nothing, in a dry run', async () => {
    const result = await referenceData.push([january], { isDryRun: true });
    expect(result).toMatchObject({ outcome: 'pushed', versions: [{ outcome: 'added' }] });
    expect(documents.contents()).toEqual({});
  });

  it('has another fingerprint after a price was restated, so that days are rated anew', async () => {
    const { versions } = await referenceData.push([january]);
    const before = await referenceData.load();
    const replaces = versions[0]?.version;
    const models = [
      { model: 'gpt-4o', entries: [{ skus: ['GlobalStandard'], prices: { input: '3' } }] },
    ];
    const restated = await referenceData.push([
      input('restated', priceBookFile({ replaces, models })),
    ]);
    expect(restated).toMatchObject({ outcome: 'pushed', versions: [{ outcome: 'restated' }] });
    const after = await referenceData.load();
    expect(after.priceBooks).toHaveLength(1);
    expect(after.priceBooks[0]?.models[0]?.entries[0]?.prices.input?.unitPrice).toBe('3');
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(writesTo('priceBook')).toBe(2);
  });

  it.each([0, 1, 2])(
    'is what it was when a push is cut off after %d of its writes, and repeating it completes it',
    async (writes) => {
      await referenceData.push([units]);
      const before = await referenceData.load();
      let left = writes;
      documents.before = ({ kind }) => {
        if (kind === 'put' && left-- === 0) throw new DependencyUnavailable('cut off');
      };
      await expect(referenceData.push([january, july])).rejects.toThrow('cut off');
      documents.before = () => undefined;
      expect(await another().load()).toEqual(before);
      clock.advanceMs(60_000);
      expect((await referenceData.push([january, july])).outcome).toBe('pushed');
      expect((await another().load()).priceBooks).toHaveLength(2);
    },
  );

  it('takes two pushes at once that go together', async () => {
    const results = await Promise.all([referenceData.push([january]), another().push([units])]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['pushed', 'pushed']);
    const set = await another().load();
    expect([set.priceBooks.length, set.businessUnits.length]).toEqual([1, 1]);
  });

  it('refuses by name the second of two pushes that only together are wrong', async () => {
    const rival = another();
    const inFlight = beforeFirst('put head', () => rival.push([january]));
    const second = await referenceData.push([euros]);
    expect((await inFlight()).outcome).toBe('pushed');
    expect(second.outcome).toBe('invalid');
    expect(errorsOf(second)).toEqual(['euros currency']);
    expect((await another().load()).priceBooks.map(({ currency }) => currency)).toEqual(['USD']);
  });

  it('refuses the second of two pushes that each drop what the other one adds', async () => {
    const unit = (id: string): object => ({ id, name: id, costCentre: '1' });
    await referenceData.push([units]);
    const finance = { id: 'finance', name: 'Finance', costCentre: '1200' };
    const file = (validFrom: string, ...added: object[]): unknown =>
      businessUnitsFile({ validFrom, businessUnits: [finance, ...added] });
    const rival = another();
    const inFlight = beforeFirst('put head', () =>
      rival.push([input('march', file('2026-03-01', unit('sales')))]),
    );
    const second = await referenceData.push([input('april', file('2026-04-01', unit('legal')))]);
    expect((await inFlight()).outcome).toBe('pushed');
    expect(errorsOf(second)).toEqual(['april businessUnits']);
    expect((await another().load()).businessUnits).toHaveLength(2);
  });

  it('says that nothing changed when a rival pushed the same first', async () => {
    const rival = another();
    const inFlight = beforeFirst('put head', () => rival.push([january]));
    expect((await referenceData.push([january])).outcome).toBe('unchanged');
    expect((await inFlight()).outcome).toBe('pushed');
  });

  it('gives up, and says so, when the head never holds still', async () => {
    const rival = another();
    let month = 0;
    documents.before = async ({ kind, partition }) => {
      if (kind !== 'put' || partition !== 'head' || month >= 12) return;
      const rest = documents.before;
      documents.before = () => undefined;
      month += 1;
      const validFrom = `2027-${String(month).padStart(2, '0')}-01`;
      await rival.push([input('rival', priceBookFile({ validFrom }))]);
      documents.before = rest;
    };
    await expect(referenceData.push([january])).rejects.toThrow(DependencyUnavailable);
    expect((await another().load()).priceBooks).toHaveLength(8);
  });

  it('is empty again where the store has been emptied', async () => {
    await referenceData.push([january]);
    await referenceData.load();
    const head = (await documents.read('head', 'head'))!;
    await documents.delete('head', 'head', head.etag);
    expect(await referenceData.load()).toEqual(emptyReferenceSet);
    expect((await referenceData.push([january])).outcome).toBe('pushed');
  });

  it('fails rather than work with less than the head lists', async () => {
    await referenceData.push([january]);
    const [key] = Object.keys(documents.contents()).filter((one) => one.startsWith('priceBook/'));
    const id = key!.slice('priceBook/'.length);
    const stored = (await documents.read('priceBook', id))!;
    await documents.delete('priceBook', id, stored.etag);
    await expect(another().load()).rejects.toThrow(/head lists version 2026-01-01-[0-9a-f]{8}/);
  });

  /** Runs a rival just before a step happens for the first time; gives the rival's answer. */
  function beforeFirst<T>(step: string, rival: () => Promise<T>): () => Promise<T> {
    let answer: Promise<T> | undefined;
    documents.before = async ({ kind, partition }) => {
      if (`${kind} ${partition}` !== step || answer !== undefined) return;
      answer = rival();
      await answer;
    };
    return () => answer ?? Promise.reject(new Error(`${step} never happened`));
  }
});

describe('a check away from the store', () => {
  const checkedAt = new ManualClock().now();

  it('finds what is wrong within files and between them', () => {
    expect(errorsOf(checkReferenceInputs([january, euros], checkedAt))).toEqual(['euros currency']);
    const bad = input('bad', priceBookFile({ currency: 7 }));
    expect(errorsOf(checkReferenceInputs([bad, units], checkedAt))).toEqual(['bad currency']);
  });

  it('passes files that are in order together', () => {
    const result = checkReferenceInputs([january, july, units], checkedAt);
    expect(result).toMatchObject({ outcome: 'pushed', problems: [] });
    expect(result.versions).toHaveLength(3);
  });
});
