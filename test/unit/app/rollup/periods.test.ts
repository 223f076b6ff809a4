import { makePeriods } from '../../../../shared/app/rollup/periods';
import { DependencyUnavailable } from '../../../../shared/app/ports';
import { InMemoryDocuments } from '../../../support/in-memory-documents';
import { ManualClock } from '../../../support/manual-clock';
import { at } from '../../../support/sample-period';

describe('the billing periods', () => {
  let state: InMemoryDocuments;
  beforeEach(() => (state = new InMemoryDocuments(new ManualClock())));
  const within = (timeZone: string) => makePeriods(state, timeZone);
  const bounds = async (): Promise<readonly (readonly string[])[]> =>
    (await within('UTC').all()).map(({ period, timeZone, from, to }) => [
      period,
      timeZone,
      from,
      to,
    ]);

  it('are none before anything happened', async () => {
    expect(await within('UTC').all()).toEqual([]);
    await within('UTC').begin([]);
    expect(await within('UTC').all()).toEqual([]);
  });

  it('are begun once each, oldest first, and keep the bounds that they were begun with', async () => {
    await within('UTC').begin([at('2026-11-15T00:00:00Z'), at('2026-11-16T00:00:00Z')]);
    await within('Asia/Tokyo').begin([at('2026-11-20T00:00:00Z'), at('2026-09-20T00:00:00Z')]);
    expect(await bounds()).toEqual([
      ['2026-09', 'Asia/Tokyo', '2026-08-31T15:00:00.000Z', '2026-09-30T15:00:00.000Z'],
      ['2026-11', 'UTC', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ]);
  });

  it('write nothing where all have begun', async () => {
    await within('UTC').begin([at('2026-11-15T00:00:00Z')]);
    state.before = ({ kind }) => {
      if (kind === 'put') throw new Error('nothing to write');
    };
    const calendar = await within('UTC').begin([at('2026-11-16T00:00:00Z')]);
    expect(calendar.dayOf(at('2026-11-16T10:00:00Z')).date).toBe('2026-11-16');
  });

  it('leave no gap and no overlap where two processes with two zones begin neighbours at once', async () => {
    let isFirst = true;
    state.before = async ({ kind }) => {
      if (kind !== 'put' || !isFirst) return;
      isFirst = false;
      await within('America/New_York').begin([at('2026-10-15T00:00:00Z')]);
    };
    const calendar = await within('Asia/Tokyo').begin([at('2026-11-15T00:00:00Z')]);
    const [october, november] = await within('UTC').all();
    expect(october?.to).toBe('2026-11-01T04:00:00.000Z');
    expect(november?.from).toBe(october?.to);
    expect(calendar.periodOf(at('2026-11-01T03:45:00Z')).period).toBe('2026-10');
    expect(calendar.periodOf(at('2026-11-01T04:00:00Z')).period).toBe('2026-11');
  });

  it('give up where rivals change them every time', async () => {
    let rivals = 0;
    const rival = async ({ kind }: { readonly kind: string }): Promise<void> => {
      if (kind !== 'put') return;
      state.before = () => undefined;
      rivals += 1;
      await within('UTC').begin([at(`20${10 + rivals}-06-15T00:00:00Z`)]);
      state.before = rival;
    };
    state.before = rival;
    const failure = await within('UTC')
      .begin([at('2026-11-15T00:00:00Z')])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DependencyUnavailable);
    expect(String(failure)).toContain('the next tick tries again');
  });
});
