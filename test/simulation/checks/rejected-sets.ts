// The sets of rejected positions that the program stored.
import type { World } from '../world/world';

export interface StoredSet {
  readonly day: string;
  readonly hub: string;
  readonly partition: string;
  readonly reason: string;
  readonly sender: string;
  readonly rejected: number;
  readonly stored: number;
}

export const rejectedSets = ({ state }: World): readonly StoredSet[] =>
  [...state.contents()].flatMap(({ partition, version }) =>
    partition.startsWith('rejected:') ? [version.value as StoredSet] : [],
  );
