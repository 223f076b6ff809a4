// Two days of simulated traffic in the middle of last month, across a change of prices: every dialect,
// both hubs, and more duplicates, late and garbled events than any real gateway sends.
import { readReferenceFolder } from '../../../../local/simulator/sample-reference';
import { makeScenario } from '../../../../local/simulator/scenario';
import type { Expected, ExpectedDeadLetters } from '../../../../local/simulator/expected';
import type { ReferenceFile } from '../../../../local/simulator/reference-file';
import type { SimulatedMessage } from '../../../../local/simulator/send-plan';
import { periodPlus, startOfDate } from '../../../../shared/domain/calendar';

const timeZone = 'Europe/Amsterdam';

export interface Traffic {
  readonly period: string;
  readonly messages: readonly SimulatedMessage[];
  readonly referenceFiles: readonly ReferenceFile[];
  /** What the report of the period must say. */
  readonly expected: Expected;
  readonly deadLetters: ExpectedDeadLetters;
}

export const makeTraffic = (seed: string, requests: number): Traffic => {
  const period = periodPlus(new Date().toISOString().slice(0, 7), -1);
  const startOf = (date: string): Date => new Date(startOfDate(date, timeZone));
  const scenario = makeScenario({
    seed,
    requests,
    from: startOf(`${period}-15`),
    to: startOf(`${period}-17`),
    timeZone,
    reference: readReferenceFolder(),
    faults: {
      redeliveredAtOnce: 0.05,
      redeliveredLater: 0.1,
      reordered: 0.2,
      late: 0.1,
      contradicted: 0.02,
      malformed: 0.02,
    },
  });
  const { messages, referenceFiles, deadLetters } = scenario;
  const expected = scenario.expectedBetween(
    startOf(`${period}-01`),
    startOf(`${periodPlus(period, 1)}-01`),
  );
  return { period, messages, referenceFiles, expected, deadLetters };
};

/** Settings under which last month is not too late, and a killed host is soon replaced. */
export const stormSettings: Readonly<Record<string, string>> = {
  BUSINESS_TIME_ZONE: timeZone,
  LATE_DAYS: '70',
  SEAL_AGE_DAYS: '80',
  USAGE_TTL_DAYS: '90',
  ROLLUP_SCHEDULE: '* * * * * *',
  AzureFunctionsJobHost__extensions__eventHubs__minEventBatchSize: '1',
  AzureFunctionsJobHost__extensions__eventHubs__loadBalancingUpdateInterval: '00:00:01',
  AzureFunctionsJobHost__extensions__eventHubs__partitionOwnershipExpirationInterval: '00:00:03',
};
