import type { DayRow } from '../../../../shared/domain/chargeback/day-usage';
import { dayRowsInTodaysUnits } from '../../../../shared/domain/chargeback/days-of-older-rules';

const row = (seconds: number): DayRow =>
  ({
    meters: { audioSeconds: seconds, input: 5 },
    charges: [
      { meter: 'audioSeconds', quantity: seconds, unitPrice: '0.0001', per: 1, cost: '0.009' },
      { meter: 'input', quantity: 5, unitPrice: '1', per: 1_000_000, cost: '0.000005' },
    ],
    unpriced: [{ meter: 'videoSeconds', quantity: seconds, reason: 'noPrice' }],
  }) as unknown as DayRow;

describe('the rows of a day', () => {
  it('that the first release computed count seconds, which today are milliseconds', () => {
    const [read] = dayRowsInTodaysUnits([row(90)], {});
    expect(read).toEqual({
      meters: { audioSeconds: 90_000, input: 5 },
      charges: [
        { meter: 'audioSeconds', quantity: 90_000, unitPrice: '0.0001', per: 1, cost: '0.009' },
        { meter: 'input', quantity: 5, unitPrice: '1', per: 1_000_000, cost: '0.000005' },
      ],
      unpriced: [{ meter: 'videoSeconds', quantity: 90_000, reason: 'noPrice' }],
    });
    expect(dayRowsInTodaysUnits([row(90)], { algorithmVersion: 1 })).toEqual([read]);
  });

  it('that a later release computed stay as they are', () => {
    const rows = [row(90_000)];
    expect(dayRowsInTodaysUnits(rows, { algorithmVersion: 2 })).toBe(rows);
  });
});
