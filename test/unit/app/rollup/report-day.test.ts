import { reportDay } from '../../../../shared/app/rollup/report-day';
import type { DayUsage } from '../../../../shared/domain/chargeback/day-usage';
import { parseMoney } from '../../../../shared/domain/money';
import { RecordedTelemetry } from '../../../support/recorded-telemetry';
import { dayRow } from '../../../support/sample-rows';

const charge = (cost: string) =>
  ({ meter: 'input', quantity: 1, unitPrice: '1', per: 1_000_000, cost }) as const;

const day = (rows: DayUsage['rows'], suspectedDoubles = 0) => ({
  revision: 17,
  usage: { date: '2026-11-02', period: '2026-11', currency: 'USD', suspectedDoubles, rows },
});

describe('the figures of a day in telemetry', () => {
  it('are one event per business unit and model, exact, with what has no price apart', () => {
    const telemetry = new RecordedTelemetry();
    reportDay(
      telemetry,
      day([
        dayRow({ requests: 2, meters: { input: 10, cachedInput: 5 }, charges: [charge('0.1')] }),
        dayRow({
          caller: 'another',
          meters: { input: 1, output: 2, reasoningOutput: 3, unclassified: 4 },
          charges: [charge('0.2'), charge('0.000000000001')],
          unpriced: [
            { meter: 'output', quantity: 2, reason: 'noPrice' },
            { meter: 'unclassified', quantity: 4, reason: 'noPrice' },
            { meter: 'audioSeconds', quantity: 1_500, reason: 'noPrice' },
          ],
        }),
        dayRow({ model: 'gpt-5' }),
        dayRow({ businessUnit: 'beta' }),
      ]),
    );
    expect(telemetry.named('UsageRated')).toHaveLength(3);
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
        revision: 17,
        costApproximate: 0.300000000001,
        requests: 3,
        inputTokens: 16,
        cachedInputTokens: 5,
        outputTokens: 5,
        unclassifiedTokens: 4,
        unpricedQuantity: 7.5,
      },
    });
  });

  it('are one event of the day besides, with how well it is covered', () => {
    const telemetry = new RecordedTelemetry();
    reportDay(telemetry, {
      ...day(
        [
          dayRow({ requests: 2, charges: [charge('0.1')], streamed: true, unpricedRequests: 1 }),
          dayRow({ requests: 3, charges: [charge('0.2')], sku: 'GlobalProvisionedManaged' }),
          dayRow({ requests: 5, sku: null, spilledOver: 'yes', streamed: null }),
          dayRow({
            businessUnit: 'unattributed',
            requests: 7,
            coverage: {
              ...{ withoutUsage: 4, estimated: 3, conflicts: 2, overflowed: 1 },
              ...{ totalMismatch: 1, unclassifiedTokens: 62, toolCallsUnmetered: 8 },
            },
            unknownCounters: { new_tokens: 9 },
          }),
        ],
        6,
      ),
      earlier: { costDayBefore: parseMoney('0.25'), costWeekBefore: undefined },
    });
    expect(telemetry.named('DayRated')).toEqual([
      {
        name: 'DayRated',
        properties: {
          date: '2026-11-02',
          period: '2026-11',
          currency: 'USD',
          cost: '0.3',
          unknownCounters: '{"new_tokens":9}',
        },
        measurements: {
          revision: 17,
          costApproximate: 0.3,
          costDayBefore: 0.25,
          requests: 17,
          bufferedRequests: 10,
          streamedRequests: 2,
          provisionedRequests: 3,
          spilledOverRequests: 5,
          withoutUsage: 4,
          estimated: 3,
          conflicts: 2,
          overflowed: 1,
          suspectedDoubles: 6,
          totalMismatch: 1,
          unclassifiedTokens: 62,
          toolCallsUnmetered: 8,
          unpriced: 1,
          unattributed: 7,
          tierAssumed: 0,
          tierUnknown: 0,
          modelDiffers: 0,
        },
      },
    ]);
  });

  it('of a day whose only usage moved away are one event of zero', () => {
    const telemetry = new RecordedTelemetry();
    reportDay(telemetry, day([]));
    expect(telemetry.events).toMatchObject([
      { name: 'DayRated', properties: { cost: '0' }, measurements: { requests: 0 } },
    ]);
  });
});
