import type { Instant } from '../../../../shared/domain/instant';
import { readReferenceFile } from '../../../../shared/domain/reference/reference-file';
import {
  referenceSetOf,
  type ReferenceVersion,
} from '../../../../shared/domain/reference/reference-version';
import {
  reviseReferenceSet,
  type NamedFile,
  type Revision,
} from '../../../../shared/domain/reference/revise-reference-set';
import {
  businessUnitsFile,
  deploymentsFile,
  priceBookFile,
} from '../../../support/reference-files';

const recordedAt = '2026-02-01T00:00:00.000Z' as Instant;
const named = (name: string, content: object): NamedFile => {
  const { file, problems } = readReferenceFile(content);
  if (file === undefined) throw new Error(JSON.stringify(problems));
  return { name, file };
};
const revise = (
  listed: readonly ReferenceVersion[],
  contents: Readonly<Record<string, object>>,
): Revision =>
  reviseReferenceSet(
    listed,
    Object.entries(contents).map(([name, content]) => named(name, content)),
    { recordedAt },
  );
const messagesOf = ({ problems }: Revision, severity = 'error'): readonly string[] =>
  problems
    .filter((problem) => problem.severity === severity)
    .map(({ source, path, message }) => `${source} ${path} ${message}`);

const currencyOf = (currency: string): object => priceBookFile({ currency });
const first = revise([], { book: priceBookFile() });
const firstVersion = first.outcomes[0]!.version;

describe('a version', () => {
  it('is added with when, by whom and why it was recorded', () => {
    expect(first.problems).toEqual([]);
    expect(first.added).toEqual(first.versions);
    expect(first.versions[0]).toMatchObject({
      recordedAt,
      recordedBy: 'tester',
      reason: 'test prices',
      content: { kind: 'priceBook', validFrom: '2026-01-01T00:00:00.000Z', currency: 'USD' },
    });
    expect(firstVersion).toMatch(/^2026-01-01-[0-9a-f]{8}$/);
  });

  it('is named by its contents, not by its reason or its recorder', () => {
    const again = revise([], { book: priceBookFile({ reason: 'other', recordedBy: 'other' }) });
    expect(again.outcomes[0]?.version).toBe(firstVersion);
    expect(revise([], { book: currencyOf('EUR') }).outcomes[0]?.version).not.toBe(firstVersion);
  });

  it('that says what the one in place says changes nothing', () => {
    const again = revise(first.versions, { again: priceBookFile({ reason: 'once more' }) });
    expect(again).toMatchObject({ added: [], problems: [], outcomes: [{ outcome: 'unchanged' }] });
    expect(again.versions).toEqual(first.versions);
  });

  it('cannot take the place of another one unless it says so, by its version', () => {
    const contradiction = revise(first.versions, { other: currencyOf('EUR') });
    expect(messagesOf(contradiction)).toEqual([
      `other replaces version ${firstVersion} is valid from then, with other contents: to restate it, say "replaces": "${firstVersion}"`,
    ]);
    const wrong = priceBookFile({ currency: 'EUR', replaces: '2026-01-01-00000000' });
    expect(messagesOf(revise(first.versions, { wrong }))).toHaveLength(1);
  });

  it('that restates another one replaces it, and only once', () => {
    const file = priceBookFile({ currency: 'EUR', replaces: firstVersion });
    const restated = revise(first.versions, { file });
    expect(restated).toMatchObject({ problems: [], outcomes: [{ outcome: 'restated' }] });
    expect(restated.versions).toHaveLength(1);
    expect(restated.versions[0]).toMatchObject({ replaces: firstVersion });
    expect(revise(restated.versions, { file })).toMatchObject({ added: [], problems: [] });
  });

  it('that goes back to earlier contents is a version of its own, and rates days anew', () => {
    const there = revise(first.versions, {
      file: priceBookFile({ currency: 'EUR', replaces: firstVersion }),
    });
    const replaces = there.outcomes[0]!.version;
    const back = revise(there.versions, { file: priceBookFile({ replaces }) });
    const fingerprints = [first, there, back].map(
      (one) => referenceSetOf(one.versions).fingerprint,
    );
    expect(back.problems).toEqual([]);
    expect(back.outcomes[0]?.version).not.toBe(firstVersion);
    expect(new Set(fingerprints).size).toBe(3);
  });

  it('cannot replace what is not there', () => {
    const orphan = priceBookFile({ validFrom: '2026-05-01', replaces: firstVersion });
    expect(messagesOf(revise(first.versions, { orphan }))).toEqual([
      'orphan replaces no version is valid from 2026-05-01T00:00:00.000Z, so there is none to replace',
    ]);
  });

  it('may replace one that only the store knows, where the store is not at hand', () => {
    const files = [named('orphan', priceBookFile({ replaces: firstVersion }))];
    const offline = reviseReferenceSet([], files, { recordedAt, isOffline: true });
    expect(messagesOf(offline)).toEqual([]);
    expect(messagesOf(offline, 'warning')).toHaveLength(1);
  });

  it('must say who records it, unless the one who pushes does', () => {
    const { recordedBy: _, ...anonymous } = priceBookFile() as { recordedBy: string };
    expect(messagesOf(revise([], { anonymous }))).toEqual([
      'anonymous recordedBy is missing: say who records this version, here or when pushing',
    ]);
    const files = [named('anonymous', anonymous)];
    const pushed = reviseReferenceSet([], files, { recordedAt, recordedBy: 'alice' });
    expect(pushed.problems).toEqual([]);
    expect(pushed.versions[0]?.recordedBy).toBe('alice');
    const offline = reviseReferenceSet([], files, { recordedAt, isOffline: true });
    expect(messagesOf(offline)).toEqual([]);
    expect(messagesOf(offline, 'warning')).toEqual([
      'anonymous recordedBy is missing: say who records this version, here or when pushing',
    ]);
  });

  it('of one file clashes with that of another one for the same time', () => {
    expect(messagesOf(revise([], { a: priceBookFile(), b: currencyOf('USD') }))).toEqual([
      'b validFrom a is of the same kind and valid from the same time',
    ]);
    expect(messagesOf(revise([], { a: priceBookFile(), b: businessUnitsFile() }))).toEqual([]);
  });
});

describe('a set', () => {
  const unit = (id: string, name = id, costCentre = '1'): object => ({ id, name, costCentre });
  const units = (validFrom: string, ...businessUnits: readonly object[]): object =>
    businessUnitsFile({ validFrom, businessUnits });

  it('has price books of one currency', () => {
    const later = priceBookFile({ validFrom: '2026-07-01', currency: 'EUR' });
    expect(messagesOf(revise(first.versions, { later }))).toEqual([
      `later currency is EUR after USD in ${firstVersion}: all price books must be in one currency`,
    ]);
  });

  it('names the version that was there before, where that one is now in contradiction', () => {
    const earlier = priceBookFile({ validFrom: '2025-01-01', currency: 'EUR' });
    expect(messagesOf(revise(first.versions, { earlier }))).toEqual([
      expect.stringContaining(`version ${firstVersion} currency is USD after EUR`),
    ]);
  });

  it('keeps a business unit for ever, also without members', () => {
    const january = units('2026-01-01', unit('a'), unit('b'));
    expect(messagesOf(revise([], { january, july: units('2026-07-01', unit('a')) }))).toEqual([
      expect.stringContaining('july businessUnits "b" of 2026-01-01-'),
    ]);
    const july = units('2026-07-01', unit('a'), unit('b'), unit('c'));
    expect(revise([], { january, july }).problems).toEqual([]);
  });

  it('never gives a unit another id', () => {
    const january = units('2026-01-01', unit('fin', 'Finance', '12'));
    const july = units('2026-07-01', unit('fin', 'Old', '12'), unit('finance', 'finance', '12'));
    expect(messagesOf(revise([], { january, july }))).toEqual([
      'july businessUnits[1].id "finance", cost centre 12, has the id "fin" in another version: ids never change',
    ]);
  });

  it('lets a name or a cost centre change, and warns where both do', () => {
    const january = units(
      '2026-01-01',
      unit('a', 'A', '1'),
      unit('b', 'B', '2'),
      unit('c', 'C', '3'),
    );
    const july = units('2026-07-01', unit('a', 'X', '1'), unit('b', 'B', '9'), unit('c', 'Z', '8'));
    const revised = revise([], { january, july });
    expect(messagesOf(revised)).toEqual([]);
    expect(messagesOf(revised, 'warning')).toEqual([
      expect.stringContaining('july businessUnits[2] "c" was "C", cost centre 3'),
    ]);
  });

  it('warns of meters that long prompts have no price for', () => {
    const skus = ['GlobalStandard'];
    const entries = [
      { skus, prices: { input: '1', output: '2', webSearches: '3' } },
      { skus: ['Standard'], prices: { audioInput: '1' } },
      { skus, serviceTiers: ['priority'], prices: { audioOutput: '1' } },
      { skus, abovePromptTokens: 128_000, prices: { input: '2', output: '4' } },
    ];
    const book = priceBookFile({ models: [{ model: 'm', entries }] });
    expect(messagesOf(revise([], { book }), 'warning')).toEqual([
      'book models[0].entries[3].prices has no price for webSearches, which m has for smaller prompts: it will be unpriced',
    ]);
  });

  it('asks for the price of what a deployment is billed as, and of what a model is fine-tuned from', () => {
    const sku = 'GlobalStandard';
    const deployments = deploymentsFile({
      deployments: [
        { deployment: 'a', model: 'gpt-9', billedAs: 'gpt-4o', sku },
        { deployment: 'b', model: 'gpt-4o', billedAs: 'gpt-9', sku },
        { deployment: 'c', model: 'gpt-4o-2024-11-20.ft-0a1b', sku },
        { deployment: 'd', model: 'gpt-9.ft-0a1b', sku },
      ],
    });
    expect(messagesOf(revise(first.versions, { deployments }), 'warning')).toEqual([
      'deployments deployments[1].billedAs no price book names the model gpt-9: usage of it will be unpriced',
      'deployments deployments[3].model no price book names the model gpt-9.ft-0a1b: usage of it will be unpriced',
    ]);
  });

  it('warns of deployments whose model or SKU no price book has', () => {
    const deployments = deploymentsFile({
      defaultSku: 'Standard',
      deployments: [
        { deployment: 'a', model: 'GPT-4o-2024-11-20', sku: 'GlobalStandard' },
        { deployment: 'b', model: 'gpt-9', sku: 'GlobalBatch' },
        { deployment: 'c', sku: 'GlobalStandard' },
      ],
    });
    expect(messagesOf(revise(first.versions, { deployments }), 'warning')).toEqual([
      'deployments defaultSku no price book has prices for Standard: usage of it will be unpriced',
      'deployments deployments[1].model no price book names the model gpt-9: usage of it will be unpriced',
      'deployments deployments[1].sku no price book has prices for GlobalBatch: usage of it will be unpriced',
    ]);
    expect(revise([], { deployments }).problems).toEqual([]);
    const { defaultSku: _, ...withoutDefault } = deployments as { defaultSku: string };
    expect(messagesOf(revise(first.versions, { withoutDefault }), 'warning')).toHaveLength(2);
  });

  it('is silent on warnings that only concern versions that were there before', () => {
    const deployments = deploymentsFile({ deployments: [{ deployment: 'a', sku: 'Other' }] });
    const before = revise(first.versions, { deployments });
    expect(messagesOf(before, 'warning')).toHaveLength(1);
    expect(revise(before.versions, { units: businessUnitsFile() }).problems).toEqual([]);
  });

  it('sorts versions by time, and its fingerprint depends on what they say alone', () => {
    const july = priceBookFile({ validFrom: '2026-07-01' });
    const january = priceBookFile();
    const units = businessUnitsFile();
    const forwards = referenceSetOf(revise([], { january, july, units }).versions);
    const backwards = referenceSetOf(revise([], { units, july, january }).versions);
    expect(backwards).toEqual(forwards);
    expect(forwards.priceBooks.map(({ validFrom }) => validFrom.slice(0, 10))).toEqual([
      '2026-01-01',
      '2026-07-01',
    ]);
    expect(forwards.fingerprint).not.toBe(referenceSetOf(first.versions).fingerprint);
    expect(referenceSetOf([]).fingerprint).toBe('none');
  });
});
