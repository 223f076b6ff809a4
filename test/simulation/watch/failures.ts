// What the program may fail of: a dependency, or the one document that a run makes unreadable.

/** What a query says that meets the poisoned window. */
export const poisonMessage = 'a document that this version cannot read';

/** Whether an error is none of the program's own. */
export const isDependencyFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'DependencyUnavailable';

export const isPoison = (error: unknown): boolean =>
  error instanceof Error && error.message === poisonMessage;
