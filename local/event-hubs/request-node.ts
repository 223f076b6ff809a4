// Request and response over two links of one connection, as $cbs and $management work: the client sends to the
// node and names in `reply_to` the receiver on which it wants the answer.

import { type EventContext, type Message, type Receiver, type Sender, types } from 'rhea';
import { type AmqpCondition, AmqpRefusal } from './amqp-refusal';
import { targetAddressOf } from './link-address';

export interface Reply {
  /** As in HTTP, like every status of such a node. */
  readonly status: number;
  readonly description: string;
  readonly body?: object;
}

const STATUS_BY_CONDITION: Partial<Record<AmqpCondition, number>> = {
  'amqp:not-found': 404,
  'amqp:not-implemented': 501,
};
const BAD_REQUEST = 400;

/** Where the answers of one connection go; the names are unique within a connection only. */
export class ReplyLinks {
  readonly #links = new Map<string, Sender>();

  /** A receiver without an address of its own, as for $cbs, is known by the name of its link. */
  add(link: Sender): void {
    this.#links.set(targetAddressOf(link) ?? link.name, link);
  }

  remove(link: Sender): void {
    this.#links.delete(targetAddressOf(link) ?? link.name);
  }

  find(replyTo: unknown): Sender | undefined {
    return typeof replyTo === 'string' ? this.#links.get(replyTo) : undefined;
  }
}

export function serveRequests(
  receiver: Receiver,
  replyLinks: ReplyLinks,
  answer: (request: Message) => Reply | AmqpRefusal,
): void {
  receiver.on('message', ({ message: request, delivery }: EventContext) => {
    if (!request) return;
    delivery?.accept();
    // Without a link to answer on there is nobody to tell.
    replyLinks.find(request.reply_to)?.send(encodeReply(request, answer(request)));
  });
}

function encodeReply(request: Message, reply: Reply | AmqpRefusal): Message {
  const isRefusal = reply instanceof AmqpRefusal;
  const status = isRefusal ? (STATUS_BY_CONDITION[reply.condition] ?? BAD_REQUEST) : reply.status;
  return {
    ...(request.message_id !== undefined && { correlation_id: request.message_id }),
    application_properties: {
      'status-code': types.wrap_int(status),
      'status-description': reply.description,
      ...(isRefusal && { 'error-condition': types.wrap_symbol(reply.condition) }),
    },
    body: isRefusal ? undefined : reply.body,
  };
}
