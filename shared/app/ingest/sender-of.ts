// Says who sent an item that cannot be read, as far as the item shows it: the form of the event, and a
// bucket of the digest of the service that names itself in it. No text of the item is kept, because it
// may be a key or a name, and there are only so many buckets, whatever senders call themselves.
import { sha256 } from '../../domain/digest';
import { isFields } from '../../domain/readers/field-reader';
import { sendersPerFormMax } from '../../limits';

/** The member by which the items of each form name the service that sent them. */
const serviceMembers = [
  ['event', 'source'], // CloudEvents
  ['log', 'resourceId'], // diagnostic settings
  ['log', 'ResourceId'],
  ['log', '_ResourceId'], // Log Analytics
] as const;

export const unknownSender = 'unknown';

/** E.g. `event-07`, `log-11`, `unknown`; the same for the same item, always. */
export function senderOf(item: unknown): string {
  if (!isFields(item)) return unknownSender;
  for (const [form, member] of serviceMembers) {
    const service = item[member];
    if (typeof service === 'string' && service !== '') return `${form}-${bucketOf(service)}`;
  }
  return unknownSender;
}

function bucketOf(service: string): string {
  const bucket = Number.parseInt(sha256(service.toLowerCase()).slice(0, 8), 16) % sendersPerFormMax;
  return String(bucket).padStart(2, '0');
}
