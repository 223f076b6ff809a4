// The list of windows that are to be computed once more, a day after they settled: what comes out
// must be what is stored, and a difference is a defect that somebody must see.
import { plusMs, type Instant } from '../../domain/instant';
import type { WindowId } from '../../domain/window';
import type { Documents } from '../ports';

export interface Audit {
  readonly window: WindowId;
  readonly etag: string;
  readonly dueAt: Instant;
  /** A difference was seen once. It may have been a batch between its records and its marks. */
  readonly suspected: boolean;
}

type AuditDocument = Pick<Audit, 'dueAt' | 'suspected'>;

const partition = 'audit';
const auditAfterMs = 24 * 60 * 60 * 1000;
const suspicionAfterMs = 15 * 60 * 1000;
const postponedMs = 60 * 60 * 1000;

export const makeAudits = (state: Documents) => ({
  async schedule(windows: readonly WindowId[], now: Instant): Promise<void> {
    const value: AuditDocument = { dueAt: plusMs(now, auditAfterMs), suspected: false };
    await state.put(windows.map((id) => ({ partition, id, value, condition: 'any' })));
  },

  async due(now: Instant): Promise<readonly Audit[]> {
    const found = await state.range<AuditDocument>(partition, '', '~');
    return found
      .filter(({ value }) => value.dueAt <= now)
      .map(({ id, etag, value }) => ({ ...value, etag, window: id as WindowId }));
  },

  /** Looks again a little later: a batch that was half-way then has marked its windows by then. */
  async suspect(audit: Audit, now: Instant): Promise<void> {
    const value: AuditDocument = { dueAt: plusMs(now, suspicionAfterMs), suspected: true };
    await state.put([{ partition, id: audit.window, value, condition: { etag: audit.etag } }]);
  },

  /** Looks again an hour later: only a newer program can compare the window. */
  async postpone(audit: Audit, now: Instant): Promise<void> {
    const value: AuditDocument = { dueAt: plusMs(now, postponedMs), suspected: false };
    await state.put([{ partition, id: audit.window, value, condition: { etag: audit.etag } }]);
  },

  async done(audit: Audit): Promise<void> {
    await state.delete(partition, audit.window, audit.etag);
  },
});

export type Audits = ReturnType<typeof makeAudits>;
