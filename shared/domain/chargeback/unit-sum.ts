// Adds up what one business unit used over the days of a period: meters, rated lines, lines without a
// price, and coverage.
import { addMeters, shownQuantity, type Meters } from '../usage/meters';
import { addUnknown, type UnknownCounters } from '../usage/unknown-counters';
import { isProvisioned } from '../reference/skus';
import type { StatementLine, UnpricedLine } from './chargeback';
import { CompactedSums } from './compacted-sums';
import { addDayCoverage, type DayCoverageCounts } from './day-coverage';
import type { DayRow } from './day-usage';
import { addUnpriced, sumCharges } from './sum-day';
import { keyOfUnpriced, unpricedLines } from './unpriced-lines';

export class UnitSum {
  requests = 0;
  meters: Meters = {};
  coverage: DayCoverageCounts = {};
  unknownCounters: UnknownCounters = {};
  unpricedRequests = 0;
  spilloverUnknown = 0;
  readonly #lines = new CompactedSums<StatementLine>((lines) => [
    ...sumCharges(lines, keyOfLine).values(),
  ]);
  readonly #unpriced = new CompactedSums<UnpricedLine>((lines) =>
    addUnpriced(lines, keyOfUnpriced),
  );

  add(row: DayRow): void {
    this.requests += row.requests;
    this.meters = addMeters(this.meters, row.meters);
    this.coverage = addDayCoverage(this.coverage, row.coverage);
    if (row.unknownCounters !== undefined) {
      this.unknownCounters = addUnknown(this.unknownCounters, row.unknownCounters);
    }
    this.unpricedRequests += row.unpricedRequests;
    if (row.sku !== null && isProvisioned(row.sku) && row.spilledOver === 'unknown') {
      this.spilloverUnknown += row.requests;
    }
    const named = { model: row.model, sku: row.sku, serviceTier: row.serviceTier };
    for (const charge of row.charges) {
      this.#lines.push({
        ...named,
        ...(row.abovePromptTokens > 0 && { abovePromptTokens: row.abovePromptTokens }),
        ...charge,
        priceBookVersion: versionOf(row),
      });
    }
    for (const item of row.unpriced) this.#unpriced.push({ ...named, ...item });
  }

  lines(): readonly StatementLine[] {
    const lines = sumCharges(this.#lines.items(), keyOfLine);
    return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => asShown(line));
  }

  unpricedLines(): readonly UnpricedLine[] {
    return unpricedLines(this.#unpriced.items()).map(asShown);
  }
}

const asShown = <Line extends StatementLine | UnpricedLine>(line: Line): Line => {
  const quantity = shownQuantity(line.meter, line.quantity);
  return quantity === line.quantity ? line : { ...line, quantity };
};

/** Identifies a line, and gives lines their order. */
const keyOfLine = (line: StatementLine): string =>
  [
    line.model,
    line.sku,
    line.serviceTier,
    String(line.abovePromptTokens ?? 0).padStart(9, '0'),
    line.meter,
    line.priceBookVersion,
    line.unitPrice,
    line.per,
  ].join('\u0000');

/** An auditor asks where a price is from: a charge without a price book must not be posted. */
const versionOf = ({ priceBookVersion }: DayRow): string => {
  if (priceBookVersion === null) throw new Error('a row has charges, but names no price book');
  return priceBookVersion;
};
