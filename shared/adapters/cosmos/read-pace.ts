// Learns how many documents one bulk request can read. The answer to a bulk request holds 4 MB at
// most, and what a document measures is known only once it was read. So the number shrinks to what
// an answer had room for, and grows again while answers are complete.
import { bulkOperationsMax, readsBeforeGrowth } from '../../limits';

export class ReadPace {
  #readsMax = bulkOperationsMax;
  #complete = 0;

  /** Reads to put into the next bulk request. */
  get readsMax(): number {
    return this.#readsMax;
  }

  /** Of so many reads, the answer had room for so many. */
  cutShort(sent: number, answered: number): void {
    this.#readsMax = Math.max(1, answered > 0 ? answered : Math.floor(sent / 2));
    this.#complete = 0;
  }

  /** All of so many reads were answered. */
  answered(sent: number): void {
    if (sent < this.#readsMax) return;
    this.#complete += 1;
    if (this.#complete < readsBeforeGrowth) return;
    this.#complete = 0;
    this.#readsMax = Math.min(bulkOperationsMax, this.#readsMax + Math.ceil(this.#readsMax / 4));
  }
}
