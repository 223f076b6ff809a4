// A price book as people write it: one entry may cover several SKUs and service tiers, a price is
// usually one text, and `like` says once that a meter costs what another does. What comes out is
// explicit: every meter has its own price, or none.
import * as z from 'zod';
import { foldName } from '../fold-name';
import { tokenMeters } from '../usage/meters';
import { unknownModel, type PriceEntry, type PricedModel } from './price-book';
import { readPriceEntry, type Like } from './price-entry-file';
import { elementsOf, isDefined, memberPath, type ProblemList } from './problems';
import { nameText } from './reference-text';
import type { ReferenceBody } from './reference-version';

const tokenMeter = z.enum(tokenMeters, `must be a token meter: ${tokenMeters.join(', ')}`);
const someElements = z.array(z.unknown()).min(1, 'must not be empty');

const bookSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capitals by ISO 4217, e.g. USD'),
  like: z.partialRecord(tokenMeter, tokenMeter).default({}),
  models: someElements,
});

const modelSchema = z.strictObject({
  model: nameText,
  aliases: z.array(nameText).default([]),
  router: z.boolean('must be true or false').optional(),
  entries: someElements,
});

export const readPriceBook = (
  members: object,
  problems: ProblemList,
): ReferenceBody | undefined => {
  const book = problems.read(bookSchema, members, '');
  checkCurrency(book?.currency, problems);
  const like = book?.like ?? {};
  checkLike(like, problems);
  const models = elementsOf(members, 'models').map((model, index) =>
    readModel(model, like, memberPath('models', index), problems),
  );
  checkNames(models, problems);
  if (book === undefined) return undefined;
  return { kind: 'priceBook', currency: book.currency, models: models.filter(isDefined) };
};

const readModel = (
  value: unknown,
  like: Like,
  path: string,
  problems: ProblemList,
): PricedModel | undefined => {
  const model = problems.read(modelSchema, value, path);
  const entries = elementsOf(value, 'entries').map((entry, index) =>
    readPriceEntry(entry, like, entryPath(path, index), problems),
  );
  checkOverlaps(entries, path, problems);
  if (model === undefined) return undefined;
  const { router, ...named } = model;
  return {
    ...named,
    ...(router === undefined ? {} : { router }),
    entries: entries.filter(isDefined),
  };
};

const entryPath = (path: string, index: number): string =>
  memberPath(memberPath(path, 'entries'), index);

// A currency that this runtime's tables do not know may be a new one, so it is let in.
const checkCurrency = (currency: string | undefined, problems: ProblemList): void => {
  if (currency === undefined || Intl.supportedValuesOf('currency').includes(currency)) return;
  problems.warn('currency', `${currency} is no currency that is known here: check the spelling`);
};

const checkLike = (like: Like, problems: ProblemList): void => {
  for (const [meter, source] of Object.entries(like)) {
    if (like[source] !== undefined) {
      problems.error(
        `like.${meter}`,
        `must name a meter that has prices of its own, not ${source}`,
      );
    }
  }
};

const checkNames = (models: readonly (PricedModel | undefined)[], problems: ProblemList): void => {
  const names = models.flatMap((model, index) => {
    if (model === undefined) return [];
    const path = memberPath('models', index);
    const aliases = model.aliases.map((name, at) => ({
      name,
      path: memberPath(memberPath(path, 'aliases'), at),
    }));
    return [{ name: model.model, path: memberPath(path, 'model') }, ...aliases];
  });
  for (const { name, path } of names) {
    if (foldName(name) === unknownModel) {
      problems.error(
        path,
        `"${unknownModel}" stands for models that nobody knows: they have no price`,
      );
    }
  }
  problems.forbidRepeats(names);
};

// Two entries for one way of buying at one prompt size would make the price depend on their order.
const checkOverlaps = (
  entries: readonly (PriceEntry | undefined)[],
  path: string,
  problems: ProblemList,
): void => {
  const owners = new Map<string, string>();
  entries.forEach((entry, index) => {
    if (entry === undefined) return;
    for (const sku of entry.skus) {
      for (const tier of entry.serviceTiers) {
        const way = `${sku}, ${tier}, above ${entry.abovePromptTokens} prompt tokens`;
        const owner = owners.get(way);
        if (owner === undefined) owners.set(way, entryPath(path, index));
        else problems.error(entryPath(path, index), `overlaps ${owner}: both price ${way}`);
      }
    }
  });
};
