// A lock that one of several hosts on the same storage holds: a blob lease, as in Azure, so that a
// timer runs once and not once a host.

import {
  BlobLeaseClient,
  RestError,
  type BlockBlobClient,
  type ContainerClient,
} from '@azure/storage-blob';
import type { HostClock } from './clock';
import { messageOf, type HostLogger } from './logger';

export interface HeldLock {
  /** Aborted when the lock can no longer be taken for held. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface HostLock {
  /** Waits until it is held; undefined when the signal came first. */
  acquire(name: string, signal: AbortSignal): Promise<HeldLock | undefined>;
}

/** The shortest lease there is: a killed host's timers are taken over after it. */
const LEASE_SECONDS = 15;
const RENEW_MS = 5000;
const POLL_MS = 2000;

export class BlobLock implements HostLock {
  constructor(
    private readonly container: ContainerClient,
    private readonly hostId: string,
    private readonly clock: HostClock,
    private readonly logger: HostLogger,
  ) {}

  async acquire(name: string, signal: AbortSignal): Promise<HeldLock | undefined> {
    const blob = this.container.getBlockBlobClient(`locks/${this.hostId}/${name}.Listener`);
    await createEmpty(blob);
    let waits = false;
    while (!signal.aborted) {
      const lease = new BlobLeaseClient(blob);
      try {
        await lease.acquireLease(LEASE_SECONDS);
        return this.hold(name, lease);
      } catch (error) {
        if (!isStatus(error, 409)) throw error;
      }
      if (!waits) this.logger.log('information', `Lock.${name}`, 'another host holds it; waiting');
      waits = true;
      await this.clock.sleep(POLL_MS, signal);
    }
    return undefined;
  }

  private hold(name: string, lease: BlobLeaseClient): HeldLock {
    const lost = new AbortController();
    const released = new AbortController();
    const renewing = this.renew(name, lease, released.signal, lost);
    return {
      lost: lost.signal,
      release: async () => {
        released.abort();
        await renewing;
        // The lease ends by itself soon: failing to give it back costs the next host a wait.
        await lease.releaseLease().catch(() => undefined);
      },
    };
  }

  private async renew(
    name: string,
    lease: BlobLeaseClient,
    released: AbortSignal,
    lost: AbortController,
  ): Promise<void> {
    let renewedMs = this.clock.now();
    for (;;) {
      await this.clock.sleep(RENEW_MS, released);
      if (released.aborted) return;
      const askedMs = this.clock.now();
      try {
        await lease.renewLease();
        renewedMs = askedMs;
      } catch (error) {
        const expired = this.clock.now() - renewedMs >= LEASE_SECONDS * 1000;
        if (!expired && !isStatus(error, 409, 412, 404)) continue;
        this.logger.log('warning', `Lock.${name}`, `lost: ${messageOf(error)}`);
        lost.abort();
        return;
      }
    }
  }
}

async function createEmpty(blob: BlockBlobClient): Promise<void> {
  try {
    await blob.upload('', 0, { conditions: { ifNoneMatch: '*' } });
  } catch (error) {
    // It is there already, leased (412) or not (409).
    if (!isStatus(error, 409, 412)) throw error;
  }
}

function isStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof RestError && statuses.includes(error.statusCode ?? 0);
}
