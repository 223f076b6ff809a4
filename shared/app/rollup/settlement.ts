// With which reference data everything that is open was last found to be computed. As long as that
// is still in force, a tick need not look at the days and periods that nothing has marked.
import type { Instant } from '../../domain/instant';
import type { Documents } from '../ports';

export interface Settled {
  readonly fingerprint: string;
  readonly at: Instant;
}

const partition = 'settlement';
const id = 'references';

export const makeSettlement = (state: Documents) => ({
  async read(): Promise<Settled | undefined> {
    return (await state.read<Settled>(partition, id))?.value;
  },
  async save(fingerprint: string, at: Instant): Promise<void> {
    const value: Settled = { fingerprint, at };
    await state.put([{ partition, id, value, condition: 'any' }]);
  },
});

export type Settlement = ReturnType<typeof makeSettlement>;
