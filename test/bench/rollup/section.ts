// What the rollup costs as traffic grows. Stores are in memory here, so that what is measured is the
// program's own work; records are parsed from JSON, as they are when they come from a query.
import type { Section } from '../section';
import { dirtyWindowFigures } from './dirty-windows';
import { growthFigures } from './growth';

export const rollupSection: Section = {
  name: 'rollup',
  title: 'windows, days and months as traffic grows, in memory',
  run: async (bench) => ({
    figures: [...(await growthFigures(bench)), ...(await dirtyWindowFigures(bench))],
    notes: [
      'parsing alone: the same records parsed from the same pages, and nothing done with them',
      'the texts of the pages are made by the benchmark; the clock stands still meanwhile, for both',
      'each further event: the difference in time by the difference in events, so without what each ' +
        'window, day and tick costs however many events there are',
      'dirty: the last windows of the month, which makes one day dirty, or two',
    ],
  }),
};
