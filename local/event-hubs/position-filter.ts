// Reads where a receiver wants to start from the selector of its source filter, such as
// `amqp.annotation.x-opt-sequence-number > '41'`. Pure; the log resolves the position.

import { AmqpRefusal } from './amqp-refusal';

export type StartPosition =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  | {
      readonly kind: 'sequenceNumber' | 'offset';
      readonly value: number;
      readonly isInclusive: boolean;
    }
  | { readonly kind: 'enqueuedTime'; readonly afterMs: number };

const SELECTOR =
  /^\s*amqp\.annotation\.x-opt-(?<field>offset|sequence-number|enqueued-time)\s*(?<operator>>=?)\s*'(?<value>[^']*)'\s*$/;

/** No selector means from the beginning, as in the service. */
export function parsePositionFilter(selector: string | undefined): StartPosition | AmqpRefusal {
  if (selector === undefined) return { kind: 'earliest' };

  const match = SELECTOR.exec(selector)?.groups;
  if (!match) return refuse(selector, 'it compares no position that is supported');
  const { field = '', operator, value = '' } = match;
  const isInclusive = operator === '>=';

  if (field === 'offset' && value === '@latest') return { kind: 'latest' };

  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isSafeInteger(number)) return refuse(selector, `'${value}' is not an integer`);

  switch (field) {
    case 'offset':
      // Offset -1 stands before the first event, whatever offset that one has.
      if (number === -1) return { kind: 'earliest' };
      return { kind: 'offset', value: number, isInclusive };
    case 'sequence-number':
      return { kind: 'sequenceNumber', value: number, isInclusive };
    default:
      // Clients compare times with `>` only; `>=` a millisecond is `>` the one before it.
      return { kind: 'enqueuedTime', afterMs: isInclusive ? number - 1 : number };
  }
}

function refuse(selector: string, why: string): AmqpRefusal {
  return new AmqpRefusal(
    'com.microsoft:argument-error',
    `The filter "${selector}" cannot be used: ${why}.`,
  );
}
