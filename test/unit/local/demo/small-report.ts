// A small expectation and the report that agrees with it in every figure.
import { parseReport, type ReportJson } from '../../../../local/demo/report-json';
import type { Expected } from '../../../../local/simulator/expected';

const unitCoverage = {
  withoutUsage: 1,
  estimated: 0,
  conflicts: 2,
  unpriced: 3,
  tierAssumed: 0,
  tierUnknown: 0,
  modelDiffers: 0,
};

export const smallExpected: Expected = {
  currency: 'USD',
  totals: {
    requests: 1_500,
    meters: { input: 1_234_567, output: 89_000, unclassified: 500 },
    usageCost: '3.97641750005',
    total: '3.98',
  },
  businessUnits: [
    {
      businessUnit: 'sales',
      requests: 1_400,
      meters: { input: 1_234_567, output: 80_000 },
      usageCost: '3.8864175',
      total: '3.89',
      coverage: unitCoverage,
    },
    {
      businessUnit: 'unattributed',
      requests: 100,
      meters: { output: 9_000, unclassified: 500 },
      usageCost: '0.09000000005',
      total: '0.09',
      coverage: {
        withoutUsage: 0,
        estimated: 0,
        conflicts: 0,
        unpriced: 0,
        tierAssumed: 0,
        tierUnknown: 0,
        modelDiffers: 0,
      },
    },
  ],
  coverage: {
    ...unitCoverage,
    requests: 1_500,
    unattributed: 100,
    suspectedDoubles: 4,
    cacheWritesUnknown: 5,
    sourcesDisagree: 0,
    totalMismatch: 0,
  },
};

export const smallDeadLettered = 6;

/** A report of its own each time, for a test to spoil. */
export const smallReport = (): ReportJson =>
  parseReport(
    JSON.parse(
      JSON.stringify({
        ...smallExpected,
        period: '2026-11',
        timeZone: 'UTC',
        status: 'open',
        pendingWindows: 0,
        businessUnits: smallExpected.businessUnits.map((unit) => ({
          ...unit,
          name: unit.businessUnit.toUpperCase(),
        })),
        coverage: { ...smallExpected.coverage, deadLettered: smallDeadLettered },
      }),
    ),
  );
