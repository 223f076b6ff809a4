import { reportRequests } from '../../../../shared/app/ingest/report-requests';
import { observed, recordFrom } from '../../../support/observed';
import { RecordedTelemetry } from '../../../support/recorded-telemetry';

const counted = recordFrom(
  observed('policy', {
    id: 'r1',
    keyHash: 'a'.repeat(64),
    operation: 'chat',
    streamed: true,
    counters: {
      prompt_tokens: 100,
      'prompt_tokens_details.cached_tokens': 40,
      completion_tokens: 20,
      'completion_tokens_details.reasoning_tokens': 15,
    },
  }),
);
const silent = recordFrom(observed('gatewayLog', { id: 'r2' }));

describe('telemetry per request', () => {
  it('is one event for each request that is new or became known better', () => {
    const telemetry = new RecordedTelemetry();
    reportRequests(telemetry, [
      { kind: 'created', record: counted },
      { kind: 'joined', record: silent, before: silent },
      { kind: 'unchanged', record: counted },
      { kind: 'refused', record: counted, detail: 'too large' },
    ]);
    expect(telemetry.events.map(({ properties }) => properties['TokenInfoId'])).toEqual([
      'r1',
      'r2',
    ]);
  });

  it('states prompt and completion with their parts, as the dashboards of the sample expect', () => {
    const telemetry = new RecordedTelemetry();
    reportRequests(telemetry, [{ kind: 'created', record: counted }]);
    expect(telemetry.events).toEqual([
      {
        name: 'Azure OpenAI Tokens',
        properties: {
          TokenInfoId: 'r1',
          Timestamp: '2026-11-02T10:16:00.000Z',
          ApiOperation: 'chat',
          AppKey: 'a'.repeat(64),
          Stream: 'True',
          PromptTokens: '100',
          CompletionTokens: '20',
          TotalTokens: '120',
        },
        measurements: {},
      },
    ]);
  });

  it('of a request of which little is known says no more than that', () => {
    const telemetry = new RecordedTelemetry();
    reportRequests(telemetry, [{ kind: 'created', record: silent }]);
    const [event] = telemetry.events;
    expect(event?.properties).toMatchObject({
      TokenInfoId: 'r2',
      ApiOperation: '',
      AppKey: '',
      TotalTokens: '0',
    });
  });
});
