// What the program cannot mend by itself and a person must see: kept in the state container for
// the health and metrics pages, and sent to telemetry, where alerts wait for it.
import type { Instant } from '../domain/instant';
import type { LedgerExceptionKind } from './ledger-exception-kinds';
import type { Documents, Telemetry } from './ports';
import { ledgerException } from './telemetry-events';
import { metricNames } from './telemetry-metrics';

export interface LedgerException {
  readonly kind: LedgerExceptionKind;
  /** What it concerns: a window, a hub's partition. One document per kind and place. */
  readonly where: string;
  /** What was found there; what to do about it is telemetry-events.ts's to say. */
  readonly detail: string;
  readonly at: Instant;
}

const partition = 'exception';
const keptSeconds = 90 * 24 * 60 * 60;

export const makeLedgerExceptions = (state: Documents, telemetry: Telemetry) => ({
  async record(exception: LedgerException): Promise<void> {
    const { kind, where } = exception;
    const id = `${kind}:${where}`;
    await state.put([
      { partition, id, value: exception, condition: 'any', expiresAfterSeconds: keptSeconds },
    ]);
    telemetry.event(ledgerException(kind, where));
    telemetry.metric(metricNames.ledgerExceptions, 1, { kind });
  },

  async all(): Promise<readonly LedgerException[]> {
    const found = await state.range<LedgerException>(partition, '', '~');
    return found.map(({ value }) => value);
  },
});

export type LedgerExceptions = ReturnType<typeof makeLedgerExceptions>;
