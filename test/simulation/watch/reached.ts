// The conditions that a set of runs must have been through, or it has proved nothing about them;
// each with the theme of the runs that are most likely to reach it.
import type { Theme } from '../run/themes';

const homes = {
  'a rollup paused between reading and replacing while another finished': 'ordinary',
  'a mark seen before its record': 'stale',
  'a record moved window and its batch died before the marks': 'storm',
  'the only record of a window moved away': 'ordinary',
  'chunks of one request that lack details others have': 'ordinary',
  'conflicts beyond the cap, the winner delivered first': 'conflicts',
  'conflicts beyond the cap, the winner delivered last': 'conflicts',
  'conflicts beyond the cap, the winner delivered in between': 'conflicts',
  'an accepted event on the edge of too early, delivered again when its time had come': 'ordinary',
  'a refused event on the edge of too early, delivered again when its time had come': 'ordinary',
  'a dead letter delivered again after midnight': 'ordinary',
  'a record joined near the end of its life': 'life',
  'a record read alive and replaced when it had expired': 'life',
  'records expired under published figures': 'life',
  'a window sealed while marked': 'life',
  'a head of reference data that changed in mid-rollup': 'ordinary',
  'a mark that always failed beside others that were taken off': 'poison',
  'an old program version replaced a record of the new one': 'versions',
  'an old program version left alone what the new one had published': 'versions',
  'a host checkpointed without having finished, and the gap was seen': 'skipping',
  'a batch died between its records and its marks': 'storm',
  'a batch died between its marks and its watermark': 'storm',
  'a rollup died between its windows and its days': 'storm',
  'a rollup died between a part and its head': 'storm',
  'a rollup died between its period and its marks': 'storm',
  'a window marked again while it was computed': 'ordinary',
  'a period begun by two rollups at once': 'ordinary',
  'a price restated': 'ordinary',
  'a price that begins within the run': 'ordinary',
  'an owner changed': 'ordinary',
  'what a stale read gave was not written': 'stale',
  'a mark taken off by a rollup that had not seen its record': 'stale',
  'an audit found and mended a drift': 'stale',
  'a reader was given one version while the next was published': 'ordinary',
  'rows of a window in several documents': 'parts',
  'lines of a statement in several documents': 'parts',
  'processing, storing and enqueuing by clocks more than a minute apart': 'ordinary',
  'a tier that was asked for and that nobody confirmed': 'ordinary',
  'a tier that no source knows, of a model with several': 'ordinary',
  'an answer that names another model than the list': 'ordinary',
  "an answer that names the deployment in the model's place": 'ordinary',
  "a router's price beside the price of the model that it chose": 'ordinary',
  'a deployment of two backends, and no source names the backend': 'ordinary',
  'one request in which sources spell a name in several ways': 'ordinary',
  'a window of older rules recomputed though no usage of it was new': 'rules',
  'a window of older rules recomputed with new usage': 'rules',
  'windows of older rules that wait for a later run': 'rules',
  'a program of older rules left alone a window of newer ones': 'rules',
  'newer rules rolled back to older ones, and back again': 'rules',
  'an answer of the store without room for all that was asked': 'ordinary',
  'documents of a range read in several pages': 'ordinary',
  'a record that the store refused for its size': 'ordinary',
  'a partition key of the store that was full': 'ordinary',
  'a partition key of the store that was throttled': 'ordinary',
  'more rejected items than are stored in full': 'flood',
  'payloads of dead letters that their container did not take': 'flood',
  'a partition key of the dead letters that was full': 'flood',
  'more answers bought under one id than are kept': 'conflicts',
  'a deployment that served in the place of the one that was asked': 'ordinary',
} as const satisfies Record<string, Theme>;

export type Condition = keyof typeof homes;
export const conditions = Object.keys(homes) as readonly Condition[];

/** The theme of the runs that a condition is looked for in. */
export const themeOf = (condition: Condition): Theme => homes[condition];

export type ReachedCounts = Record<Condition, number>;

export class Reached {
  readonly counts = Object.fromEntries(
    conditions.map((condition) => [condition, 0]),
  ) as ReachedCounts;

  note(condition: Condition, times = 1): void {
    this.counts[condition] += times;
  }

  add(counts: ReachedCounts): void {
    for (const condition of conditions) this.note(condition, counts[condition]);
  }

  get missing(): readonly Condition[] {
    return conditions.filter((condition) => this.counts[condition] === 0);
  }
}
