// The chargeback report as a table that a controller can add up: the costs of a business unit's
// rows are its total, to the last digit, and those of all rows are the period's. So what is not
// usage has rows too: shared cost, adjustments, and `rounding`, which is the total minus the exact
// sum. There is no row with totals: it would be counted twice.
import type { OpenReport, ReportHead } from '../domain/chargeback/chargeback-report';
import type {
  BusinessUnitStatement,
  StatementLine,
  UnpricedLine,
} from '../domain/chargeback/chargeback';
import { addMoney, formatMoney, pico, storedMoney } from '../domain/money';
import { csvHead, csvRows, type Column } from './csv';

type LineType = 'usage' | 'unpriced' | 'sharedCost' | 'adjustment' | 'rounding';

interface ReportRow
  extends Partial<Omit<StatementLine, 'cost'>>, Partial<Pick<UnpricedLine, 'reason'>> {
  readonly report: ReportHead;
  readonly statement: BusinessUnitStatement;
  readonly lineType: LineType;
  /** Absent where nobody knows it: empty is not zero. */
  readonly cost?: string;
}

const columns: readonly Column<ReportRow>[] = [
  { name: 'period', cell: ({ report }) => report.period },
  { name: 'status', cell: ({ report }) => report.status },
  { name: 'asOf', cell: ({ report }) => report.asOf },
  { name: 'businessUnit', cell: ({ statement }) => statement.businessUnit },
  { name: 'businessUnitName', cell: ({ statement }) => statement.name },
  { name: 'costCentre', cell: ({ statement }) => statement.costCentre },
  { name: 'lineType', cell: (row) => row.lineType },
  { name: 'model', cell: (row) => row.model },
  { name: 'sku', cell: (row) => row.sku },
  { name: 'serviceTier', cell: (row) => row.serviceTier },
  { name: 'abovePromptTokens', cell: (row) => row.abovePromptTokens },
  { name: 'meter', cell: (row) => row.meter },
  { name: 'quantity', cell: (row) => row.quantity },
  { name: 'unitPrice', cell: (row) => row.unitPrice },
  { name: 'per', cell: (row) => row.per },
  { name: 'cost', cell: (row) => row.cost },
  { name: 'currency', cell: ({ report }) => report.currency },
  { name: 'priceBookVersion', cell: (row) => row.priceBookVersion },
  { name: 'unpricedReason', cell: (row) => row.reason },
];

/** In pieces: the head, then the rows of one business unit after another. */
export async function* reportCsv({ head, statements }: OpenReport): AsyncIterable<string> {
  yield csvHead(columns);
  for await (const statement of statements) yield csvRows(columns, rowsOf(head, statement));
}

function* rowsOf(report: ReportHead, statement: BusinessUnitStatement): Iterable<ReportRow> {
  const { lines, unpriced, usageCost, sharedCost, adjustments, total } = statement;
  const of = { report, statement };
  for (const line of lines) yield { ...of, lineType: 'usage', ...line };
  for (const line of unpriced) yield { ...of, lineType: 'unpriced', ...line };
  if (sharedCost !== '0') yield { ...of, lineType: 'sharedCost', cost: sharedCost };
  if (adjustments !== '0') yield { ...of, lineType: 'adjustment', cost: adjustments };
  const exact = [usageCost, sharedCost, adjustments].map(storedMoney).reduce(addMoney);
  // Also where it is 0, so that a business unit without usage is in the table.
  yield { ...of, lineType: 'rounding', cost: formatMoney(pico(storedMoney(total) - exact)) };
}
