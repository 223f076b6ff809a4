import { digestOf } from '../../../../shared/domain/digest';
import { resolve } from '../../../../shared/domain/usage/resolve';
import {
  hasOverflowed,
  joinRecords,
  rankOf,
  recordOf,
  sameRecord,
  usageRecordSchemaVersion,
  type Statement,
} from '../../../../shared/domain/usage/usage-record';
import { statementsPerSourceMax } from '../../../../shared/limits';
import { observed, recordFrom } from '../../../support/observed';

const split = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
const total = { total_tokens: 12 };

const digestOfWords = ({ facts, counters }: Statement): string =>
  digestOf({ facts: { ...facts }, counters });

describe('a usage record', () => {
  it('of one observation says what its source said, in the window of its time', () => {
    const record = recordOf(observed('policy', { model: 'gpt-4o', counters: split }));
    expect(record).toMatchObject({
      id: 'r1',
      schemaVersion: usageRecordSchemaVersion,
      occurredAt: '2026-11-02T10:16:00.000Z',
      window: '2026-11-02T10:15Z',
      windows: ['2026-11-02T10:15Z'],
      observations: { policy: { facts: { model: 'gpt-4o' }, counters: split } },
      conflicts: {},
    });
  });

  it('refuses to be joined with that of another request', () => {
    const a = recordFrom(observed('policy'));
    const b = recordFrom(observed('policy', { id: 'r2' }));
    expect(() => joinRecords(a, b)).toThrow(TypeError);
  });

  it('keeps what each source says beside the others', () => {
    const record = recordFrom(
      observed('policy', { subscriptionId: 'sub-a' }),
      observed('gatewayLog', { status: 200 }),
      observed('llmLog', { counters: split }),
    );
    expect(Object.keys(record.observations).sort()).toEqual(['gatewayLog', 'llmLog', 'policy']);
    expect(record.conflicts).toEqual({});
  });

  it('happened at the earliest time that any source gives, and remembers the other windows', () => {
    const record = recordFrom(
      observed('policy', { time: '2026-11-02T10:31:00Z' }),
      observed('gatewayLog', { time: '2026-11-02T10:14:59.999Z' }),
      observed('llmLog', { time: '2026-11-02T10:15:00Z' }),
    );
    expect(record.occurredAt).toBe('2026-11-02T10:14:59.999Z');
    expect(record.window).toBe('2026-11-02T10:00Z');
    expect(record.windows).toEqual(['2026-11-02T10:00Z', '2026-11-02T10:15Z', '2026-11-02T10:30Z']);
  });

  it('takes the same words at another time for a repetition, not for a contradiction', () => {
    const record = recordFrom(
      observed('policy', { counters: split }),
      observed('policy', { counters: split, time: '2026-11-02T10:20:00Z' }),
    );
    expect(record.conflicts).toEqual({});
  });

  it('keeps the words of a source that this version does not know, and joins them as any other', () => {
    const known = recordFrom(observed('policy', { counters: split }));
    const newer = recordFrom(observed('newerSource', { model: 'later' }));
    for (const joined of [joinRecords(known, newer), joinRecords(newer, known)]) {
      expect(joined.observations).toHaveProperty('newerSource.facts', { model: 'later' });
      expect(sameRecord(joinRecords(joined, newer), joined)).toBe(true);
    }
    const contradicted = joinRecords(newer, recordFrom(observed('newerSource', { model: 'x' })));
    expect(contradicted.conflicts).toHaveProperty('newerSource.overflow', false);
  });

  it('keeps the conflict of a source that the other record is silent on', () => {
    const contradicted = recordFrom(
      observed('policy', { counters: split }),
      observed('policy', { counters: total }),
    );
    const log = recordFrom(observed('gatewayLog'));
    expect(joinRecords(contradicted, log).conflicts).toEqual(contradicted.conflicts);
    expect(joinRecords(log, contradicted).conflicts).toEqual(contradicted.conflicts);
  });
});

describe('the windows of a record', () => {
  const at = (minute: number) =>
    recordOf(observed('policy', { time: `2026-11-02T10:${String(minute).padStart(2, '0')}:00Z` }));

  it('are sorted and without repetitions, whatever the order of the times', () => {
    const minutes = [31, 0, 16, 46, 1, 17, 59, 30];
    for (const order of [minutes, minutes.toReversed(), minutes.toSorted()]) {
      expect(order.map(at).reduce(joinRecords).windows).toEqual([
        '2026-11-02T10:00Z',
        '2026-11-02T10:15Z',
        '2026-11-02T10:30Z',
        '2026-11-02T10:45Z',
      ]);
    }
  });

  it('are looked at before the rest, where two records are compared', () => {
    const [a, b, c] = [at(0), at(16), at(31)] as const;
    expect(sameRecord(joinRecords(a, b), joinRecords(b, a))).toBe(true);
    expect(sameRecord(joinRecords(a, b), joinRecords(a, c))).toBe(false);
    expect(sameRecord(joinRecords(a, b), joinRecords(joinRecords(a, b), c))).toBe(false);
  });

  it('cost a join nothing that grows with their number, where it adds none', () => {
    const many = [0, 16, 31, 46].map(at).reduce(joinRecords);
    expect(joinRecords(many, at(17)).windows).toBe(many.windows);
  });
});

describe('a record about which more is said than is kept', () => {
  const said = Array.from({ length: statementsPerSourceMax + 1 }, (_, tokens) =>
    recordOf(observed('policy', { counters: { prompt_tokens: tokens } })),
  );

  it('says so, also after it was joined with what it holds already', () => {
    const whole = said.slice(1).reduce(joinRecords);
    expect(hasOverflowed(whole)).toBe(false);
    const joined = joinRecords(whole, said[0]!);
    expect(hasOverflowed(joined)).toBe(true);
    expect(hasOverflowed(joinRecords(joined, whole))).toBe(true);
    expect(hasOverflowed(joinRecords(whole, joined))).toBe(true);
    expect(resolve(joined).coverage).toMatchObject({ conflicts: 1, overflowed: 1 });
    expect(resolve(whole).coverage).not.toHaveProperty('overflowed');
  });

  it('says so of the responses that the LLM log names', () => {
    const answers = Array.from({ length: statementsPerSourceMax + 1 }, (_, n) =>
      recordOf(observed('llmLog', { responseId: `chatcmpl-${n}`, counters: split })),
    );
    expect(resolve(answers.reduce(joinRecords)).coverage).toMatchObject({ overflowed: 1 });
  });
});

describe('a source that contradicts itself', () => {
  const measured = { counters: split };
  const measuredTotal = { counters: total };
  const estimate = { counters: split, estimated: true } as const;
  const estimatedTotal = { counters: total, estimated: true } as const;
  const silent = { model: 'gpt-4o' };

  it.each([
    ['a measured split before a measured total', measured, measuredTotal],
    ['a measured total before an estimated split', measuredTotal, estimate],
    ['an estimated split before an estimated total', estimate, estimatedTotal],
    ['an estimate before no counts at all', estimatedTotal, silent],
    ['counts of images before a bare total', { counters: { images: 1 } }, measuredTotal],
    ['a split before a usage object that is empty', measured, { counters: {} }],
  ])('is believed where it knows most: %s', (_what, better, worse) => {
    const inOrder = recordFrom(observed('policy', better), observed('policy', worse));
    const reversed = recordFrom(observed('policy', worse), observed('policy', better));
    expect(sameRecord(inOrder, reversed)).toBe(true);
    expect(inOrder.observations.policy?.counters).toEqual(better.counters);
    expect(inOrder.conflicts.policy?.losers.map(({ counters }) => counters)).toEqual([
      'counters' in worse ? worse.counters : null,
    ]);
  });

  it('is believed by the smaller digest where both statements know as much', () => {
    const one = observed('policy', { counters: { ...split, prompt_tokens: 11 } });
    const other = observed('policy', measured);
    const [smaller] = [one, other].sort((a, b) => (digestOfWords(a) < digestOfWords(b) ? -1 : 1));
    for (const record of [recordFrom(one, other), recordFrom(other, one)]) {
      expect(record.observations.policy?.counters).toEqual(smaller?.counters);
    }
  });
});

describe('the rank of a statement', () => {
  const statement = (said: Partial<Statement>): Statement => ({
    facts: {},
    counters: null,
    ...said,
  });

  it('tells five grades of knowledge apart', () => {
    const estimated = { facts: { estimated: true } } as const;
    expect(
      [
        statement({ counters: split }),
        statement({ counters: total }),
        statement({ ...estimated, counters: split }),
        statement({ ...estimated, counters: total }),
        statement({}),
        statement(estimated),
      ].map(rankOf),
    ).toEqual([0, 1, 2, 3, 4, 4]);
  });
});

describe('the chunks of the LLM log', () => {
  it('are joined by the larger count of each field, never added up', () => {
    const record = recordFrom(
      observed('llmLog', { counters: { prompt_tokens: 100, completion_tokens: 0 } }),
      observed('llmLog', {
        counters: { prompt_tokens: 0, completion_tokens: 7, total_tokens: 107 },
      }),
      observed('llmLog', { counters: { prompt_tokens: 40 } }),
    );
    expect(record.observations.llmLog?.counters).toEqual({
      prompt_tokens: 100,
      completion_tokens: 7,
      total_tokens: 107,
    });
    expect(record.conflicts).toEqual({});
  });

  it('add what another one lacks, whichever comes first', () => {
    const counts = observed('llmLog', { model: 'gpt-4o', counters: split });
    const later = observed('llmLog', { responseId: 'chatcmpl-1', model: 'gpt-4o-2024-11-20' });
    for (const record of [recordFrom(counts, later), recordFrom(later, counts)]) {
      expect(record.observations.llmLog).toMatchObject({
        facts: { model: 'gpt-4o-2024-11-20', responseId: 'chatcmpl-1' },
        counters: split,
      });
    }
  });

  it('that know no counts make a record without counts', () => {
    const record = recordFrom(observed('llmLog'), observed('llmLog', { model: 'gpt-4o' }));
    expect(record.observations.llmLog?.counters).toBeNull();
  });

  it('that say nothing new change nothing', () => {
    const chunk = recordFrom(observed('llmLog', { model: 'gpt-4o', counters: split }));
    const empty = recordFrom(observed('llmLog'));
    expect(sameRecord(joinRecords(chunk, empty), chunk)).toBe(true);
    expect(sameRecord(joinRecords(empty, chunk), chunk)).toBe(true);
  });

  it('that name several responses of one request show as a conflict, whichever comes first', () => {
    const first = observed('llmLog', { responseId: 'chatcmpl-1', counters: split });
    const nameless = observed('llmLog', { counters: { prompt_tokens: 3 } });
    const second = observed('llmLog', {
      responseId: 'chatcmpl-2',
      counters: { prompt_tokens: 11, completion_tokens: 1, total_tokens: 12 },
    });
    const record = recordFrom(first, nameless, second);
    for (const other of [
      recordFrom(second, first, nameless),
      recordFrom(nameless, second, first),
    ]) {
      expect(sameRecord(other, record)).toBe(true);
    }
    expect(record.observations.llmLog).toMatchObject({
      facts: { responseId: 'chatcmpl-2' },
      counters: { prompt_tokens: 11, completion_tokens: 2, total_tokens: 12 },
    });
    expect(record.conflicts.llmLog).toMatchObject({
      losers: [{ facts: { responseId: 'chatcmpl-1' }, counters: null }],
      overflow: false,
    });
    expect(resolve(record).coverage).toMatchObject({ conflicts: 1 });
  });

  it('keep the counts of each response that they name, whichever comes first', () => {
    const chunks = [
      observed('llmLog', { responseId: 'chatcmpl-1', model: 'a', counters: split }),
      observed('llmLog', { responseId: 'chatcmpl-2', counters: { prompt_tokens: 11 } }),
      observed('llmLog', { counters: { prompt_tokens: 3 } }),
      observed('llmLog', { responseId: 'chatcmpl-2', counters: { completion_tokens: 4 } }),
    ];
    for (const record of [recordFrom(...chunks), recordFrom(...chunks.toReversed())]) {
      expect(record.observations.llmLog?.answers).toEqual([
        {
          facts: { responseId: 'chatcmpl-2' },
          counters: { prompt_tokens: 11, completion_tokens: 4 },
        },
        { facts: { responseId: 'chatcmpl-1', model: 'a' }, counters: split },
      ]);
    }
  });

  it('keep the words of one response apart only where other chunks name none', () => {
    const named = observed('llmLog', { responseId: 'chatcmpl-1', counters: split });
    const nameless = observed('llmLog', { counters: { prompt_tokens: 30 } });
    expect(recordFrom(named, named).observations.llmLog).not.toHaveProperty('answers');
    expect(recordFrom(nameless, nameless).observations.llmLog).not.toHaveProperty('answers');
    const record = recordFrom(nameless, named);
    expect(record.observations.llmLog).toMatchObject({
      counters: { ...split, prompt_tokens: 30 },
      answers: [{ facts: { responseId: 'chatcmpl-1' }, counters: split }],
    });
    expect(record.conflicts).toEqual({});
    expect(sameRecord(recordFrom(named, nameless, named), record)).toBe(true);
  });

  it('take a record whose responses were stored as ids alone', () => {
    const stored = recordFrom(
      observed('llmLog', { responseId: 'chatcmpl-1', counters: split }),
      observed('llmLog', { responseId: 'chatcmpl-2', counters: split }),
    );
    const { answers: _, ...llmLog } = stored.observations.llmLog!;
    const older = { ...stored, observations: { llmLog } };
    const again = recordFrom(observed('llmLog', { responseId: 'chatcmpl-2', counters: split }));
    const joined = joinRecords(older, again);
    expect(joined.conflicts).toEqual(stored.conflicts);
    expect(resolve(joined).meters).toEqual({ input: 10, output: 2 });
  });

  it('keep their conflict where the other record has no chunk', () => {
    const chunks = ['chatcmpl-1', 'chatcmpl-2'].map((responseId) =>
      observed('llmLog', { responseId }),
    );
    const contradicted = recordFrom(...chunks);
    const policy = recordFrom(observed('policy'));
    expect(joinRecords(contradicted, policy).conflicts).toEqual(contradicted.conflicts);
    expect(joinRecords(policy, contradicted).conflicts).toEqual(contradicted.conflicts);
  });
});

describe('a record of version 1, whose statements hold their digests', () => {
  const counters = { prompt_tokens: 200, completion_tokens: 1 };
  const other = { prompt_tokens: 100, completion_tokens: 1 };
  const said = (words: typeof counters) => ({
    facts: { model: 'gpt-4o' },
    counters: words,
    digest: digestOf({ facts: { model: 'gpt-4o' }, counters: words }),
  });
  const stored = {
    ...recordOf(observed('policy', { model: 'gpt-4o', counters })),
    schemaVersion: 1,
    observations: { policy: said(counters) },
  };
  const joined = (words: typeof counters) =>
    joinRecords(stored, recordOf(observed('policy', { model: 'gpt-4o', counters: words })));

  it('takes the same words again for a repetition, and is of the present version then', () => {
    expect(joined(counters)).toEqual({ ...stored, schemaVersion: usageRecordSchemaVersion });
  });

  it('bills the statement that two records of the present version bill', () => {
    const present = recordFrom(
      observed('policy', { model: 'gpt-4o', counters }),
      observed('policy', { model: 'gpt-4o', counters: other }),
    );
    expect(resolve(joined(other))).toEqual(resolve(present));
    expect(joined(other).conflicts.policy?.losers).toHaveLength(1);
  });
});
