import { makeMetricsHandler } from '../../../functions/metrics';
import {
  makeMetricsCollectors,
  type MetricsDependencies,
} from '../../../shared/app/reports/metrics-collectors';
import { makeReadHubProgress } from '../../../shared/app/ingest/read-hub-progress';
import type { RejectedItems } from '../../../shared/app/ingest/rejections';
import { makeReadMetrics } from '../../../shared/app/reports/read-metrics';
import { call } from '../../support/http-call';
import { InMemoryChargebacks } from '../../support/in-memory-chargebacks';
import { ManualClock } from '../../support/manual-clock';
import { ManualDeadline } from '../../support/manual-deadline';
import { noExceptions, oneWatermark, recentTick } from '../../support/quiet-operations';
import { at, samplePeriod } from '../../support/sample-period';

const setUp = (more: Partial<MetricsDependencies> = {}) => {
  const chargebacks = new InMemoryChargebacks();
  const publish = (inputTokens: number): void => {
    const { chargeback, days } = samplePeriod({ units: 1, inputTokens });
    chargebacks.publish(chargeback, days, at('2026-11-02T11:58:00Z'));
  };
  publish(1_001);
  const deadline = new ManualDeadline();
  const failures: string[] = [];
  const collectors = makeMetricsCollectors({
    pendingWindows: {
      count: () => Promise.resolve(12),
      oldestDueSince: () => Promise.resolve(at('2026-11-02T11:50:00Z')),
    },
    ticks: recentTick,
    readHubProgress: makeReadHubProgress({
      watermarks: oneWatermark,
      hubPositions: {
        read: () =>
          Promise.resolve([
            { ...partition, partition: '0' },
            { ...partition, partition: '1', isEmpty: true, lastSequenceNumber: -1 },
          ]),
        firstEnqueuedTimeAfter: () => Promise.resolve(at('2026-11-02T10:20:00Z')),
      },
      hubRetentionMs: 24 * 3_600_000,
      clock: new ManualClock('2026-11-02T12:00:00Z'),
    }),
    deadLetters: {
      countByReason: (day): Promise<Record<string, RejectedItems>> =>
        Promise.resolve(
          day === '2026-11-02'
            ? { notJson: { items: 3, withoutPayload: 2 } }
            : { badTime: { items: 1, withoutPayload: 0 } },
        ),
    },
    chargebacks,
    exceptions: noExceptions,
    clock: new ManualClock('2026-11-02T12:00:00Z'),
    ...more,
  });
  const readMetrics = makeReadMetrics({
    collectors,
    withinDeadline: deadline.withinDeadline,
    onFailure: (collector) => failures.push(collector),
  });
  const scrape = () => call(makeMetricsHandler({ readMetrics }), '/metrics');
  return { scrape, chargebacks, publish, deadline, failures };
};

const partition = {
  hub: 'llm-usage',
  beginSequenceNumber: 0,
  lastSequenceNumber: 51,
  lastEnqueuedTime: at('2026-11-02T11:59:00Z'),
  isEmpty: false,
};

const samplesOf = (body: string | undefined): readonly string[] =>
  (body ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('GET /metrics', () => {
  it('shows the state of rollup, ingest, dead letters and the open period', async () => {
    const answer = await setUp().scrape();
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(samplesOf(answer.body)).toEqual([
      'chargeback_collector_up{collector="rollup"} 1',
      'chargeback_collector_up{collector="ingest"} 1',
      'chargeback_collector_up{collector="deadLetters"} 1',
      'chargeback_collector_up{collector="chargeback"} 1',
      'chargeback_collector_up{collector="exceptions"} 1',
      'chargeback_pending_windows 12',
      'chargeback_oldest_due_window_age_seconds 600',
      'chargeback_rollup_last_tick_age_seconds 60',
      'chargeback_rollup_last_tick_duration_seconds 1.5',
      'chargeback_rollup_last_tick_windows 3',
      'chargeback_ingest_lag_seconds{hub="llm-usage",partition="0"} 6000',
      'chargeback_ingest_lag_seconds{hub="llm-usage",partition="1"} 0',
      'chargeback_ingest_events_behind{hub="llm-usage",partition="0"} 10',
      'chargeback_ingest_events_behind{hub="llm-usage",partition="1"} 0',
      'chargeback_ingest_events_expired{hub="llm-usage",partition="0"} 0',
      'chargeback_ingest_events_expired{hub="llm-usage",partition="1"} 0',
      'chargeback_ingest_event_expiry_seconds{hub="llm-usage"} 80400',
      'chargeback_dead_letters{day="today",reason="notJson"} 3',
      'chargeback_dead_letters{day="yesterday",reason="badTime"} 1',
      'chargeback_dead_letters_without_payload{day="today",reason="notJson"} 2',
      'chargeback_dead_letters_without_payload{day="yesterday",reason="badTime"} 0',
      'chargeback_unpriced_requests{period="2026-11"} 2',
      'chargeback_unattributed_requests{period="2026-11"} 3',
      'chargeback_usage_cost{period="2026-11",business_unit="unattributed",currency="USD"} 1.50859625',
      'chargeback_usage_cost{period="2026-11",business_unit="unit-1",currency="USD"} 1.50609375',
    ]);
  });

  it('keeps showing the rest where one dependency fails, and says which one', async () => {
    const readHubProgress = () => Promise.reject(new Error('no hub'));
    const { scrape, failures } = setUp({ readHubProgress });
    const samples = samplesOf((await scrape()).body);
    expect(samples).toContain('chargeback_collector_up{collector="ingest"} 0');
    expect(samples).toContain('chargeback_pending_windows 12');
    expect(samples.filter((line) => line.startsWith('chargeback_ingest'))).toEqual([]);
    expect(failures).toEqual(['ingest']);
  });

  it('waits no longer than its bound for a dependency that hangs', async () => {
    const readHubProgress = () => new Promise<never>(() => undefined);
    const { scrape, deadline } = setUp({ readHubProgress });
    const answer = scrape();
    deadline.expire('ingest');
    expect(samplesOf((await answer).body)).toContain(
      'chargeback_collector_up{collector="ingest"} 0',
    );
  });

  it('leaves out what is not known, rather than show a zero', async () => {
    const { scrape } = setUp({ ticks: { last: () => Promise.resolve(undefined) } });
    const { body } = await scrape();
    expect(body).toContain('# TYPE chargeback_rollup_last_tick_age_seconds gauge\n#');
  });

  it('shows the windows that older or newer rules made, once a run has counted them', async () => {
    const tick = { startedAt: at('2026-11-02T11:59:00Z'), durationMs: 1_500, windows: 3 };
    const counted = { ...tick, windowsOfOlderRules: 480, windowsOfNewerRules: 2 };
    const { scrape } = setUp({ ticks: { last: () => Promise.resolve(counted) } });
    const samples = samplesOf((await scrape()).body);
    expect(samples).toContain('chargeback_windows_of_older_rules 480');
    expect(samples).toContain('chargeback_windows_of_newer_rules 2');
  });

  it('reads statements again only where another version was published', async () => {
    const { scrape, chargebacks, publish } = setUp();
    await scrape();
    await scrape();
    expect(chargebacks.statementReads).toHaveLength(1);
    publish(2_002);
    const { body } = await scrape();
    expect(chargebacks.statementReads).toHaveLength(2);
    expect(body).toContain('business_unit="unit-1",currency="USD"} 1.50859625');
  });

  it('takes no parameters', async () => {
    const handler = makeMetricsHandler({ readMetrics: () => Promise.resolve([]) });
    const answer = await call(handler, '/metrics?period=2026-11');
    expect(answer.json()).toMatchObject({ status: 400, parameter: 'period' });
  });
});
