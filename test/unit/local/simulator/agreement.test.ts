// The program and the oracle, which share no code, must come to the same figures: the reason why
// either can be believed.
import { reconcile, type Comparison } from '../../../../local/demo/reconcile';
import { parseReport, type ReportJson } from '../../../../local/demo/report-json';
import { localMidnightMs } from '../../../../local/simulator/business-hours';
import { Random } from '../../../../local/simulator/random';
import type { ReferenceFile } from '../../../../local/simulator/reference-file';
import { readReferenceFolder } from '../../../../local/simulator/sample-reference';
import { makeScenario, type Scenario } from '../../../../local/simulator/scenario';
import { runProgram, type ProgramRun } from './pure-program';

let reference: readonly ReferenceFile[];
beforeAll(() => {
  reference = readReferenceFolder();
});

const november = (seed: number, timeZone: string, requests: number): Scenario =>
  makeScenario({
    seed,
    requests,
    from: new Date(localMidnightMs('2026-11-01', timeZone)),
    to: new Date(localMidnightMs('2026-12-01', timeZone)),
    timeZone,
    reference,
  });

const reportOf = ({ chargeback: { summary, statements } }: ProgramRun): ReportJson =>
  parseReport({
    ...summary,
    pendingWindows: 0,
    businessUnits: statements,
    coverage: { ...summary.coverage, deadLettered: 0 },
  });

const differences = ({ expected }: Scenario, run: ProgramRun): readonly Comparison[] =>
  reconcile(expected, reportOf(run)).differences;

describe('the program and the oracle', () => {
  it.each([
    [1, 'UTC'],
    [2, 'Europe/Berlin'],
    [3, 'Asia/Kathmandu'],
    [4, 'America/St_Johns'],
    [5, 'Pacific/Auckland'],
  ])('agree on every figure of seed %d in %s', (seed, timeZone) => {
    const scenario = november(seed, timeZone, 1_500);
    const run = runProgram({ ...scenario, period: '2026-11', timeZone, batchSize: 100 });
    expect(differences(scenario, run)).toEqual([]);
    expect(run.deadLetters).toEqual(scenario.deadLetters);
  });

  it('agree whatever the order of delivery and the size of batches', () => {
    const scenario = november(6, 'UTC', 1_000);
    const shuffled = new Random('order').shuffle(scenario.messages);
    for (const [messages, batchSize] of [
      [shuffled, 7],
      [scenario.messages.toReversed(), 1_000],
    ] as const) {
      const inputs = { referenceFiles: scenario.referenceFiles, period: '2026-11' };
      const run = runProgram({ ...inputs, messages, timeZone: 'UTC', batchSize });
      expect(differences(scenario, run)).toEqual([]);
    }
  });

  it('agree on a month without traffic', () => {
    const scenario = november(7, 'UTC', 0);
    const run = runProgram({ ...scenario, period: '2026-11', timeZone: 'UTC', batchSize: 100 });
    expect(scenario.messages).toEqual([]);
    expect(differences(scenario, run)).toEqual([]);
  });
});
