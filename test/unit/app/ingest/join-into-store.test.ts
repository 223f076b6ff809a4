import { joinIntoStore, type Stowed } from '../../../../shared/app/ingest/join-into-store';
import { DependencyUnavailable } from '../../../../shared/app/ports';
import { joinRecords, type UsageRecord } from '../../../../shared/domain/usage/usage-record';
import { joinAttemptsMax } from '../../../../shared/limits';
import { InMemoryUsage, type UsageStep } from '../../../support/in-memory-usage';
import { observed, recordFrom } from '../../../support/observed';

const policy = (id: string): UsageRecord => recordFrom(observed('policy', { id, status: 200 }));
const log = (id: string, tokens = 5): UsageRecord =>
  recordFrom(observed('llmLog', { id, counters: { prompt_tokens: tokens } }));

describe('a record that is brought into the store', () => {
  let usage: InMemoryUsage;
  beforeEach(() => (usage = new InMemoryUsage()));
  const kinds = (stowed: readonly Stowed[]) => stowed.map(({ kind }) => kind);
  const stored = (id: string): UsageRecord =>
    JSON.parse(usage.records.get(id)?.json ?? 'null') as UsageRecord;
  /** Somebody else's write: the same record, another version. */
  const touch = (id: string): void => {
    const { json } = usage.records.get(id)!;
    usage.records.set(id, { json, etag: `"rival-${Math.random()}"` });
  };
  const steps: UsageStep[] = [];
  const count = (kind: UsageStep['kind']): number =>
    steps.filter((step) => step.kind === kind).length;
  const watch = (before: (step: UsageStep) => void | Promise<void> = () => undefined): void => {
    steps.length = 0;
    usage.before = (step) => {
      steps.push(step);
      return before(step);
    };
  };

  it('is created, joined or left alone, each as it needs, and answered in order', async () => {
    await joinIntoStore(usage, [policy('known'), policy('same')]);
    const stowed = await joinIntoStore(usage, [policy('same'), log('new'), log('known')]);
    expect(kinds(stowed)).toEqual(['unchanged', 'created', 'joined']);
    expect(stowed.map(({ record }) => record.id)).toEqual(['same', 'new', 'known']);
    expect(stored('known')).toEqual(joinRecords(policy('known'), log('known')));
  });

  it('of which nothing is new is not written again', async () => {
    await joinIntoStore(usage, [policy('a')]);
    watch();
    expect(kinds(await joinIntoStore(usage, [policy('a')]))).toEqual(['unchanged']);
    expect(count('replace')).toBe(0);
  });

  it('answers with all windows that the stored record was ever in', async () => {
    const moved = recordFrom(
      observed('policy', { id: 'a' }),
      observed('gatewayLog', { id: 'a', time: '2026-11-02T10:10:00Z' }),
    );
    await joinIntoStore(usage, [moved]);
    const [stowed] = await joinIntoStore(usage, [recordFrom(observed('policy', { id: 'a' }))]);
    expect(stowed?.record.windows).toEqual(['2026-11-02T10:00Z', '2026-11-02T10:15Z']);
  });

  it('is joined with what a rival wrote in between', async () => {
    await joinIntoStore(usage, [policy('a')]);
    let isFirst = true;
    watch(async ({ kind }) => {
      if (kind !== 'replace' || !isFirst) return;
      isFirst = false;
      await joinIntoStore(usage, [recordFrom(observed('gatewayLog', { id: 'a', status: 201 }))]);
    });
    expect(kinds(await joinIntoStore(usage, [log('a')]))).toEqual(['joined']);
    expect(Object.keys(stored('a').observations).sort()).toEqual([
      'gatewayLog',
      'llmLog',
      'policy',
    ]);
  });

  it('survives a storm of rivals that is shorter than its patience, without holding up others', async () => {
    await joinIntoStore(usage, [policy('a'), policy('b')]);
    let storms = joinAttemptsMax - 1;
    watch(({ kind, id }) => {
      if (kind === 'replace' && id === 'a' && storms-- > 0) touch('a');
    });
    expect(kinds(await joinIntoStore(usage, [log('a'), log('b')]))).toEqual(['joined', 'joined']);
    expect(steps.filter(({ kind, id }) => kind === 'replace' && id === 'b')).toHaveLength(1);
  });

  it('gives up in a longer one, says so, and is right when the batch comes again', async () => {
    await joinIntoStore(usage, [policy('a')]);
    watch(({ kind, id }) => {
      if (kind === 'replace') touch(id);
    });
    const failure = await joinIntoStore(usage, [log('a'), policy('new')]).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DependencyUnavailable);
    expect(String(failure)).toContain(`1 usage records changed ${joinAttemptsMax} times`);
    expect(count('replace')).toBe(joinAttemptsMax);
    watch();
    expect(kinds(await joinIntoStore(usage, [log('a'), policy('new')]))).toEqual([
      'joined',
      'unchanged',
    ]);
  });

  it('is created after all where it expired between the two looks', async () => {
    await joinIntoStore(usage, [policy('a')]);
    watch(({ kind }) => {
      if (kind === 'read') usage.records.delete('a');
    });
    expect(kinds(await joinIntoStore(usage, [log('a')]))).toEqual(['created']);
    expect(Object.keys(stored('a').observations)).toEqual(['llmLog']);
  });

  it('is joined in the next attempt where the read was only older than the create', async () => {
    await joinIntoStore(usage, [policy('a')]);
    const kept = usage.records.get('a')!;
    let isFirst = true;
    watch(({ kind }) => {
      if (kind === 'read' && isFirst) usage.records.delete('a');
      if (kind === 'create' && !isFirst) usage.records.set('a', kept);
      if (kind === 'read') isFirst = false;
    });
    expect(kinds(await joinIntoStore(usage, [log('a')]))).toEqual(['joined']);
    expect(Object.keys(stored('a').observations).sort()).toEqual(['llmLog', 'policy']);
  });

  it('that the store refuses is named with its reason, and the others go on', async () => {
    usage.refusedIds.add('bad');
    const stowed = await joinIntoStore(usage, [policy('good'), policy('bad')]);
    expect(stowed).toEqual([
      expect.objectContaining({ kind: 'created' }),
      { kind: 'refused', record: policy('bad'), detail: 'the store answered 413' },
    ]);
  });

  it('that grew too large for the store is refused, and what was stored stays', async () => {
    await joinIntoStore(usage, [policy('a')]);
    usage.replace = (changes) =>
      Promise.resolve(changes.map(() => ({ refused: 'the record is larger than 2 MB' })));
    const stowed = await joinIntoStore(usage, [log('a')]);
    expect(kinds(stowed)).toEqual(['refused']);
    expect(stored('a')).toEqual(policy('a'));
  });

  it('is right where the answer to its create was lost', async () => {
    usage.after = () => {
      throw new DependencyUnavailable('time-out');
    };
    await expect(joinIntoStore(usage, [policy('a')])).rejects.toThrow('time-out');
    usage.after = () => undefined;
    expect(kinds(await joinIntoStore(usage, [policy('a')]))).toEqual(['unchanged']);
  });

  it('of an empty batch is nothing', async () => {
    expect(await joinIntoStore(usage, [])).toEqual([]);
  });
});
