// The quarter hour (UTC) in which a request happened: the grain at which usage is summed. Every
// civil time-zone offset is a multiple of 15 minutes, so every local day is made of whole windows.
import { windowMinutes } from '../limits';
import { epochMsOf, instantOf, parseInstant, type Instant } from './instant';

/** The window's first minute, e.g. `2026-11-02T10:15Z`. */
export type WindowId = string & { readonly __brand: 'WindowId' };

export const windowMs = windowMinutes * 60_000;

/** From the text alone: an hour is made of whole windows. */
export const windowOf = (instant: Instant): WindowId => {
  const minute = Number(instant.slice(14, 16));
  const start = String(minute - (minute % windowMinutes)).padStart(2, '0');
  return `${instant.slice(0, 14)}${start}Z` as WindowId;
};

export const windowStart = (window: WindowId): Instant =>
  `${window.slice(0, 16)}:00.000Z` as Instant;

export const windowEnd = (window: WindowId): Instant =>
  instantOf(epochMsOf(windowStart(window)) + windowMs);

/** The window of this id, or undefined where the text is not one. */
export const parseWindow = (text: string): WindowId | undefined => {
  const start = parseInstant(text.replace(/Z$/, ':00Z'));
  return start !== undefined && windowOf(start) === text ? (text as WindowId) : undefined;
};

/** The UTC date of a window, `YYYY-MM-DD`: the partition in which it is stored. */
export const windowDate = (window: WindowId): string => window.slice(0, 10);
