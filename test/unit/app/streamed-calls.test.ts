// A streamed call is told of by three events: the policy knows who called, the gateway's log who
// answered, its LLM log the tokens. Whatever comes first, and whatever stays away, the bill is the one
// that the rest supports, and what is missing is in the coverage.
import { InMemoryProgram } from '../../support/in-memory-program';
import {
  businessUnitsFile,
  deploymentsFile,
  llmLogEvent,
  priceBookFile,
  requestGuid,
  usageEvent,
} from '../../support/sample-events';

const prepared = async (
  options: ConstructorParameters<typeof InMemoryProgram>[0] = {},
): Promise<InMemoryProgram> => {
  const program = new InMemoryProgram(options);
  await program.push(businessUnitsFile({ alpha: ['sub-a'] }), deploymentsFile, priceBookFile());
  return program;
};

const policy = usageEvent({ id: 1, usage: null, streamed: true });
const gatewayLog = {
  records: [
    {
      time: '2026-11-02T10:16:00Z',
      category: 'GatewayLogs',
      correlationId: requestGuid(1),
      properties: { apiId: 'azure-openai', apimSubscriptionId: 'sub-a', responseCode: 200 },
    },
  ],
};
const counts = llmLogEvent(1, { prompt: 2_000, completion: 300 });
const laterChunk = llmLogEvent(1, { prompt: 0, completion: 0, sequence: 1 });

const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) =>
        permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]),
      );

/** Each event in a batch of its own, with a rollup after each. */
const reportOn = async (program: InMemoryProgram, bodies: readonly object[]) => {
  for (const body of bodies) {
    await program.deliver(program.enqueue(body));
    await program.rollUp();
  }
  return program.report('2026-11');
};

// 2,000 × 2.50/M + 300 × 10/M = 0.008.
const billed = { requests: 1, meters: { input: 2_000, output: 300 }, usageCost: '0.008' };
const nothing = { requests: 1, meters: {}, usageCost: '0' };

describe('a streamed call', () => {
  it('is billed the same, in whichever order its events come', async () => {
    const figures = new Set<string>();
    for (const order of permutations([policy, gatewayLog, counts, laterChunk])) {
      const program = await prepared();
      const report = await reportOn(program, order);
      expect(report.businessUnits).toMatchObject([{ businessUnit: 'alpha', ...billed }]);
      expect(report.coverage).toMatchObject({ withoutUsage: 0, unattributed: 0 });
      figures.add(program.figures());
    }
    expect(figures.size).toBe(1);
  });

  it.each([
    ['the policy', [gatewayLog, counts], 'alpha', billed, {}],
    ["the gateway's log", [policy, counts], 'alpha', billed, {}],
    ['the LLM log', [policy, gatewayLog], 'alpha', nothing, { withoutUsage: 1 }],
    ['the policy and the gateway log', [counts], 'unattributed', billed, { unattributed: 1 }],
  ])(
    'of which %s is silent is billed by the others',
    async (_what, heard, unit, figures, coverage) => {
      const report = await reportOn(await prepared(), heard);
      expect(report.businessUnits).toContainEqual(
        expect.objectContaining({ businessUnit: unit, ...figures }),
      );
      expect(report.coverage).toMatchObject({ withoutUsage: 0, unattributed: 0, ...coverage });
    },
  );
});

describe('an estimate', () => {
  const { data, ...event } = policy as { data: object };
  const estimating = { ...event, data: { ...data, estimatedUsage: { prompt_tokens: 1_000 } } };

  it('is billed, marked and reported apart, until a measured count takes its place', async () => {
    const program = await prepared({ countTokens: (text) => text.length });
    // 1,000 × 2.50/M = 0.0025
    const before = await reportOn(program, [estimating]);
    expect(before.totals).toMatchObject({ meters: { input: 1_000 }, usageCost: '0.0025' });
    expect(before.coverage).toMatchObject({ estimated: 1, withoutUsage: 0 });
    const after = await reportOn(program, [counts]);
    expect(after.totals).toMatchObject(billed);
    expect(after.coverage).toMatchObject({ estimated: 0, sourcesDisagree: 0, conflicts: 0 });
  });

  it('is not billed where the settings allow none', async () => {
    const report = await reportOn(await prepared(), [estimating]);
    expect(report.totals).toMatchObject(nothing);
    expect(report.coverage).toMatchObject({ estimated: 0, withoutUsage: 1 });
  });
});
