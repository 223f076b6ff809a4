// A usage store that holds any number of records in no memory: each is made from a template when a
// query reads it. What the rollup gets are texts of pages, parsed when they are read and forgotten
// after, as from the service; a query costs what it reads and nothing for what else is stored. Making
// the texts is no work of the program: whoever takes times leaves it out (`ownWork`).
import { sortBatch } from '../../../shared/app/ingest/sort-batch';
import type { UsageStore } from '../../../shared/app/ports';
import type { UsageRecord } from '../../../shared/domain/usage/usage-record';
import { windowEnd, windowOf, type WindowId } from '../../../shared/domain/window';
import { queryPageItemsMax } from '../../../shared/limits';
import { OwnWork } from '../measure';
import { enqueuedTimeOf, makeEvents, requestIdOf, type Traffic } from '../traffic/events';

/** Records that differ in what is summed; more would only repeat the same rows. */
const templates = 1_000;

/** Texts of a record around what tells it from the others: the number in its ids, and its window. */
type Template = readonly string[];

export class PagedUsage implements UsageStore {
  recordsRead = 0;
  readonly #templates: readonly Template[];

  /** `recordsIn` says how many records a window holds. */
  constructor(
    callers: number,
    private readonly recordsIn: (window: WindowId) => number,
    private readonly ownWork = new OwnWork(),
  ) {
    this.#templates = makeTemplates(callers);
  }

  async *inWindows(from: WindowId, toExclusive: WindowId): AsyncIterable<UsageRecord> {
    for (const page of this.pages(from, toExclusive)) {
      // A page comes from the network, and never in the same turn.
      const records = await Promise.resolve(JSON.parse(page) as UsageRecord[]);
      this.recordsRead += records.length;
      yield* records;
    }
  }

  /** The texts of the pages that a query of these windows answers. */
  *pages(from: WindowId, toExclusive: WindowId): Generator<string> {
    for (let window = from; window < toExclusive; window = windowOf(windowEnd(window))) {
      const records = this.recordsIn(window);
      for (let first = 0; first < records; first += queryPageItemsMax) {
        const last = Math.min(records, first + queryPageItemsMax);
        yield this.ownWork.do(() => this.#page(window, first, last));
      }
    }
  }

  /** Reads every record of the windows and does nothing with it. */
  parse(windows: readonly WindowId[]): number {
    let records = 0;
    for (const window of windows) {
      for (const page of this.pages(window, windowOf(windowEnd(window)))) {
        records += (JSON.parse(page) as unknown[]).length;
      }
    }
    return records;
  }

  create = refuse;
  read = refuse;
  replace = refuse;

  #page(window: WindowId, first: number, last: number): string {
    const text = `[${this.#texts(window, first, last).join(',')}]`;
    // In one piece, as bytes from the network are decoded: a text put together would be copied by its parser.
    return Buffer.from(text).toString();
  }

  #texts(window: WindowId, first: number, last: number): string[] {
    const texts: string[] = [];
    for (let n = first; n < last; n += 1) {
      const template = this.#templates[n % templates] ?? [];
      texts.push(template.join(window).replaceAll(numberMark, String(n).padStart(12, '0')));
    }
    return texts;
  }
}

const refuse = (): never => {
  throw new Error('the rollup only queries usage records');
};

const numberMark = '<the number>';

const makeTemplates = (callers: number): readonly Template[] => {
  const fromMs = Date.parse('2026-11-02T10:00Z');
  const traffic: Traffic = { callers, fromMs, spanMs: 1, events: templates };
  const enqueuedTime = enqueuedTimeOf(traffic);
  const position = { namespace: 'contoso', hub: 'llm-usage', partition: '0', enqueuedTime };
  const events = makeEvents(traffic).map((body, sequenceNumber) => ({
    body,
    position: { ...position, sequenceNumber },
  }));
  const { records } = sortBatch(events, { isLlmApi: () => true, lateDays: 31 });
  return records.map((record, n) => {
    const { window } = record;
    return JSON.stringify(record)
      .replaceAll(requestIdOf(n).slice(-12), numberMark)
      .replaceAll(responseNumber(n), numberMark)
      .split(window);
  });
};

/** The number within the response's id, in events.ts's own notation. */
const responseNumber = (n: number): string => n.toString(36).padStart(12, 'A');
