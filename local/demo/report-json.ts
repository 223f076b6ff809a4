// The chargeback report as it comes over HTTP, as far as the demo reads it. The demo parses
// it itself and shares no type with the program, so that the demo sees what any client sees.
import * as z from 'zod';

const figures = z.object({
  requests: z.number(),
  meters: z.record(z.string(), z.number()),
  usageCost: z.string(),
  total: z.string(),
});

const unitCoverage = z.object({
  withoutUsage: z.number(),
  estimated: z.number(),
  conflicts: z.number(),
  unpriced: z.number(),
  tierAssumed: z.number(),
  tierUnknown: z.number(),
  modelDiffers: z.number(),
});

const report = z.object({
  period: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  status: z.string(),
  pendingWindows: z.number(),
  totals: figures,
  businessUnits: z.array(
    figures.extend({ businessUnit: z.string(), name: z.string(), coverage: unitCoverage }),
  ),
  coverage: unitCoverage.extend({
    requests: z.number(),
    unattributed: z.number(),
    suspectedDoubles: z.number(),
    cacheWritesUnknown: z.number(),
    sourcesDisagree: z.number(),
    totalMismatch: z.number(),
    deadLettered: z.number(),
  }),
});

export type ReportJson = z.infer<typeof report>;

/** Throws, naming every member that is not as the API describes it. */
export const parseReport = (json: unknown): ReportJson => {
  const result = report.safeParse(json);
  if (result.success) return result.data;
  throw new TypeError(`this is no chargeback report:\n${z.prettifyError(result.error)}`);
};
