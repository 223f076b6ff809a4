// Identities of requests: the key under which a redelivery meets its original and one source's words
// meet another's. Every identity is safe as a Cosmos DB id, whatever the sender wrote.
import { factCharsMax, identityCharsMax } from '../../limits';
import { sha256 } from '../digest';
import type { RequestId } from '../usage/observation';
import type { HubPosition } from './reading';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isGuid = (text: string): boolean => guid.test(text);

/** Who made an id: ids of two makers never meet. */
export interface IdMaker {
  readonly dialect: string;
  readonly service: string;
}

/** An id that API Management made itself (a GUID, shared by all its logs), else a foreign one. */
export const gatewayRequestId = (id: string, maker: IdMaker): RequestId =>
  isGuid(id) ? (id.toLowerCase() as RequestId) : foreignRequestId(id, maker);

/** An id that only its maker vouches for. */
export const foreignRequestId = (id: string, { dialect, service }: IdMaker): RequestId => {
  const isPlain = plain.test(service) && plain.test(id);
  const readable = `${dialect}:${service}:${id}`;
  return (
    isPlain && readable.length <= identityCharsMax
      ? readable
      : `${dialect}:${sha256(`${service}\0${id}`)}`
  ) as RequestId;
};

/** For events without an id: a redelivery has the same position, a re-created hub does not. */
export const positionRequestId = (position: HubPosition, index: number): RequestId => {
  const { namespace, hub, partition, sequenceNumber, enqueuedTime } = position;
  const parts = [namespace, hub, partition, String(sequenceNumber), enqueuedTime, String(index)];
  const readable = `position:${parts.join(':')}`;
  const isPlain = [namespace, hub, partition].every((part) => plain.test(part));
  return (
    isPlain && readable.length <= identityCharsMax
      ? readable
      : `position:${sha256(parts.join('\0'))}`
  ) as RequestId;
};

/** A foreign id where the sender gave one, else the event's position. */
export const foreignOrPositionId = (
  id: string | undefined,
  maker: IdMaker,
  position: HubPosition,
): RequestId => (id === undefined ? positionRequestId(position, 0) : foreignRequestId(id, maker));

/** An id that a model gave its response; what a policy made up in its place is none. */
export const asResponseId = (id: string | undefined): string | undefined =>
  id !== undefined &&
  id.length <= factCharsMax &&
  /^(chatcmpl|cmpl|resp|msg)[-_][\w.~+=-]+$/.test(id)
    ? id
    : undefined;

// Stricter than Cosmos DB (no / \ ? #), so that an id is also one path segment of any URL and one
// field of any log; without the colon that separates the parts of an identity; and without the
// at-sign of an e-mail address, or the form of a subscription key: ids are in every log.
const plain = /^(?![0-9a-f]{32}$)[\w.~+=-]+$/i;
