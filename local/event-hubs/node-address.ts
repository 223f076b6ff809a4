// Reads the addresses a client attaches its links to. Pure; whether a hub exists is not decided here.

export type NodeAddress =
  | { readonly kind: 'cbs' }
  | { readonly kind: 'management' }
  | { readonly kind: 'hub'; readonly hub: string }
  | { readonly kind: 'partition'; readonly hub: string; readonly partitionId: string }
  | {
      readonly kind: 'reader';
      readonly hub: string;
      readonly consumerGroup: string;
      readonly partitionId: string;
    }
  | { readonly kind: 'unknown' };

// Without case, as the service compares them.
const PARTITION = /^(?<hub>[^/]+)\/Partitions\/(?<partitionId>[^/]+)$/i;
const READER =
  /^(?<hub>[^/]+)\/ConsumerGroups\/(?<consumerGroup>[^/]+)\/Partitions\/(?<partitionId>[^/]+)$/i;

export function parseNodeAddress(address: string): NodeAddress {
  if (address === '$cbs') return { kind: 'cbs' };
  if (address === '$management') return { kind: 'management' };
  if (address !== '' && !address.includes('/')) return { kind: 'hub', hub: address };

  const partition = PARTITION.exec(address)?.groups;
  if (partition) {
    return {
      kind: 'partition',
      hub: partition['hub'] ?? '',
      partitionId: partition['partitionId'] ?? '',
    };
  }
  const reader = READER.exec(address)?.groups;
  if (reader) {
    return {
      kind: 'reader',
      hub: reader['hub'] ?? '',
      consumerGroup: reader['consumerGroup'] ?? '',
      partitionId: reader['partitionId'] ?? '',
    };
  }
  return { kind: 'unknown' };
}
