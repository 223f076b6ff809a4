// The traffic of a run: calls of all kinds as events that wait to be enqueued. A plan is made into an
// event at the moment when the hub takes it, since some of them are on the very edge of what is
// accepted then.
import type { Random } from '../../../local/simulator/random';
import { callKinds } from './call-kinds';
import { drawCall } from './draw-call';
import type { PlannedEvent, TrafficOptions } from './planned-event';

export const planTraffic = (random: Random, options: TrafficOptions): readonly PlannedEvent[] => {
  const planned: PlannedEvent[] = [];
  for (let index = 0; index < options.requests; index += 1) {
    planned.push(...planCall(random, options, index));
  }
  // Some events are sent twice by the gateway itself.
  const repeated = planned.filter(({ build }) => build.length === 0 && random.chance(0.08));
  return random.shuffle([...planned, ...repeated]);
};

const planCall = (
  random: Random,
  options: TrafficOptions,
  index: number,
): readonly PlannedEvent[] => {
  const call = drawCall(random, index);
  const atMs = options.startMs - random.integer(0, options.spanMs);
  const kind = random.weighted(callKinds.filter(({ when }) => when === undefined || when(options)));
  const part = options.isLate && random.chance(0.3) ? 2 : 0;
  return kind
    .plan({ random, call, atMs, options, index })
    .map((event): PlannedEvent => ({ part, ...event }));
};
