// A run in which the rules change: the older release, then both at once, perhaps back again, and in
// the end the newer one (rest.ts).
import { dayMs, hourMs } from '../world/clocks';
import type { Release } from './fleet';
import type { Stage } from './stage';
import type { Turmoil } from './turmoil';

export async function changeRules(stage: Stage, turmoil: Turmoil): Promise<void> {
  const { world, scenario, random } = stage;
  const { traffic } = scenario;
  const isRolledBack = random.chance(0.5);
  const releases: readonly Release[] = isRolledBack
    ? ['older', 'both', 'older', 'both']
    : ['older', 'both', 'both'];
  const size = Math.ceil(traffic.length / releases.length);
  for (const [index, release] of releases.entries()) {
    if (index > 0) turmoil.deploy(release, release === 'both' ? 0.6 : 1);
    await turmoil.run(traffic.slice(index * size, (index + 1) * size), false);
    // Perhaps so long that the audits of what is stored now are due.
    world.time.advance(random.pick([0, hourMs, dayMs + 2 * hourMs]));
  }
  if (isRolledBack) world.reached.note('newer rules rolled back to older ones, and back again');
}
