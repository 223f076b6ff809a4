// The clock of the machine, as the use cases see it.
import type { Clock } from '../app/ports';
import { instantOf } from '../domain/instant';

export const systemClock: Clock = { now: () => instantOf(Date.now()) };
