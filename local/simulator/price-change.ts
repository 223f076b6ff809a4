// A price change in the middle of the month: the price book in force, with gpt-4o's output dearer by
// a tenth, valid from the 16th. It is a file of its own, to be pushed like any other.
import { localDateOf, localMidnightMs } from './business-hours';
import { readReferenceFile, type ReferenceFile } from './reference-file';

export const repricedModel = 'gpt-4o';
const dayOfChange = '16';

export interface PriceChange {
  readonly atMs: number;
  readonly file: ReferenceFile;
}

/** The change in the month in which a span begins; undefined where that is not within the span. */
export const makePriceChange = (
  files: readonly ReferenceFile[],
  fromMs: number,
  toMs: number,
  timeZone: string,
): PriceChange | undefined => {
  const month = localDateOf(fromMs, timeZone).slice(0, 7);
  const atMs = localMidnightMs(`${month}-${dayOfChange}`, timeZone);
  const book = latestBook(files, atMs);
  if (atMs <= fromMs || atMs >= toMs || book === undefined) return undefined;
  return {
    atMs,
    file: {
      name: `price-book-${month}-${dayOfChange}.json`,
      content: {
        ...book.content,
        validFrom: new Date(atMs).toISOString(),
        recordedBy: 'simulator',
        reason: `${repricedModel}: output costs a tenth more from the ${dayOfChange}th.`,
        models: (book.content['models'] as readonly ModelJson[]).map((model) =>
          model.model === repricedModel
            ? { ...model, entries: model.entries.map(withDearerOutput) }
            : model,
        ),
      },
    },
  };
};

interface EntryJson {
  readonly prices: Readonly<Record<string, unknown>>;
}

interface ModelJson {
  readonly model: string;
  readonly entries: readonly EntryJson[];
}

const latestBook = (files: readonly ReferenceFile[], atMs: number): ReferenceFile | undefined =>
  files
    .map((file) => ({ file, read: readReferenceFile(file) }))
    .filter(({ read }) => read.kind === 'priceBook' && Date.parse(read.validFrom) <= atMs)
    .sort((a, b) => Date.parse(a.read.validFrom) - Date.parse(b.read.validFrom))
    .at(-1)?.file;

const withDearerOutput = (entry: EntryJson): EntryJson => {
  const { output } = entry.prices;
  if (typeof output !== 'string') return entry;
  // In hundredths, so that no digit is lost: prices of output have at most two decimals.
  const [whole = '0', fraction = ''] = output.split('.');
  const hundredths = Number(whole) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2));
  const dearer = Math.round(hundredths * 1.1);
  return {
    ...entry,
    prices: { ...entry.prices, output: (dearer / 100).toFixed(2) },
  };
};
