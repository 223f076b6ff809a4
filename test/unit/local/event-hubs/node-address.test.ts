import { parseNodeAddress } from '../../../../local/event-hubs/node-address';

describe('parseNodeAddress', () => {
  test.each([
    ['$cbs', { kind: 'cbs' }],
    ['$management', { kind: 'management' }],
    ['llm-usage', { kind: 'hub', hub: 'llm-usage' }],
    ['llm-usage/Partitions/3', { kind: 'partition', hub: 'llm-usage', partitionId: '3' }],
    [
      'llm-usage/consumergroups/$default/partitions/3',
      { kind: 'reader', hub: 'llm-usage', consumerGroup: '$default', partitionId: '3' },
    ],
    ['', { kind: 'unknown' }],
    ['llm-usage/Partitions/', { kind: 'unknown' }],
    ['llm-usage/Partitions/3/more', { kind: 'unknown' }],
  ])('reads "%s"', (address, expected) => {
    expect(parseNodeAddress(address)).toEqual(expected);
  });
});
