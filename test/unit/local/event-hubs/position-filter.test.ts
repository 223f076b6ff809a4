import { AmqpRefusal } from '../../../../local/event-hubs/amqp-refusal';
import { parsePositionFilter } from '../../../../local/event-hubs/position-filter';

describe('parsePositionFilter', () => {
  test.each([
    ["amqp.annotation.x-opt-offset > '-1'", { kind: 'earliest' }],
    ["amqp.annotation.x-opt-offset > '@latest'", { kind: 'latest' }],
    ["amqp.annotation.x-opt-offset > '4096'", { kind: 'offset', value: 4096, isInclusive: false }],
    [
      "amqp.annotation.x-opt-sequence-number >= '41'",
      { kind: 'sequenceNumber', value: 41, isInclusive: true },
    ],
    [
      "amqp.annotation.x-opt-sequence-number > '-1'",
      { kind: 'sequenceNumber', value: -1, isInclusive: false },
    ],
    [
      "amqp.annotation.x-opt-enqueued-time > '1767225600000'",
      { kind: 'enqueuedTime', afterMs: 1767225600000 },
    ],
    [
      " amqp.annotation.x-opt-enqueued-time>='1767225600000' ",
      { kind: 'enqueuedTime', afterMs: 1767225599999 },
    ],
  ])('reads the position of %s', (selector, position) => {
    expect(parsePositionFilter(selector)).toEqual(position);
  });

  test('starts at the beginning without a selector', () => {
    expect(parsePositionFilter(undefined)).toEqual({ kind: 'earliest' });
  });

  test.each([
    '',
    'colour = blue',
    "amqp.annotation.x-opt-offset < '1'",
    "amqp.annotation.x-opt-publisher > '1'",
    "amqp.annotation.x-opt-sequence-number > ''",
    "amqp.annotation.x-opt-sequence-number > '1.5'",
    "amqp.annotation.x-opt-sequence-number > '@latest'",
    "amqp.annotation.x-opt-sequence-number > '9007199254740993'",
    "amqp.annotation.x-opt-sequence-number > '1' OR TRUE",
  ])('refuses the selector "%s", naming it', (selector) => {
    const refusal = parsePositionFilter(selector);
    expect(refusal).toBeInstanceOf(AmqpRefusal);
    expect(refusal).toMatchObject({
      condition: 'com.microsoft:argument-error',
      description: expect.stringContaining(`"${selector}"`) as string,
    });
  });
});
