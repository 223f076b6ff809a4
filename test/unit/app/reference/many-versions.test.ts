// Reference data over years of pushes: what is loaded stays bounded, and what was ever in force stays
// stored and listed.
import {
  makeReferenceData,
  type ReferenceData,
  type ReferenceInput,
} from '../../../../shared/app/reference/reference-data';
import { makeReferenceStore } from '../../../../shared/app/reference/reference-store';
import { plusMs, type Instant } from '../../../../shared/domain/instant';
import { readReferenceFile } from '../../../../shared/domain/reference/reference-file';
import {
  contentDigest,
  versionId,
  type ReferenceVersion,
} from '../../../../shared/domain/reference/reference-version';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { largePriceBook } from '../../../support/large-reference';
import { ManualClock } from '../../../support/manual-clock';
import { businessUnitsFile, priceBookFile } from '../../../support/reference-files';

const recordedBy = 'tester';
const dayMs = 24 * 60 * 60 * 1_000;
const input = (content: unknown): ReferenceInput => ({ name: 'file', content });

const versionOf = (content: object, recordedAt: Instant): ReferenceVersion => {
  const { file, problems } = readReferenceFile(content);
  if (file === undefined) throw new Error(JSON.stringify(problems));
  const { body, validFrom, reason } = file;
  const digest = contentDigest(body, validFrom);
  const version = versionId(digest, validFrom, undefined);
  return { content: { ...body, version, validFrom }, digest, recordedAt, recordedBy, reason };
};

describe('reference data over years of pushes', () => {
  let clock: ManualClock;
  let documents: InMemoryDocuments;
  let referenceData: ReferenceData;
  beforeEach(() => {
    clock = new ManualClock('2026-02-01T08:00:00Z');
    documents = new InMemoryDocuments(clock);
    referenceData = makeReferenceData({ documents, clock });
  });
  const another = (ratedDaysMax?: number): ReferenceData =>
    makeReferenceData({ documents, clock, ...(ratedDaysMax !== undefined && { ratedDaysMax }) });
  const push = async (...contents: readonly object[]) => {
    const result = await referenceData.push(contents.map(input), { recordedBy });
    if (result.outcome === 'invalid') throw new Error(JSON.stringify(result.problems));
    return result.versions;
  };

  it('loads, lists and takes another push after 400 versions of 110 KB', async () => {
    expect(JSON.stringify(largePriceBook(0)).length).toBeGreaterThan(110_000);
    const store = makeReferenceStore(documents, { ratedDaysMax: 1_000 });
    // Reading 400 files takes a minute; one is read, and is valid from 400 days.
    const large = versionOf(largePriceBook(0), clock.now());
    const added = Array.from({ length: 400 }, (_, day): ReferenceVersion => {
      const validFrom = plusMs(large.content.validFrom, day * dayMs);
      const digest = `${large.digest}-${day}`;
      return { ...large, digest, content: { ...large.content, version: validFrom, validFrom } };
    });
    expect(await store.replace(await store.read(clock.now()), added, clock.now())).toBe('replaced');
    expect((await another().load()).priceBooks).toHaveLength(400);
    const [pushed] = await push(largePriceBook(400));
    expect(pushed).toMatchObject({ outcome: 'added' });
    expect((await another().load()).priceBooks).toHaveLength(401);
    const history = await another().history();
    expect(history).toHaveLength(401);
    expect(history.at(-1)).toMatchObject({ version: pushed?.version, standing: 'inForce' });
  });

  it('loads one version of 400 that were pushed in place of each other, and lists them all', async () => {
    let [last] = await push(priceBookFile());
    for (let time = 1; time < 400; time += 1) {
      clock.advanceMs(1_000);
      const models = modelsAt(time);
      [last] = await push(priceBookFile({ replaces: last?.version, models }));
    }
    documents.before = ({ kind, id }) => {
      if (kind === 'readMany') reads.push(id);
    };
    const reads: string[] = [];
    const set = await another().load();
    expect(set.priceBooks.map(({ version }) => version)).toEqual([last?.version]);
    expect(reads.map((ids) => ids.split(',').length)).toEqual([1]);
    const history = await another().history();
    expect(history).toHaveLength(400);
    expect(history.filter(({ standing }) => standing === 'superseded')).toHaveLength(399);
    expect(history[0]?.supersededAt).toBe(history[1]?.recordedAt);
  });

  it('does not load what rates nothing any more, and is no other set for that', async () => {
    await push(
      priceBookFile({ validFrom: '2020-01-01' }),
      priceBookFile({ validFrom: '2021-01-01' }),
    );
    await push(
      priceBookFile({ validFrom: '2025-01-01' }),
      businessUnitsFile({ validFrom: '2019-01-01' }),
    );
    const whole = await another(10_000).load();
    expect(whole.priceBooks).toHaveLength(3);
    const now = await another().load();
    // The version of 2021 was in force 1,000 days ago, and that of 2020 was not.
    expect(now.priceBooks.map(({ validFrom }) => validFrom.slice(0, 4))).toEqual(['2021', '2025']);
    expect(now.businessUnits).toHaveLength(1);
    expect(now.fingerprint).toBe(whole.fingerprint);
    clock.advanceMs(700 * dayMs);
    const later = await another().load();
    expect(later.priceBooks.map(({ validFrom }) => validFrom.slice(0, 4))).toEqual(['2025']);
    expect(later.fingerprint).toBe(whole.fingerprint);
    const standings = (await another().history()).map(({ standing }) => standing);
    expect(standings).toEqual(['inForce', 'past', 'past', 'inForce']);
  });

  it('knows the version in whose place a file stands, however old', async () => {
    const [old] = await push(priceBookFile({ validFrom: '2020-01-01' }));
    await push(priceBookFile({ validFrom: '2021-01-01' }));
    const same = await another().push([input(priceBookFile({ validFrom: '2020-01-01' }))]);
    expect(same.outcome).toBe('unchanged');
    const other = priceBookFile({ validFrom: '2020-01-01', models: modelsAt(7) });
    expect((await another().push([input(other)])).problems[0]?.message).toContain('to restate it');
    const restated = await another().push([input({ ...other, replaces: old?.version })]);
    expect(restated).toMatchObject({ outcome: 'pushed', versions: [{ outcome: 'restated' }] });
    expect(await another().history()).toHaveLength(3);
  });

  it('reads again of a new head only the versions that it had not read', async () => {
    await push(priceBookFile(), businessUnitsFile());
    const reader = another();
    await reader.load();
    await push(priceBookFile({ validFrom: '2026-03-01' }));
    const reads: string[] = [];
    documents.before = ({ kind, partition, id }) => {
      if (kind === 'readMany')
        reads.push(`${partition} ${id.split(',').filter((one) => one).length}`);
    };
    expect((await reader.load()).priceBooks).toHaveLength(2);
    expect(reads.filter((one) => !one.endsWith(' 0'))).toEqual(['priceBook 1']);
  });
});

const modelsAt = (price: number): readonly object[] => [
  { model: 'gpt-4o', entries: [{ skus: ['GlobalStandard'], prices: { input: `${price}.25` } }] },
];

describe('the list of versions', () => {
  const setUp = (pageCharsMax: number) => {
    const clock = new ManualClock('2026-02-01T08:00:00Z');
    const documents = new InMemoryDocuments(clock);
    const open = () => makeReferenceStore(documents, { ratedDaysMax: 1_000, pageCharsMax });
    const add = async (day: number) => {
      const store = open();
      const before = await store.read(clock.now());
      const content = priceBookFile({ validFrom: `2026-01-${String(day).padStart(2, '0')}` });
      return store.replace(before, [versionOf(content, clock.now())], clock.now());
    };
    return { clock, documents, open, add };
  };

  it('is in pages as soon as the head could not hold it, and stays under one ETag', async () => {
    const { clock, documents, open, add } = setUp(1_000);
    const stale = open();
    const before = await stale.read(clock.now());
    for (let day = 1; day <= 25; day += 1) expect(await add(day)).toBe('replaced');
    const head = (await documents.read<{ pages: readonly string[] }>('head', 'head'))!;
    expect(head.value.pages.length).toBeGreaterThan(5);
    const { listed, versions } = await open().read(clock.now());
    expect(listed.map(({ validFrom }) => validFrom)).toEqual(
      [...listed.map(({ validFrom }) => validFrom)].sort(),
    );
    expect(versions).toHaveLength(25);
    const rival = versionOf(priceBookFile({ validFrom: '2026-01-31' }), clock.now());
    expect(await stale.replace(before, [rival], clock.now())).toBe('changed');
    expect((await open().read(clock.now())).versions).toHaveLength(25);
  });

  it('leaves no pages behind for more than an hour', async () => {
    const { clock, documents, add } = setUp(1_000);
    for (let day = 1; day <= 20; day += 1) {
      await add(day);
      clock.advanceMs(2 * 60 * 60 * 1_000);
    }
    await add(21);
    const head = (await documents.read<{ pages: readonly string[] }>('head', 'head'))!;
    const kept = await documents.list('head', 'part:', 'part:~');
    expect(kept.length - head.value.pages.length).toBeLessThanOrEqual(1);
  });
});
