// What the last run of the rollup did: for health and metrics, and for the next run, which goes on
// with background work where this one stopped. A run of other rules leaves no progress of ours, and so
// the search for windows of older rules begins again: whatever that run wrote is found.
import type { Instant } from '../../domain/instant';
import { rulesVersionOf } from '../../domain/usage/rules-version';
import type { Documents, Stored } from '../ports';
import type { BackgroundProgress } from './recompute-in-background';

export interface LastTick {
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly windows: number;
  readonly pendingWindows: number;
  /** Of the program that made the run; read it by rulesVersionOf. */
  readonly rulesVersion?: number;
  readonly windowsOfOlderRules?: number;
  readonly windowsOfNewerRules?: number;
  readonly background?: BackgroundProgress;
  /** Settings that commands outside the app need to know. */
  readonly bounds?: { readonly sealAgeDays: number; readonly secondsMax: number };
}

const partition = 'tick';
const id = 'last';

export const makeTickStatus = (state: Documents) => ({
  async last(): Promise<LastTick | undefined> {
    return (await state.read<LastTick>(partition, id))?.value;
  },
  read: (): Promise<Stored<LastTick> | undefined> => state.read<LastTick>(partition, id),
  /** `before`: as it was read when the run began. */
  async save(tick: LastTick, before: Stored<LastTick> | undefined): Promise<void> {
    const condition = before === undefined ? 'absent' : { etag: before.etag };
    const [answer] = await state.put([{ partition, id, value: tick, condition }]);
    if (answer === 'written') return;
    // Another run ended meanwhile. If its rules were others, it may have written what our search has
    // passed already: without our progress the next run searches again.
    const rival = (await state.read<LastTick>(partition, id))?.value;
    const { background, ...others } = tick;
    const isOurs = rival !== undefined && rulesVersionOf(rival) === rulesVersionOf(tick);
    const value = isOurs && background !== undefined ? { ...others, background } : others;
    await state.put([{ partition, id, value, condition: 'any' }]);
  },
});

export type TickStatus = ReturnType<typeof makeTickStatus>;
