// The billing periods that were ever begun, each with the bounds that it was begun with. Bounds
// are written once, before anything of the period is published, and never change: whoever comes
// first fixes them for all.
import { Calendar, type PeriodBounds } from '../domain/calendar';
import type { Documents } from './ports';

const partition = 'period';

export const makePeriods = (state: Documents, timeZone: string) => {
  const all = async (): Promise<readonly PeriodBounds[]> => {
    const found = await state.range<PeriodBounds>(partition, '', '~');
    return found.map(({ value }) => value);
  };
  return {
    all,
    calendar: async (): Promise<Calendar> => new Calendar(await all(), timeZone),

    /** Fixes the bounds of periods that are not begun yet. Bounds that rivals fixed stand. */
    async begin(bounds: readonly PeriodBounds[]): Promise<void> {
      await state.put(
        bounds.map((value) => ({ partition, id: value.period, value, condition: 'absent' })),
      );
    },
  };
};

export type Periods = ReturnType<typeof makePeriods>;
