// What went over the wire, as figures and as a sentence.
import { formatAmount } from '../figure-table';
import type { Figure } from '../section';
import { totalOf, type WireCount } from './wire-count';

/** Round trips and bytes of a piece of work, for each of `count` things that it did. */
export const wireFigures = (
  what: string,
  wire: WireCount,
  count: number,
  thing: string,
): readonly Figure[] => {
  const { requests, bytesSent, bytesReceived } = totalOf(wire);
  const per = (amount: number, unit: string): Figure => ({
    what,
    amount: amount / count,
    unit: `${unit}/${thing}`,
  });
  return [
    per(requests, 'round trips'),
    per(bytesSent, 'bytes sent'),
    per(bytesReceived, 'bytes received'),
  ];
};

/** `usage: create 1 × 100 operations, …`, for each of `count` things, most operations first. */
export const describeWire = (wire: WireCount, count: number): string =>
  Object.entries(wire)
    .sort(([, a], [, b]) => b.operations - a.operations)
    .map(([kind, { requests, operations }]) => {
      const each = operations / requests;
      const times = formatAmount(requests / count);
      return `${kind} ${times}${each === 1 ? '' : ` of ${formatAmount(each)} operations`}`;
    })
    .join(', ');
