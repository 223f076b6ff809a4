// What comes out of reading one raw event. A reader is pure and never throws: whatever it is
// given, it answers with observations, with items to ignore, or with rejections that say why.
import type { Instant } from '../instant';
import type { Observation } from '../usage/observation';

/** Where an event stands in its hub: its identity for redeliveries and for people. */
export interface HubPosition {
  /** Host name of the namespace, e.g. `contoso.servicebus.windows.net`. */
  readonly namespace: string;
  readonly hub: string;
  readonly partition: string;
  readonly sequenceNumber: number;
  readonly enqueuedTime: Instant;
}

/** An event with its body as sent, in bytes; from other callers also as text or as parsed JSON. */
export interface RawEvent {
  readonly body: unknown;
  readonly position: HubPosition;
}

export const rejectionReasons = [
  'notJson', // the bytes or the text are not JSON (cut at 200 KB, say)
  'notAnEvent', // JSON, but a number, an array, null …
  'unknownShape', // an object of no dialect that we read
  'badField', // a field that is needed has a type whose meaning is not certain
  'badTime', // no time, or an impossible one
  'badCount', // a negative, fractional, huge or non-numeric count
  'tooEarly', // claims to have happened more than an hour after it was enqueued
  'tooLate', // happened longer before it was enqueued than LATE_DAYS
  'tooLarge', // more records in one envelope than we read
  'refused', // the store refused the document for a fault of its own (400, 413)
  'ourBug', // our own code threw on it: the batch goes on, and we have work to do
] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

export const ignoreReasons = [
  'zeroTokenProbe', // GatewayLlmLogs rows without model, id and tokens
  'notAnLlmApi', // GatewayLogs of an API, or a gateway's event of a service, that is no language model
  'preflight', // GatewayLogs of a browser's question whether it may ask: the gateway answers it itself
  'otherCategory', // diagnostic records of a category that we do not read
  'emptyEnvelope',
  'requestOnly', // a gateway's event about a request or its answer; the usage comes in an event of its own
] as const;
export type IgnoreReason = (typeof ignoreReasons)[number];

export interface Rejection {
  readonly kind: 'rejected';
  readonly reason: RejectionReason;
  /** Dotted path of the field that is at fault, '' for the whole event. */
  readonly path: string;
  /** A sentence for people: what was found and what was expected; never a value. */
  readonly detail: string;
}

export type Reading =
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'ignored'; readonly reason: IgnoreReason }
  | Rejection;

/** What a reader needs to know besides the event. */
export interface ReaderOptions {
  /** Whether diagnostic records of this API (its id, as API Management names it) are LLM traffic. */
  readonly isLlmApi: (apiId: string) => boolean;
  /**
   * Counts the tokens of a text. Where it is given, streamed calls that nobody counted are estimated:
   * by the gateway's own count, else by this one. Where it is not, they stay without usage.
   */
  readonly countTokens?: TokenCounter | undefined;
}

/** Tokens of a text, much as the model's vendor would count them. */
export type TokenCounter = (text: string) => number;

export const reject = (reason: RejectionReason, path: string, detail: string): Rejection => ({
  kind: 'rejected',
  reason,
  path,
  detail,
});

export const ignore = (reason: IgnoreReason): Reading => ({ kind: 'ignored', reason });
