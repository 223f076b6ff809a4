// Claims-based security: clients present a token before they use anything. This broker takes any, because it
// serves one developer's machine; nothing of the token is looked at or kept.

import type { Message } from 'rhea';
import { AmqpRefusal } from './amqp-refusal';
import type { Reply } from './request-node';

export function answerCbs(request: Message): Reply | AmqpRefusal {
  const { operation }: Record<string, unknown> = request.application_properties ?? {};
  return operation === 'put-token'
    ? { status: 202, description: 'Accepted' }
    : new AmqpRefusal('amqp:not-implemented', '$cbs knows the operation "put-token" only.');
}
