// What can be seen of the hosts from outside, in the lines that they print: which rollups run, and how
// many batches failed and are delivered again.

export class HostWatch {
  retriedBatches = 0;
  /** Most rollups that ran at once. */
  rollupsAtOnceMax = 0;
  readonly #rollups = new Set<string>();

  get rollupsRunning(): number {
    return this.#rollups.size;
  }

  see(line: string): void {
    if (/\[EventHub\.\w+\] partition \d+: retry \d/.test(line)) this.retriedBatches += 1;
    // Whatever still ran in the host before this one ended with it.
    if (line.startsWith('ready at ')) this.#rollups.clear();
    const [, how, id = ''] = /\[Function\.rollUp\] (\w+) \(.*?([0-9a-f-]{36})/.exec(line) ?? [];
    if (how === 'executing') this.#rollups.add(id);
    else this.#rollups.delete(id);
    this.rollupsAtOnceMax = Math.max(this.rollupsAtOnceMax, this.#rollups.size);
  }
}
