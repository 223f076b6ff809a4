// How the real host writes an instant into JSON. It is .NET: trailing zeros of the fraction are
// left out, and whether a zone follows depends on where the value came from.

/**
 * A `DateTime` without a zone: what the Event Hubs extension makes of an enqueued time. The
 * handler must read it as UTC itself: JavaScript's `new Date(text)` takes it for local time.
 * (https://github.com/Azure/azure-functions-nodejs-library/issues/351)
 */
export function toZonelessText(time: Date): string {
  return time.toISOString().replace(/\.?0*Z$/, '');
}

/** A local `DateTime`; the host's zone is UTC, in Azure and here. */
export function toUtcOffsetText(time: Date): string {
  return `${toZonelessText(time)}+00:00`;
}

/** .NET's zero of time, which a timer reports as its last run when it never ran. */
export const NEVER = '0001-01-01T00:00:00';
