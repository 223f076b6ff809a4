// A list whose items are added up from time to time, so that it grows with what is different in it and
// not with how much was put in. Adding up must be associative: it is done in parts here.

/** Items that are kept before they are added up for the first time. */
const itemsBeforeFirst = 4_096;

export class CompactedSums<T> {
  #items: T[] = [];
  #addUpAt = itemsBeforeFirst;

  /** `addUp` makes one item of those that are alike, in the order in which they first appear. */
  constructor(private readonly addUp: (items: readonly T[]) => readonly T[]) {}

  push(item: T): void {
    this.#items.push(item);
    if (this.#items.length < this.#addUpAt) return;
    this.#items = [...this.addUp(this.#items)];
    this.#addUpAt = itemsBeforeFirst + 2 * this.#items.length;
  }

  /** What was put in, partly added up. */
  items(): readonly T[] {
    return this.#items;
  }
}
