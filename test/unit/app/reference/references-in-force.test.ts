import { makeReferenceData } from '../../../../shared/app/reference/reference-data';
import { makeReferences } from '../../../../shared/app/reference/references-in-force';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import { priceBookFile } from '../../../support/sample-events';

describe('the references in force', () => {
  const setUp = () => {
    const clock = new ManualClock();
    const data = makeReferenceData({ documents: new InMemoryDocuments(clock), clock });
    const push = (...files: readonly object[]) =>
      data.push(
        files.map((content, n) => ({ name: `file ${n}`, content })),
        { recordedBy: 'test' },
      );
    return { references: makeReferences(data), push };
  };

  it('have no currency before there is a price book', async () => {
    expect((await setUp().references.load()).currency).toBe('XXX');
  });

  it('are compiled once for each set, and asked for anew each time', async () => {
    const { references, push } = setUp();
    await push(priceBookFile());
    const first = await references.load();
    expect(await references.load()).toBe(first);
    expect(first.currency).toBe('USD');
    await push(priceBookFile({ input: '3', output: '4' }, '2026-11-01'));
    const second = await references.load();
    expect(second).not.toBe(first);
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(second.set.priceBooks).toHaveLength(2);
  });

  it('have a fingerprint of their own, which another version of the rules would change', async () => {
    const { references } = setUp();
    const { set, fingerprint } = await references.load();
    expect(fingerprint).not.toBe(set.fingerprint);
    expect((await setUp().references.load()).fingerprint).toBe(fingerprint);
  });
});
