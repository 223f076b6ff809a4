// Events that were seen in public bug reports, recorded bodies and documented formats, each with the
// figures that are right for it. They arrive as the host hands them over: as bytes.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { UsageDimension } from '../../../shared/domain/chargeback/usage-summary';
import { InMemoryProgram, minuteMs } from '../../support/in-memory-program';
import { businessUnitsFile, deploymentsFile, priceBookFile } from '../../support/reference-files';

const caseSchema = z.strictObject({
  why: z.string().nullable(),
  reference: z.array(z.record(z.string(), z.unknown())).optional(),
  events: z.array(z.unknown()).min(1),
  expected: z.strictObject({
    meters: z.record(z.string(), z.number()).optional(),
    usageCost: z.string().optional(),
    requests: z.number().optional(),
    businessUnit: z.string().optional(),
    coverage: z.record(z.string(), z.number()).optional(),
    /** Rows of the usage summary by caller and deployment. */
    rows: z.number().optional(),
  }),
});

const folder = path.join(__dirname, '../../fixtures/cases');
const names = readdirSync(folder).map((file) => path.parse(file).name);
const readCase = (name: string) =>
  caseSchema.parse(JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')));

const someReference = [businessUnitsFile(), deploymentsFile(), priceBookFile()];
const byCallerAndDeployment: readonly UsageDimension[] = ['caller', 'deployment'];

describe('the report states the right figures for', () => {
  it.each(names)('%s', async (name) => {
    const { reference, events, expected } = readCase(name);
    const program = new InMemoryProgram({ now: '2026-12-01T12:00:00Z' });
    await program.push(...(reference ?? someReference));
    const bodies = events.map((event) => Buffer.from(JSON.stringify(event)));
    await program.deliver(program.enqueue(...bodies));
    program.advance(minuteMs);
    await program.rollUp();

    const { totals, coverage, businessUnits } = await program.report('2026-11');
    const { meters, usageCost, requests, businessUnit, rows } = expected;
    if (meters !== undefined) expect(totals.meters).toEqual(meters);
    if (usageCost !== undefined) expect(totals.usageCost).toBe(usageCost);
    if (requests !== undefined) expect(totals.requests).toBe(requests);
    if (expected.coverage !== undefined) expect(coverage).toMatchObject(expected.coverage);
    if (businessUnit !== undefined) {
      const used = businessUnits.filter((unit) => unit.requests > 0);
      expect(used.map((unit) => unit.businessUnit)).toEqual([businessUnit]);
    }
    if (rows !== undefined) {
      const question = { from: '2026-11-01', to: '2026-11-30', granularity: 'total' } as const;
      const summary = await program
        .process()
        .readUsageSummary({ ...question, groupBy: byCallerAndDeployment, filter: {} });
      expect(summary).toMatchObject({ kind: 'summary', summary: { rows: { length: rows } } });
    }
  });
});
