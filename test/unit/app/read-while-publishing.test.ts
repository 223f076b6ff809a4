// A report of 250 business units, read while the next version is published and while old parts are
// swept: whatever the moment, a reader gets one version, whole.
import type { ChargebackReport } from '../../../shared/domain/chargeback/chargeback-report';
import { storedMoney, sumMoney } from '../../../shared/domain/money';
import { InMemoryProgram, hourMs } from '../../support/in-memory-program';
import { interrupted } from '../../support/port-calls';
import {
  businessUnitsFile,
  chatUsage,
  deploymentsFile,
  priceBookFile,
  usageEvent,
} from '../../support/sample-events';

const unitsMax = 250;
const unitIds = Array.from({ length: unitsMax }, (_, n) => `unit-${String(n).padStart(3, '0')}`);

const prepared = async (): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram();
  await program.push(
    businessUnitsFile(Object.fromEntries(unitIds.map((id) => [id, [`sub-${id}`]]))),
    deploymentsFile,
    priceBookFile({ input: '1000000' }),
  );
  await useOneTokenEach(program, 0);
  await program.rollUp();
  return program;
};

/** Each unit uses a token, which costs a dollar. */
const useOneTokenEach = async (program: InMemoryProgram, version: number): Promise<void> => {
  await program.deliver(
    program.enqueue(
      ...unitIds.map((id, n) =>
        usageEvent({
          id: version * 1_000 + n,
          subscription: `sub-${id}`,
          usage: chatUsage(1, 0),
        }),
      ),
    ),
  );
};

/** The version that a report is of; throws where it is not whole, or mixed of two. */
const versionOf = ({ totals, businessUnits }: ChargebackReport): number => {
  const dollars = businessUnits.map(({ total }) => Number(total));
  expect(businessUnits.map(({ businessUnit }) => businessUnit)).toEqual(unitIds);
  expect(new Set(dollars).size).toBe(1);
  expect(sumMoney(businessUnits.map(({ total }) => storedMoney(total)))).toBe(
    storedMoney(totals.total),
  );
  return dollars[0] ?? 0;
};

describe('a report of 250 business units', () => {
  it('is one version at every step of a publication, the old one until the head is replaced', async () => {
    const program = await prepared();
    await useOneTokenEach(program, 1);
    const versions: number[] = [];
    let isHeadWritten = false;
    await interrupted(
      program,
      async ({ store, kind, id }) => {
        // Between two parts nothing can change for a reader: every tenth of them is enough.
        if (kind === 'put' && id.includes('part:') && versions.length % 10 !== 0) {
          versions.push(versions.at(-1) ?? 0);
          return;
        }
        versions.push(versionOf(await program.report('2026-11')));
        if (store === 'chargebacks' && id === '2026-11/summary' && kind === 'put') {
          isHeadWritten = true;
        } else if (!isHeadWritten) {
          expect(versions.at(-1)).toBe(1);
        }
      },
      () => program.rollUp(),
    );
    expect(versions.length).toBeGreaterThan(unitsMax);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(versionOf(await program.report('2026-11'))).toBe(2);
  });

  it('is one version whole where the next is published and the old one swept at any of its reads', async () => {
    const program = await prepared();
    const { calls } = await interrupted(
      program,
      () => undefined,
      () => program.report('2026-11'),
    );
    let version = 1;
    for (const { number } of calls) {
      // An hour later the parts of a version are swept by whoever publishes the next.
      program.advance(2 * hourMs);
      const { result } = await interrupted(
        program,
        async (call) => {
          if (call.number !== number) return;
          await useOneTokenEach(program, version);
          await program.rollUp();
          version += 1;
        },
        () => program.report('2026-11'),
      );
      expect([version - 1, version]).toContain(versionOf(result));
    }
    expect(version).toBe(calls.length + 1);
  });

  it('on one unit is whole, too, while the others are published anew', async () => {
    const program = await prepared();
    program.advance(2 * hourMs);
    const { result } = await interrupted(
      program,
      async ({ store, kind }) => {
        if (store !== 'chargebacks' || kind !== 'readMany') return;
        await useOneTokenEach(program, 1);
        await program.rollUp();
      },
      () => program.report('2026-11', 'unit-117'),
    );
    expect(result.businessUnits).toMatchObject([{ businessUnit: 'unit-117', total: '2.00' }]);
  });
});
