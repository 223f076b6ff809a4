// Quarter hours, as the oracle names them.
import { minuteMs } from '../world/clocks';

export const windowMs = 15 * minuteMs;

export const windowOf = (ms: number): string =>
  `${new Date(Math.floor(ms / windowMs) * windowMs).toISOString().slice(0, 16)}Z`;

export const windowStartMs = (window: string): number => Date.parse(window.replace('Z', ':00Z'));
