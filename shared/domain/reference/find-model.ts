// Says by which model's prices a request is billed: what the response named, what the deployment list
// names, and which of the two is believed. Where they are two different models, the response is believed
// and the difference is counted.
import type { DeploymentFinding } from './find-deployment';
import type { CompiledPriceBook } from './find-price';
import { fineTunedBase, isRouterName, isVersionOf } from './model-names';

export interface ModelQuestion {
  /** As the response or the log names the model, folded; null: neither does. */
  readonly stated: string | null;
  /** The deployments that were asked and that served, folded. */
  readonly deployments: readonly (string | null)[];
  readonly listed: Pick<DeploymentFinding, 'model' | 'billedAs'>;
}

export interface ModelFinding {
  /** null: no source and no list names the model that answered. */
  readonly model: string | null;
  /** The router that chose the model, which has a price of its own beside the model's. */
  readonly router: string | null;
  /** Whether the response names another model than the deployment list. */
  readonly differs: boolean;
}

type Book = Pick<CompiledPriceBook, 'foldedNameOf' | 'isRouter'> | undefined;

export function findModel(question: ModelQuestion, book: Book): ModelFinding {
  const { stated, listed } = question;
  if (listed.billedAs !== null) return found(listed.billedAs);
  if (listed.model === null) return found(stated);
  // The Responses API may name the deployment where others name the model.
  const isEcho = stated !== null && question.deployments.includes(stated);
  const answered = isEcho ? null : stated;
  if (isRouter(listed.model, book)) {
    const isUnknown = answered === null || isRouter(answered, book);
    return { model: isUnknown ? null : answered, router: listed.model, differs: false };
  }
  if (answered === null) return found(listed.model);
  const names = { stated: nameIn(book, answered), listed: nameIn(book, listed.model) };
  if (names.stated === names.listed) return found(answered);
  if (isListMoreSpecific(answered, listed.model, names)) return found(listed.model);
  const differs = !isKindOf(answered, listed.model, book);
  return { model: answered, router: null, differs };
}

const found = (model: string | null): ModelFinding => ({ model, router: null, differs: false });

const isRouter = (model: string, book: Book): boolean =>
  book?.isRouter(model) ?? isRouterName(model);

/** Both names as the price book knows them. */
interface Names {
  readonly stated: string;
  readonly listed: string;
}

const nameIn = (book: Book, model: string): string => book?.foldedNameOf(model) ?? model;

// What was fine-tuned from the listed model, or is a version of it that the book does not name, is that
// model more precisely. A version with prices of its own counts as a difference: the list would give others.
const isKindOf = (answered: string, listed: string, book: Book): boolean => {
  const base = fineTunedBase(answered);
  if (base !== undefined) return nameIn(book, base) === nameIn(book, listed);
  return book?.foldedNameOf(answered) === undefined && isVersionOf(answered, listed);
};

// A book may know either name under another spelling (`gpt-3.5-turbo` for `gpt-35-turbo`). The stated
// one's is compared only if the response named no version itself: `gpt-4-0613` is not `gpt-4-1106-preview`,
// though a book calls it `gpt-4`.
const isListMoreSpecific = (stated: string, listed: string, names: Names): boolean => {
  const base = fineTunedBase(listed);
  const isMore = (family: string): boolean =>
    isVersionOf(listed, family) ||
    isVersionOf(names.listed, family) ||
    (base !== undefined && (base === family || isVersionOf(base, family)));
  return isMore(stated) || (!isVersionOf(stated, names.stated) && isMore(names.stated));
};
