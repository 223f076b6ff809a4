// Compares what the program stored and reports with what the oracle knows.
import type { ReportAnswer } from '../../shared/app/reports/read-report';
import type { ChargebackReport } from '../../shared/domain/chargeback/chargeback-report';
import {
  expectedReport,
  monthBounds,
  monthOf,
  usageOf,
  windowStartMs,
  type Usage,
} from './expected-report';
import type { Partition } from './hub';
import { digestOf, refusalOf, requestsOf, type RequestTruth } from './oracle';
import type { ReferencesTruth } from './price-plan';
import type { Watch } from './watch';
import { Broken, type World } from './world';

interface StoredException {
  readonly kind: string;
  readonly where: string;
  readonly detail: string;
}

export interface Gap {
  readonly partition: Partition;
  readonly after: number;
  readonly before: number;
}

export class Checks {
  constructor(
    private readonly world: World,
    private readonly watch: Watch,
    private readonly partitions: readonly Partition[],
    private readonly references: ReferencesTruth,
  ) {}

  #requests(): readonly RequestTruth[] {
    const items = this.partitions.flatMap(({ events }) =>
      events.flatMap(({ items, enqueuedMs }) => items.map((item) => ({ item, enqueuedMs }))),
    );
    return requestsOf(items, this.world.settings.lateDays);
  }

  marks(): readonly string[] {
    const { state } = this.world;
    return state.ids('mark').filter((id) => state.latest('mark', id) !== undefined);
  }

  #exceptions(kind: string): readonly StoredException[] {
    const { state } = this.world;
    return state.ids('exception').flatMap((id) => {
      const json = state.latest('exception', id)?.json;
      const exception = json === undefined ? undefined : (JSON.parse(json) as StoredException);
      return exception?.kind === kind ? [exception] : [];
    });
  }

  hasException(kind: string, where: string): void {
    if (!this.#exceptions(kind).some((exception) => exception.where === where)) {
      throw new Broken(`nobody was told of ${kind} at ${where}`);
    }
  }

  gaps(): readonly Gap[] {
    return this.#exceptions('sequenceGap').map(({ where, detail }) => {
      const [hub, name] = where.split(':');
      const partition = this.partitions.find((one) => one.hub === hub && one.name === name);
      const [, after, before] = /between sequence numbers (-?\d+) and (\d+)/.exec(detail) ?? [];
      if (partition === undefined || after === undefined) throw new Broken(`what gap is ${where}?`);
      return { partition, after: Number(after), before: Number(before) };
    });
  }

  /** The audit is the last resort: without stale reads it never finds anything. */
  noDrift(): void {
    // A window that a tick wrote again, unchanged, before it died is newer than its day, and no drift.
    const drifts = this.#exceptions('auditDrift').filter(({ detail }) => !detail.includes('older'));
    if (drifts.length > 0) throw new Broken(`the audit found ${JSON.stringify(drifts)}`);
  }

  periods(): readonly string[] {
    const { timeZone } = this.world.settings;
    const windows = this.#requests().flatMap((request) => request.windows);
    return [...new Set(windows.map((window) => monthOf(windowStartMs(window), timeZone)))].sort();
  }

  get hasSealed(): boolean {
    return this.#sealed().size > 0;
  }

  /**
   * Windows that were sealed while marked: what came in too late is not in the figures, and people
   * were told. A request that came in too late may have been known in other windows before: which of
   * them still counts it depends on what was left of its record.
   */
  #sealed(): ReadonlySet<string> {
    const sealed = new Set(this.#exceptions('sealedWindowMarked').map(({ where }) => where));
    if (sealed.size === 0) return sealed;
    const touched = this.#requests().filter(({ windows }) =>
      windows.some((one) => sealed.has(one)),
    );
    return new Set([...sealed, ...touched.flatMap(({ windows }) => windows)]);
  }

  /** Every window, every dead letter, every watermark. */
  stored(when: string): void {
    const requests = this.#requests();
    const sealed = this.#sealed();
    if (sealed.size > 0) this.world.reached.note('a window sealed while marked');
    const expected = new Map<string, { seen: number; requests: number }>();
    for (const { windows, window } of requests) {
      for (const one of windows) {
        const counts = expected.get(one) ?? { seen: 0, requests: 0 };
        counts.seen += 1;
        if (one === window) counts.requests += 1;
        expected.set(one, counts);
      }
    }
    for (const [window, counts] of expected) {
      const head = this.#windowHead(window);
      const found = {
        seen: head?.recordsSeen ?? 0,
        requests: head?.rows.reduce((sum, row) => sum + row.requests, 0) ?? 0,
      };
      const isExact = found.seen === counts.seen && found.requests === counts.requests;
      const isLess = found.seen <= counts.seen && found.requests <= counts.seen;
      if (!(sealed.has(window) ? isLess : isExact)) {
        throw new Broken(`${when}, window ${window}: ${differ(found, counts)}`);
      }
    }
    this.#deadLetters(when);
    for (const { hub, name, events } of this.partitions) {
      const json = this.world.state.latest('watermark', `${hub}:${name}`)?.json ?? '{}';
      const { sequenceNumber } = JSON.parse(json) as { sequenceNumber?: number };
      if (events.length > 0 && sequenceNumber !== events.length - 1) {
        throw new Broken(`${when}, the watermark of ${hub}:${name} is ${String(sequenceNumber)}`);
      }
    }
  }

  #windowHead(window: string): { recordsSeen: number; rows: readonly StoredRow[] } | undefined {
    const { rollups } = this.world;
    const date = window.slice(0, 10);
    const json = rollups.latest(date, window)?.json;
    if (json === undefined) return undefined;
    const head = JSON.parse(json) as {
      recordsSeen: number;
      rows?: readonly StoredRow[];
      parts?: readonly string[];
    };
    const rows =
      head.rows ??
      (head.parts ?? []).flatMap((part) => {
        const held = rollups.latest(date, part)?.json ?? '{"rows":[]}';
        return (JSON.parse(held) as { rows: readonly StoredRow[] }).rows;
      });
    return { recordsSeen: head.recordsSeen, rows };
  }

  #deadLetters(when: string): void {
    const { deadLetters, settings } = this.world;
    const expected = new Map<string, string>();
    for (const { hub, name, events } of this.partitions) {
      events.forEach(({ items, enqueuedMs, raw }, sequence) => {
        items.forEach((item, index) => {
          const reason = refusalOf({ item, enqueuedMs }, settings.lateDays);
          if (reason === undefined) return;
          const day = raw.position.enqueuedTime.slice(0, 10);
          expected.set(`${day}/${hub}:${name}:${sequence}:${enqueuedMs}:${index}`, reason);
        });
      });
    }
    const found = new Map<string, string>();
    for (const { partition, id, json } of deadLetters.contents()) {
      found.set(`${partition}/${id}`, (JSON.parse(json) as { reason: string }).reason);
    }
    // They are kept for 90 days; the runs that go on for longer have compared them before.
    const isYoung = (key: string): boolean =>
      Date.parse(key.slice(0, 10)) + 85 * 86_400_000 > deadLetters.clock.ms;
    const young = new Map([...expected].filter(([key]) => isYoung(key)));
    for (const [key, reason] of young) {
      if (found.get(key) !== reason) throw new Broken(`${when}, dead letter ${key}: ${reason}`);
    }
    for (const key of found.keys()) {
      if (!expected.has(key))
        throw new Broken(`${when}, ${key} is a dead letter and should not be`);
    }
  }

  /** What a reader was given in the midst of it all: one version, whole, and nothing twice. */
  published(report: ChargebackReport): void {
    const { world } = this;
    const versions = this.watch.published.get(report.period) ?? [];
    const same = versions.some(
      ({ asOf, totals, statements }) =>
        asOf === report.asOf &&
        canonical([totals, statements]) === canonical([report.totals, report.businessUnits]),
    );
    if (!same)
      throw new Broken(`a reader got a report of ${report.period} that was never published`);
    if (versions.at(-1)?.asOf !== report.asOf) {
      world.reached.note('a reader saw its version being replaced');
    }
  }

  report(period: string, answer: ReportAnswer, when: string): void {
    const usages = this.#usagesOf(period);
    if (answer.kind !== 'report') {
      // Where every window was sealed before it was computed, nothing was ever published.
      if (usages.length === 0 && this.hasSealed) return;
      throw new Broken(`${when}, there is no report of ${period}`);
    }
    const { report } = answer;
    const expected = expectedReport(usages, this.references);
    const found = foundReport(report);
    if (canonical(found) !== canonical(expected)) {
      throw new Broken(`${when}, report of ${period}: ${differ(found, expected)}`);
    }
    if (report.pendingWindows !== 0) throw new Broken(`${when}, windows are pending`);
    this.#conserved(report);
    const deadLettered = this.#deadLettersOf(period);
    if (report.coverage.deadLettered !== deadLettered) {
      throw new Broken(
        `${when}, ${report.coverage.deadLettered} dead letters of ${period}, not ${deadLettered}`,
      );
    }
  }

  /** Business units and what is unattributed are all there is, to the last minor unit. */
  #conserved(report: ChargebackReport): void {
    const minorUnits = (text: string): bigint => BigInt(text.replace('.', ''));
    const sum = report.businessUnits.reduce((all, { total }) => all + minorUnits(total), 0n);
    if (sum !== minorUnits(report.totals.total)) {
      throw new Broken(`the units of ${report.period} do not add up to its total`);
    }
  }

  #usagesOf(period: string): readonly Usage[] {
    const { timeZone } = this.world.settings;
    const sealed = this.#sealed();
    const isOf = (window: string): boolean => monthOf(windowStartMs(window), timeZone) === period;
    const open = this.#requests()
      .filter(({ window }) => isOf(window) && !sealed.has(window))
      .map(usageOf);
    const frozen = [...sealed]
      .filter(isOf)
      .flatMap((window) =>
        (this.#windowHead(window)?.rows ?? []).map((row) => frozenUsage(row, window)),
      );
    return [...open, ...frozen];
  }

  #deadLettersOf(period: string): number {
    const { fromMs, toMs } = monthBounds(period, this.world.settings.timeZone);
    const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
    let count = 0;
    for (const { partition } of this.world.deadLetters.contents()) {
      if (partition >= date(fromMs) && partition <= date(toMs - 1)) count += 1;
    }
    return count;
  }

  /** In which order the statements of a request came that has more than are kept. */
  onOrders(spoken: ReadonlyMap<string, readonly string[]>): void {
    for (const { requestId, policyWords, overflows } of this.#requests()) {
      const [winner] = policyWords;
      if (!overflows || winner === undefined) continue;
      const order = spoken.get(requestId) ?? [];
      const at = order.indexOf(digestOf(winner));
      this.world.reached.note(
        at === 0
          ? 'conflicts beyond the cap, the winner first'
          : at === order.length - 1
            ? 'conflicts beyond the cap, the winner last'
            : 'conflicts beyond the cap, the winner in between',
      );
    }
  }
}

interface StoredRow {
  readonly subscriptionId: string | null;
  readonly model: string | null;
  readonly promptClass: number;
  readonly requests: number;
  readonly requestsByMeters: Readonly<Record<string, number>>;
  readonly meters: Readonly<Record<string, number>>;
  readonly coverage: Readonly<Record<string, number>>;
}

const frozenUsage = (row: StoredRow, window: string): Usage => ({
  window,
  subscription: row.subscriptionId ?? undefined,
  model: row.model ?? undefined,
  isLongPrompt: row.promptClass > 0,
  requests: row.requests,
  meters: row.meters,
  requestsByMeters: row.requestsByMeters,
  withoutUsage: row.coverage['withoutUsage'] ?? 0,
  conflicts: row.coverage['conflicts'] ?? 0,
  conflictTokens: row.coverage['conflictTokens'] ?? 0,
  sourcesDisagree: row.coverage['sourcesDisagree'] ?? 0,
});

const foundReport = (report: ChargebackReport): object => ({
  requests: report.totals.requests,
  usageCost: report.totals.usageCost,
  total: report.totals.total,
  unattributed: report.coverage.unattributed,
  conflictTokens: report.coverage.conflictTokens,
  sourcesDisagree: report.coverage.sourcesDisagree,
  units: Object.fromEntries(
    report.businessUnits.map((unit) => [
      unit.businessUnit,
      {
        requests: unit.requests,
        meters: unit.meters,
        usageCost: unit.usageCost,
        total: unit.total,
        lines: linesOf(unit.lines),
        unpriced: Object.fromEntries(
          unit.unpriced.map(({ model, meter, reason, quantity }) => [
            `${model} ${meter} ${reason}`,
            quantity,
          ]),
        ),
        withoutUsage: unit.coverage.withoutUsage,
        conflicts: unit.coverage.conflicts,
        unpricedRequests: unit.coverage.unpriced,
      },
    ]),
  ),
});

/** By model, meter and price: the oracle does not know the names of versions. */
const linesOf = (
  lines: ChargebackReport['businessUnits'][number]['lines'],
): Readonly<Record<string, string>> => {
  const sums = new Map<string, { quantity: number; cost: bigint }>();
  for (const { model, meter, unitPrice, quantity, cost } of lines) {
    const key = `${model} ${meter} ${unitPrice}`;
    const sum = sums.get(key) ?? { quantity: 0, cost: 0n };
    sums.set(key, { quantity: sum.quantity + quantity, cost: sum.cost + picoOf(cost) });
  }
  return Object.fromEntries(
    [...sums].map(([key, { quantity, cost }]) => [key, `${quantity} ${plain(cost)}`]),
  );
};

const picoOf = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
};

const plain = (pico: bigint): string => {
  const text = pico.toString().padStart(13, '0');
  const fraction = text.slice(-12).replace(/0+$/, '');
  return `${text.slice(0, -12)}${fraction === '' ? '' : `.${fraction}`}`;
};

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

/** The members that differ, found beside expected. */
const differ = (found: unknown, expected: unknown, path = ''): string => {
  if (
    typeof found === 'object' &&
    typeof expected === 'object' &&
    found !== null &&
    expected !== null
  ) {
    const [a, b] = [found as Record<string, unknown>, expected as Record<string, unknown>];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .sort()
      .map((name) => differ(a[name], b[name], `${path}.${name}`))
      .filter((line) => line !== '')
      .join('; ');
  }
  return found === expected
    ? ''
    : `${path} is ${JSON.stringify(found)}, and should be ${JSON.stringify(expected)}`;
};
