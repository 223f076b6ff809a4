// Ten requests of last month, the events that tell of them, and what the report must make of them.
// The month is last month wherever this runs, so that no event is too early or too late.
import { sha256 } from '../../shared/domain/digest';
import { periodPlus, startOfDate } from '../../shared/domain/calendar';
import { epochMsOf, instantOf } from '../../shared/domain/instant';
import { chatUsage, llmLogEvent, requestGuid, usageEvent } from '../support/sample-events';

/** Half-hour offset: the month begins at 18:30 UTC of the day before. */
export const timeZone = 'Asia/Kolkata';

export const period = periodPlus(new Date().toISOString().slice(0, 7), -1);
export const periodBefore = periodPlus(period, -1);

const monthBegins = startOfDate(`${period}-01`, timeZone);
export const lastMomentBefore = instantOf(epochMsOf(monthBegins) - 1);
const time = `${period}-10T10:16:00Z`;

const rawKey = 'f00dfacef00dfacef00dfacef00dface';
const prompt = 'What will our margin be next year?';

/** What must be nowhere. */
export const secrets = [rawKey, prompt, 'someone@contoso.example', 'api-key=hidden'];

export const referenceFiles = [
  {
    name: 'business-units.json',
    content: {
      kind: 'businessUnits',
      validFrom: '2020-01-01',
      recordedBy: 'e2e',
      reason: 'test',
      businessUnits: [
        {
          id: 'alpha',
          name: 'Alpha',
          costCentre: '100',
          members: { subscriptionIds: ['sub-a', 'team-a'] },
        },
        {
          id: 'beta',
          name: 'Beta',
          costCentre: '200',
          members: { subscriptionIds: ['sub-b'], keyHashes: [sha256(rawKey)] },
        },
      ],
    },
  },
  {
    name: 'deployments.json',
    content: {
      kind: 'deployments',
      validFrom: '2020-01-01',
      recordedBy: 'e2e',
      reason: 'test',
      defaultSku: 'GlobalStandard',
      deployments: [],
    },
  },
  {
    name: 'prices.json',
    content: {
      kind: 'priceBook',
      validFrom: '2020-01-01',
      recordedBy: 'e2e',
      reason: 'test',
      currency: 'USD',
      like: { reasoningOutput: 'output' },
      models: [
        {
          model: 'gpt-4o',
          aliases: ['gpt-4o-2024-11-20'],
          entries: [
            {
              skus: ['GlobalStandard'],
              prices: { input: '2.50', cachedInput: '1.25', output: '10' },
            },
          ],
        },
      ],
    },
  },
];

/** Replaces the first one from the beginning on: it knows one model more. */
export const laterPriceBook = {
  name: 'more-prices.json',
  content: {
    kind: 'priceBook',
    validFrom: '2020-01-02',
    recordedBy: 'e2e',
    reason: 'a price for brand-new',
    currency: 'USD',
    like: { reasoningOutput: 'output' },
    models: [
      ...(referenceFiles[2]?.content.models ?? []),
      {
        model: 'brand-new',
        entries: [{ skus: ['GlobalStandard'], prices: { input: '1', output: '2' } }],
      },
    ],
  },
};

/** A gateway in front that logs whole bodies: the raw key, the prompt, the answer as a stream. */
const wholeBodies = {
  eventTime: time,
  apiOperation: 'chat',
  appSubscriptionKey: rawKey,
  request: JSON.stringify({ messages: [{ role: 'user', content: prompt }] }),
  response: [
    { id: 'chatcmpl-7', model: 'gpt-4o-2024-11-20', choices: [{ delta: { content: prompt } }] },
    { id: 'chatcmpl-7', model: 'gpt-4o-2024-11-20', choices: [], usage: chatUsage(1_200, 80) },
  ]
    .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
    .join(''),
};

export const usageEvents: readonly (object | Buffer)[] = [
  usageEvent({
    id: 1,
    time,
    usage: {
      ...chatUsage(1_000, 100),
      prompt_tokens_details: { cached_tokens: 400 },
      completion_tokens_details: { reasoning_tokens: 30 },
    },
  }),
  // Streamed: its caller is known here, its counts come by the other hub.
  usageEvent({ id: 2, time, subscription: 'sub-b', usage: null, streamed: true }),
  usageEvent({ id: 3, time, subscription: 'sub-nobody', usage: chatUsage(500, 50) }),
  usageEvent({ id: 4, time, model: 'brand-new', usage: chatUsage(10_000, 1_000) }),
  wholeBodies,
  // As large as an event may be, with an id that no store takes.
  {
    ...usageEvent({ time, responseId: 'chatcmpl-big', usage: chatUsage(1_000_000, 200_000) }),
    id: 'odd/id?#',
    note: 'x'.repeat(900_000),
  },
  usageEvent({ id: 6, time, status: 429, usage: null }),
  usageEvent({ id: 7, time: monthBegins }),
  usageEvent({ id: 8, time: lastMomentBefore }),
  Buffer.from('{"specversion":"1.0","id":"cut'),
  usageEvent({ id: 91, time, usage: { prompt_tokens: -5, completion_tokens: 5 } }),
  usageEvent({ id: 92, time: instantOf(Date.now() + 2 * 24 * 60 * 60 * 1000) }),
];

const gatewayLog = (id: number, apiId: string): object => ({
  time,
  category: 'GatewayLogs',
  correlationId: requestGuid(id),
  callerIpAddress: '203.0.113.7',
  properties: {
    apiId,
    apimSubscriptionId: 'sub-b',
    userId: 'someone@contoso.example',
    responseCode: 200,
    url: 'https://gateway.contoso.example/openai/deployments/gpt-4o/chat?api-key=hidden',
  },
});

const recordsOf = (envelope: object): readonly unknown[] =>
  (envelope as { readonly records: readonly unknown[] }).records;

export const logEnvelopes: readonly object[] = [
  {
    records: [
      ...recordsOf(llmLogEvent(2, { time, prompt: 2_000, completion: 300 })),
      // Of this one only the gateway's logs tell.
      gatewayLog(5, 'azure-openai'),
      ...recordsOf(llmLogEvent(5, { time, prompt: 100, completion: 10 })),
      // Not of a language model, and a probe: both are ignored.
      gatewayLog(93, 'orders'),
      { time, category: 'GatewayLlmLogs', correlationId: requestGuid(94), properties: {} },
      ...recordsOf(llmLogEvent(95, { time, prompt: -1, completion: 1 })),
    ],
  },
];

const ofPriceBook = { priceBookVersion: expect.stringMatching(/^2020-01-01/) as string };
const gpt4o = { model: 'gpt-4o', sku: 'GlobalStandard', serviceTier: 'default' };
export const line = (meter: string, quantity: number, unitPrice: string, cost: string): object => ({
  ...gpt4o,
  meter,
  quantity,
  unitPrice,
  per: 1_000_000,
  cost,
  ...ofPriceBook,
});

export const nothingOdd = {
  withoutUsage: 0,
  estimated: 0,
  conflicts: 0,
  conflictTokens: 0,
  overflowed: 0,
  unpriced: 0,
  tierAssumed: 0,
  tierAssumedTokens: 0,
  tierUnknown: 0,
  modelDiffers: 0,
};
export const noPools = { sharedCost: '0', adjustments: '0' };

// Requests 1, 4, the big one, 6 and 7. Input: 600 + 10,000 + 1,000,000 + 0 + 1,000; of it 10,000 of
// brand-new. Output without reasoning: 70 + 1,000 + 200,000 + 0 + 100; of it 1,000 of brand-new.
const alpha = {
  businessUnit: 'alpha',
  name: 'Alpha',
  costCentre: '100',
  requests: 5,
  meters: { input: 1_011_600, cachedInput: 400, output: 201_170, reasoningOutput: 30 },
  usageCost: '4.5065',
  ...noPools,
  total: '4.51',
  lines: [
    line('cachedInput', 400, '1.25', '0.0005'),
    line('input', 1_001_600, '2.50', '2.504'),
    line('output', 200_170, '10', '2.0017'),
    line('reasoningOutput', 30, '10', '0.0003'),
  ],
  unpriced: [
    { ...gpt4o, model: 'brand-new', meter: 'input', quantity: 10_000, reason: 'unknownModel' },
    { ...gpt4o, model: 'brand-new', meter: 'output', quantity: 1_000, reason: 'unknownModel' },
  ],
  coverage: { ...nothingOdd, unpriced: 1 },
};

// Requests 2, 5 and the one of the raw key. Input: 2,000 + 100 + 1,200. Output: 300 + 10 + 80.
const beta = {
  businessUnit: 'beta',
  name: 'Beta',
  costCentre: '200',
  requests: 3,
  meters: { input: 3_300, output: 390 },
  usageCost: '0.01215',
  ...noPools,
  total: '0.01',
  lines: [line('input', 3_300, '2.50', '0.00825'), line('output', 390, '10', '0.0039')],
  unpriced: [],
  coverage: nothingOdd,
};

// Request 3.
const unattributed = {
  businessUnit: 'unattributed',
  name: 'Unattributed',
  costCentre: '',
  requests: 1,
  meters: { input: 500, output: 50 },
  usageCost: '0.00175',
  ...noPools,
  total: '0.00',
  lines: [line('input', 500, '2.50', '0.00125'), line('output', 50, '10', '0.0005')],
  unpriced: [],
  coverage: nothingOdd,
};

export const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;

// 4.5065 + 0.01215 + 0.00175 = 4.5204, which is 4.52. Of the parts cut to cents (4.50, 0.01 and 0.00)
// one cent is missing: alpha has the largest remainder.
export const expectedReport = {
  period,
  timeZone,
  currency: 'USD',
  status: 'open',
  asOf: aTime,
  pendingWindows: 0,
  totals: {
    requests: 9,
    meters: { input: 1_015_400, cachedInput: 400, output: 201_610, reasoningOutput: 30 },
    usageCost: '4.5204',
    ...noPools,
    total: '4.52',
  },
  businessUnits: [alpha, beta, unattributed],
  coverage: {
    ...nothingOdd,
    requests: 9,
    suspectedDoubles: 0,
    sourcesDisagree: 0,
    totalMismatch: 0,
    cacheWritesUnknown: 0,
    spilloverUnknown: 0,
    unpriced: 1,
    unattributed: 1,
    // Dead letters count in the month in which their events came, which is this one.
    deadLettered: 0,
    deadLettersWithoutPayload: 0,
    watermarks: [
      { hub: 'apim-logs', partition: expect.any(String) as string, enqueuedTime: aTime },
      { hub: 'llm-usage', partition: expect.any(String) as string, enqueuedTime: aTime },
    ],
  },
};
