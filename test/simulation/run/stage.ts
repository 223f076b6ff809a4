// What the parts of one run have in common.
import type { Random } from '../../../local/simulator/random';
import type { ReferencesTruth } from '../oracle/references-truth';
import type { Partition } from '../world/hub';
import type { World } from '../world/world';
import type { Watch } from '../watch/watch';
import type { Activities } from './activities';
import type { Fleet } from './fleet';
import type { Scenario } from './scenario';

export interface Stage {
  readonly world: World;
  readonly watch: Watch;
  readonly scenario: Scenario;
  /** Decides what is begun, and where it goes wrong. */
  readonly random: Random;
  readonly partitions: readonly Partition[];
  readonly fleet: Fleet;
  readonly activities: Activities;
  /** What the pushed reference data come to. */
  readonly references: ReferencesTruth;
}
