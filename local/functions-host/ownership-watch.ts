// A checkpoint store that also says who owns which partition. The client lists the owners each time
// it balances the load, but does not tell a handler that is still at work, or waiting to retry, that
// its partition has gone to another host; this is how it is told.
import type { Checkpoint, CheckpointStore, PartitionOwnership } from '@azure/event-hubs';

export class OwnershipWatch implements CheckpointStore {
  constructor(
    private readonly store: CheckpointStore,
    private readonly onOwners: (owners: readonly PartitionOwnership[]) => void,
  ) {}

  async listOwnership(
    fullyQualifiedNamespace: string,
    eventHubName: string,
    consumerGroup: string,
  ): Promise<PartitionOwnership[]> {
    const owners = await this.store.listOwnership(
      fullyQualifiedNamespace,
      eventHubName,
      consumerGroup,
    );
    this.onOwners(owners);
    return owners;
  }

  claimOwnership(claims: PartitionOwnership[]): Promise<PartitionOwnership[]> {
    return this.store.claimOwnership(claims);
  }

  updateCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return this.store.updateCheckpoint(checkpoint);
  }

  listCheckpoints(
    fullyQualifiedNamespace: string,
    eventHubName: string,
    consumerGroup: string,
  ): Promise<Checkpoint[]> {
    return this.store.listCheckpoints(fullyQualifiedNamespace, eventHubName, consumerGroup);
  }
}
