import { DependencyUnavailable } from '../../../../shared/app/ports';
import { makeWatermarks } from '../../../../shared/app/ingest/watermarks';
import type { Gap, Span } from '../../../../shared/domain/usage/watermark';
import { joinAttemptsMax } from '../../../../shared/limits';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import { at } from '../../../support/sample-period';

const enqueued = (n: number) => at(`2026-11-02T10:00:${String(n).padStart(2, '0')}Z`);
const span = (first: number, last: number): Span => ({
  firstSequenceNumber: first,
  firstEnqueuedTime: enqueued(first),
  lastSequenceNumber: last,
  lastEnqueuedTime: enqueued(last),
});

describe('a watermark in the store', () => {
  let state: InMemoryDocuments;
  const gaps: Gap[] = [];
  const noteGap = (gap: Gap): Promise<void> => Promise.resolve(void gaps.push(gap));
  const advance = (batch: Span, onGap = noteGap) =>
    makeWatermarks(state).advance('llm-usage', '0', batch, onGap);
  const positions = async (): Promise<readonly number[]> =>
    (await makeWatermarks(state).read()).map(({ sequenceNumber }) => sequenceNumber);

  beforeEach(() => {
    state = new InMemoryDocuments(new ManualClock());
    gaps.length = 0;
  });

  it('is kept for each partition of each hub', async () => {
    const watermarks = makeWatermarks(state);
    const noGap = (): Promise<void> => Promise.reject(new Error('no gap was expected'));
    await watermarks.advance('llm-usage', '0', span(0, 3), noGap);
    await watermarks.advance('llm-usage', '1', span(0, 5), noGap);
    await watermarks.advance('apim-logs', '0', span(0, 7), noGap);
    expect(await watermarks.read()).toEqual([
      { hub: 'apim-logs', partition: '0', sequenceNumber: 7, enqueuedTime: enqueued(7) },
      { hub: 'llm-usage', partition: '0', sequenceNumber: 3, enqueuedTime: enqueued(3) },
      { hub: 'llm-usage', partition: '1', sequenceNumber: 5, enqueuedTime: enqueued(5) },
    ]);
  });

  it('is not moved back by a host that lost the partition to one that is further', async () => {
    let isFirst = true;
    state.before = async ({ kind }) => {
      if (kind !== 'put' || !isFirst) return;
      isFirst = false;
      await advance(span(0, 9));
    };
    await advance(span(0, 5));
    expect(await positions()).toEqual([9]);
  });

  it('gives up where rivals change it every time, and says that the batch will come again', async () => {
    let rivals = 0;
    state.before = async ({ kind, partition, id }) => {
      if (kind !== 'put' || partition !== 'watermark') return;
      state.before = () => undefined;
      rivals += 1;
      const value = { hub: 'llm-usage', partition: '0', sequenceNumber: 1, enqueuedTime: '' };
      await state.put([{ partition, id, value, condition: 'any' }]);
      state.before = before;
    };
    const before = state.before;
    const failure = await advance(span(2, 5)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DependencyUnavailable);
    expect(String(failure)).toContain(`changed ${joinAttemptsMax} times`);
    expect(rivals).toBe(joinAttemptsMax);
  });

  it('tells a gap before the very first batch, where the start of the partition was noted', async () => {
    const watermarks = makeWatermarks(state);
    const partition = { hub: 'llm-usage', partition: '0', beginSequenceNumber: 5 };
    await watermarks.noteStarts([partition]);
    expect(await watermarks.read()).toEqual([]);
    await advance(span(8, 9));
    expect(gaps).toEqual([{ kind: 'sequenceGap', after: 4, before: 8 }]);
    await watermarks.noteStarts([partition]);
    expect(await positions()).toEqual([9]);
  });

  it('tells no gap where the first batch begins at the noted start', async () => {
    const partition = { hub: 'llm-usage', partition: '0', beginSequenceNumber: 5 };
    await makeWatermarks(state).noteStarts([partition]);
    await advance(span(5, 9));
    expect(gaps).toEqual([]);
    expect(await positions()).toEqual([9]);
  });

  it('tells nothing where the noted start is past a batch that was under way', async () => {
    const partition = { hub: 'llm-usage', partition: '0', beginSequenceNumber: 5 };
    await makeWatermarks(state).noteStarts([partition]);
    await advance(span(2, 9));
    expect(gaps).toEqual([]);
    expect(await positions()).toEqual([9]);
  });

  it('is moved past a gap only after somebody was told of it', async () => {
    await advance(span(0, 3));
    const crash = (): Promise<void> => Promise.reject(new Error('crash'));
    await expect(advance(span(6, 8), crash)).rejects.toThrow('crash');
    expect(await positions()).toEqual([3]);
    await advance(span(6, 8));
    expect(gaps).toEqual([{ kind: 'sequenceGap', after: 3, before: 6 }]);
    expect(await positions()).toEqual([8]);
  });
});
