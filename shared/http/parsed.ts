// The outcome of reading what a client sent: a value, or the problem to answer with.
import type { Problem } from './problem';

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

export const refused = (problem: Problem): Parsed<never> => ({ ok: false, problem });
