// Streamed calls of the month before last, as both hubs tell of them: the gateway's policies who called
// and which backend answered (golden-events.json holds what they send, to the byte), its logs the tokens.
// Of two calls one side is missing.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  aTime,
  expectedReport,
  line,
  lastMomentBefore,
  noPools,
  nothingOdd,
  periodBefore,
  timeZone,
} from './whole-program-month';

const time = lastMomentBefore;

interface PolicyEvent {
  readonly id: string;
}

const golden = JSON.parse(
  readFileSync(path.join(__dirname, '..', 'policies', 'golden-events.json'), 'utf8'),
) as Readonly<Record<string, PolicyEvent>>;

const policyEvent = (title: string): PolicyEvent => {
  const event = golden[title];
  if (event === undefined) throw new Error(`golden-events.json has no event "${title}"`);
  return { ...event, time } as PolicyEvent;
};

const standard = policyEvent('a streamed chat completion whose usage the gateway asked for');
const spilled = policyEvent('a streamed chat completion that spilled over');
const keyless = policyEvent('a streamed response of a caller without a key');
const anthropic = policyEvent("a streamed message of Anthropic's");
/** Its policy event never came. */
const logged = { id: '00000006-0000-4000-8000-000000000000' };

/** One row of the gateway's LLM log; a long answer is several, of which the first one counts. */
const llmLog = (
  { id }: PolicyEvent,
  modelName: string,
  [promptTokens, completionTokens]: readonly [number, number],
  sequenceNumber = 0,
): object => ({
  time,
  category: 'GatewayLlmLogs',
  correlationId: id,
  properties: {
    correlationId: id,
    requestId: `response-of-${id}`,
    deploymentName: modelName,
    modelName,
    promptTokens,
    completionTokens,
    totalTokens: promptTokens + completionTokens,
    isStreamCompletion: false,
    sequenceNumber,
  },
});

// The keyless call has no row in the log.
export const streamedEvents: readonly object[] = [standard, spilled, keyless, anthropic];

// The later chunk of an answer comes before the first, and in an envelope of its own.
export const streamedLogs: readonly object[] = [
  {
    records: [
      llmLog(standard, 'gpt-4o-2024-11-20', [0, 0], 1),
      llmLog(spilled, 'gpt-4o-2024-11-20', [2_000, 100]),
      llmLog(logged, 'gpt-4o-2024-11-20', [300, 30]),
    ],
  },
  {
    records: [
      llmLog(standard, 'gpt-4o-2024-11-20', [1_000, 200]),
      llmLog(anthropic, 'claude-opus-4-5', [500, 50]),
    ],
  },
];

const anthropicRow = {
  model: 'claude-opus-4-5',
  sku: 'GlobalStandard',
  serviceTier: 'default',
  reason: 'unknownModel',
};

// The four calls of team-a, and the one of sub-a in the month's last millisecond (1,000 and 100 tokens).
// Input: 1,000 + 2,000 + 500 + 1,000. Output: 200 + 100 + 50 + 100. The Anthropic model has no price.
const alpha = {
  businessUnit: 'alpha',
  name: 'Alpha',
  costCentre: '100',
  requests: 4,
  meters: { input: 4_500, output: 450 },
  usageCost: '0.014',
  ...noPools,
  total: '0.02',
  lines: [line('input', 4_000, '2.50', '0.01'), line('output', 400, '10', '0.004')],
  unpriced: [
    { ...anthropicRow, meter: 'input', quantity: 500 },
    { ...anthropicRow, meter: 'output', quantity: 50 },
  ],
  coverage: { ...nothingOdd, unpriced: 1 },
};

const beta = {
  businessUnit: 'beta',
  name: 'Beta',
  costCentre: '200',
  requests: 0,
  meters: {},
  usageCost: '0',
  ...noPools,
  total: '0.00',
  lines: [],
  unpriced: [],
  coverage: nothingOdd,
};

// The keyless call, whose tokens nobody counted, and the one that only the log knows.
const unattributed = {
  businessUnit: 'unattributed',
  name: 'Unattributed',
  costCentre: '',
  requests: 2,
  meters: { input: 300, output: 30 },
  usageCost: '0.00105',
  ...noPools,
  total: '0.00',
  lines: [line('input', 300, '2.50', '0.00075'), line('output', 30, '10', '0.0003')],
  unpriced: [],
  coverage: { ...nothingOdd, withoutUsage: 1 },
};

// 0.014 + 0.00105 = 0.01505, which is 0.02. Of the parts cut to cents (0.01, 0.00 and 0.00) one cent is
// missing: alpha has the largest remainder.
export const expectedStreams = {
  ...expectedReport,
  period: periodBefore,
  timeZone,
  asOf: aTime,
  totals: {
    requests: 6,
    meters: { input: 4_800, output: 480 },
    usageCost: '0.01505',
    ...noPools,
    total: '0.02',
  },
  businessUnits: [alpha, beta, unattributed],
  coverage: {
    ...expectedReport.coverage,
    requests: 6,
    withoutUsage: 1,
    unattributed: 2,
    unpriced: 1,
    // The log knows nothing of what Anthropic bills for writing to its cache.
    cacheWritesUnknown: 1,
  },
};
