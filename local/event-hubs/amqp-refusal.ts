// Why the broker refuses a link, a message or a request. Client SDKs decide by the condition whether they try
// again, so the conditions are the service's own; the description is for the person who reads the error.

export type AmqpCondition =
  | 'amqp:decode-error'
  | 'amqp:link:message-size-exceeded'
  | 'amqp:link:stolen'
  | 'amqp:not-found'
  | 'amqp:not-implemented'
  | 'amqp:resource-limit-exceeded'
  | 'com.microsoft:argument-error'
  | 'com.microsoft:argument-out-of-range';

export class AmqpRefusal {
  constructor(
    readonly condition: AmqpCondition,
    readonly description: string,
  ) {}
}
