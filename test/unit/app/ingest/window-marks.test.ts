import { makeWindowMarks, type WindowMarks } from '../../../../shared/app/ingest/window-marks';
import type { WindowId } from '../../../../shared/domain/window';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import { at } from '../../../support/sample-period';

const now = at('2026-11-02T12:00:00Z');
const [first, second, third] = [
  '2026-11-02T10:00Z',
  '2026-11-02T10:15Z',
  '2026-11-02T10:30Z',
] as readonly string[] as [WindowId, WindowId, WindowId];

describe('a window mark', () => {
  let marks: WindowMarks;
  beforeEach(() => (marks = makeWindowMarks(new InMemoryDocuments(new ManualClock()))));
  const only = async () => {
    const [mark] = await marks.all();
    if (mark === undefined) throw new Error('no mark');
    return mark;
  };

  it('is gone once it is settled', async () => {
    await marks.mark([first], now);
    expect(await marks.isMarked(first)).toBe(true);
    expect(await marks.settle(await only())).toBe('deleted');
    expect(await marks.isMarked(first)).toBe(false);
  });

  it('outlives a rollup that read it before it was set again', async () => {
    await marks.mark([first], now);
    const read = await only();
    await marks.mark([first], now);
    expect(await marks.settle(read)).toBe('changed');
    expect(await marks.isMarked(first)).toBe(true);
  });

  it('is not brought back by a rollup that counts a failure of one that a rival settled', async () => {
    await marks.mark([first], now);
    const read = await only();
    await marks.settle(read);
    await marks.failed([read]);
    expect(await marks.all()).toEqual([]);
  });

  it('counts its failures, and forgets them when the window is marked anew', async () => {
    await marks.mark([first], now);
    await marks.failed([await only()]);
    await marks.failed([await only()]);
    expect((await only()).failures).toBe(2);
    const read = await only();
    await marks.mark([first], now);
    await marks.failed([read]);
    expect((await only()).failures).toBe(0);
  });

  it('waits behind those that failed less often, then behind older windows', async () => {
    await marks.mark([third, first, second], now);
    await marks.failed([await only()]);
    expect((await marks.all()).map(({ window }) => window)).toEqual([second, third, first]);
  });

  it('of the background never takes the place of another one, and keeps its reason when it fails', async () => {
    await marks.mark([first], now);
    const background = [first, second].map((window) => ({ window, records: 7 }));
    expect(await marks.markInBackground(background, 'rules', now)).toEqual(['wasMarked', 'marked']);
    await marks.failed(await marks.all());
    expect(
      (await marks.all()).map(({ reason, records, failures }) => [reason, records, failures]),
    ).toEqual([
      [undefined, undefined, 1],
      ['rules', 7, 1],
    ]);
  });

  it('of new usage takes the place of one of the background, and of one that is held', async () => {
    await marks.markInBackground([{ window: first, records: 7 }], 'asked', now);
    await marks.hold(await marks.all(), { rules: 2, algorithm: 2 });
    expect(await only()).toMatchObject({ reason: 'asked', heldBy: { rules: 2, algorithm: 2 } });
    await marks.mark([first], now);
    const { etag: _, ...mark } = await only();
    expect(mark).toEqual({ window: first, failures: 0, markedAt: now });
  });

  it('of the background is never due', async () => {
    await marks.markInBackground([{ window: first, records: 7 }], 'rules', now);
    expect(await marks.oldestDueSince(120, at('2026-11-03T12:00:00Z'))).toBeUndefined();
  });

  it('is counted by the window that it is of', async () => {
    await marks.mark([first, second, third], now);
    const count = (from: string, to: string) => marks.count(at(from), at(to));
    expect(await count('2026-11-02T10:00:00Z', '2026-11-02T10:30:00Z')).toBe(2);
    expect(await count('2026-11-02T10:30:00Z', '2026-12-01T00:00:00Z')).toBe(1);
    expect(await count('2026-11-02T11:00:00Z', '2026-12-01T00:00:00Z')).toBe(0);
  });

  it('is due once its window has ended and settled, or since it was set after that', async () => {
    const settleSeconds = 120;
    expect(await marks.oldestDueSince(settleSeconds, now)).toBeUndefined();
    await marks.mark([second], at('2026-11-02T10:20:00Z'));
    const due = (time: string) => marks.oldestDueSince(settleSeconds, at(time));
    expect(await due('2026-11-02T10:31:59.999Z')).toBeUndefined();
    expect(await due('2026-11-02T10:32:00Z')).toBe('2026-11-02T10:32:00.000Z');
    await marks.mark([first], at('2026-11-02T10:25:00Z'));
    expect(await due('2026-11-02T12:00:00Z')).toBe('2026-11-02T10:25:00.000Z');
  });
});
