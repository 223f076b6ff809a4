// What the last tick of the rollup did, for health and metrics.
import type { Instant } from '../../domain/instant';
import type { Documents } from '../ports';

export interface LastTick {
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly windows: number;
  readonly pendingWindows: number;
}

const partition = 'tick';
const id = 'last';

export const makeTickStatus = (state: Documents) => ({
  async last(): Promise<LastTick | undefined> {
    return (await state.read<LastTick>(partition, id))?.value;
  },
  async save(tick: LastTick): Promise<void> {
    await state.put([{ partition, id, value: tick, condition: 'any' }]);
  },
});

export type TickStatus = ReturnType<typeof makeTickStatus>;
