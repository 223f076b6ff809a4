// Who comes by all the time during the storm: somebody who starts the rollup by hand, beside the timer,
// and somebody who reads the report and never may see half of one.
import { setTimeout as pause } from 'node:timers/promises';
import type { HostWatch } from './host-watch';
import { parseReport, type ReportJson } from '../../../../local/demo/report-json';

/** Between two visits, in ms. */
const restMs = 200;

/** Of rollups at once: enough that they overtake each other, few enough that each comes to its end. */
const rollupsAtOnce = 2;

export class Visitors {
  readonly #leaving = new AbortController();
  #visits: Promise<void> = Promise.resolve();
  /** Reports that were read; each was whole. */
  reports = 0;
  /** Rollups that were started by hand. */
  rollups = 0;

  constructor(
    private readonly baseUrl: string,
    private readonly period: string,
    private readonly hosts: HostWatch,
  ) {}

  begin(): void {
    this.#visits = this.#visit();
    // Whoever waits for the storm is told by leave().
    this.#visits.catch(() => undefined);
  }

  /** Rejects when a report was not whole. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#visits;
  }

  async #visit(): Promise<void> {
    while (!this.#leaving.signal.aborted) {
      // A host that was killed answers nobody, which is no news.
      await this.#rollUp().catch(() => undefined);
      const answer = await this.#report().catch(() => undefined);
      if (answer !== undefined) {
        assertWhole(answer);
        this.reports += 1;
      }
      await pause(restMs);
    }
  }

  async #rollUp(): Promise<void> {
    if (this.hosts.rollupsRunning >= rollupsAtOnce) return;
    const url = new URL('/admin/functions/rollUp', this.baseUrl);
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(url, { method: 'POST', headers, body: '{}' });
    if (status === 202) this.rollups += 1;
  }

  async #report(): Promise<ReportJson | undefined> {
    const response = await fetch(`${this.baseUrl}/chargeback/report?period=${this.period}`);
    return response.status === 200 ? parseReport(await response.json()) : undefined;
  }
}

const assertWhole = ({ totals, businessUnits }: ReportJson): void => {
  const sum = (figure: (of: { requests: number; total: string }) => number): number =>
    businessUnits.reduce((all, unit) => all + figure(unit), 0);
  const cents = ({ total }: { total: string }): number => Math.round(Number(total) * 100);
  if (sum(({ requests }) => requests) === totals.requests && sum(cents) === cents(totals)) return;
  throw new Error(
    `a report was read whose business units do not add up: ${JSON.stringify({ totals, businessUnits })}`,
  );
};
