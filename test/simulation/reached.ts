// The conditions that a set of runs must have been through, or it has proved nothing about them.
export const conditions = [
  'a rollup paused between reading and replacing while another finished',
  'two rollups at once',
  'a mark seen before its record',
  'a record moved window and its batch died before the marks',
  'the only record of a window moved away',
  'chunks of one request that lack details others have',
  'conflicts beyond the cap, the winner first',
  'conflicts beyond the cap, the winner last',
  'conflicts beyond the cap, the winner in between',
  'an accepted event on the edge of too early, delivered again when its time had come',
  'a rejected event on the edge of too early, delivered again when its time had come',
  'a dead letter delivered again after midnight',
  'a record joined near the end of its life',
  'records expired under published figures',
  'a record read alive and replaced when it had expired',
  'a window sealed while marked',
  'a head of reference data that changed in mid-rollup',
  'a price restated',
  'a price that begins within the run',
  'an owner changed',
  'a mark that always failed beside others that were taken off',
  'an old program version replaced a record of the new one',
  'an old program version published after the new one',
  'a host checkpointed without having finished, and the gap was seen',
  'a batch died between its records and its marks',
  'a batch died between its marks and its watermark',
  'a rollup died between its windows and its days',
  'a rollup died between a part and its head',
  'a rollup died between its period and its marks',
  'a window marked again while it was computed',
  'what a stale read gave was not written',
  'a mark taken off by a rollup that had not seen the record',
  'an audit found and mended a drift',
  'a reader saw its version being replaced',
  'a period begun by two rollups at once',
  'rows in parts',
] as const;
export type Condition = (typeof conditions)[number];

export class Reached {
  readonly counts = new Map<Condition, number>(conditions.map((condition) => [condition, 0]));

  note(condition: Condition, times = 1): void {
    this.counts.set(condition, (this.counts.get(condition) ?? 0) + times);
  }

  add(other: Reached): void {
    for (const [condition, times] of other.counts) this.note(condition, times);
  }

  get missing(): readonly Condition[] {
    return conditions.filter((condition) => this.counts.get(condition) === 0);
  }
}
