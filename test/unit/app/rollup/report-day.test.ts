import { reportDay } from '../../../../shared/app/rollup/report-day';
import { RecordedTelemetry } from '../../../support/recorded-telemetry';
import { dayRow } from '../../../support/sample-rows';

const charge = (cost: string) =>
  ({ meter: 'input', quantity: 1, unitPrice: '1', per: 1_000_000, cost }) as const;

describe('the figures of a day in telemetry', () => {
  it('are one event per business unit and model, exact, with what has no price apart', () => {
    const telemetry = new RecordedTelemetry();
    reportDay(telemetry, {
      date: '2026-11-02',
      period: '2026-11',
      currency: 'USD',
      suspectedDoubles: 0,
      rows: [
        dayRow({ requests: 2, meters: { input: 10, cachedInput: 5 }, charges: [charge('0.1')] }),
        dayRow({
          caller: 'another',
          meters: { input: 1, output: 2, reasoningOutput: 3, unclassified: 4 },
          charges: [charge('0.2'), charge('0.000000000001')],
          unpriced: [
            { meter: 'output', quantity: 2, reason: 'noPrice' },
            { meter: 'unclassified', quantity: 4, reason: 'noPrice' },
          ],
        }),
        dayRow({ model: 'gpt-5' }),
        dayRow({ businessUnit: 'beta' }),
      ],
    });
    expect(telemetry.events).toHaveLength(3);
    expect(telemetry.events[0]).toEqual({
      name: 'UsageRated',
      properties: {
        businessUnit: 'alpha',
        model: 'gpt-4o',
        date: '2026-11-02',
        period: '2026-11',
        currency: 'USD',
        cost: '0.300000000001',
      },
      measurements: {
        costApproximate: 0.300000000001,
        requests: 3,
        inputTokens: 16,
        cachedInputTokens: 5,
        outputTokens: 5,
        unclassifiedTokens: 4,
        unpricedQuantity: 6,
      },
    });
  });

  it('of a day without usage are none', () => {
    const telemetry = new RecordedTelemetry();
    const day = { date: '2026-11-02', period: '2026-11', currency: 'USD', suspectedDoubles: 0 };
    reportDay(telemetry, { ...day, rows: [] });
    expect(telemetry.events).toEqual([]);
  });
});
