// What a client attaches its link to. Rhea's typings say that every link has a source and a target with an
// address; on the wire each of them may be missing.

import type { Receiver, Sender } from 'rhea';
import { type NodeAddress, parseNodeAddress } from './node-address';

type Terminus = { readonly address?: string | null } | null | undefined;

/** The node that a client receives from, over what is a sender on this side. */
export function sourceNodeOf(link: Sender): NodeAddress {
  return parseNodeAddress(addressOf(link.source) ?? '');
}

/** The node that a client sends to, over what is a receiver on this side. */
export function targetNodeOf(link: Receiver): NodeAddress {
  return parseNodeAddress(addressOf(link.target) ?? '');
}

/** The address a client gave to its own end of the link it receives on. */
export function targetAddressOf(link: Sender): string | undefined {
  return addressOf(link.target);
}

/** Both ends as the client named them: an attach without them announces that the link is refused. */
export function confirmLink(link: Sender | Receiver): void {
  const source = addressOf(link.source);
  const target = addressOf(link.target);
  if (source !== undefined) link.set_source({ address: source });
  if (target !== undefined) link.set_target({ address: target });
}

function addressOf(terminus: Terminus): string | undefined {
  return terminus?.address ?? undefined;
}
