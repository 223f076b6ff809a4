// Whatever arrives, a reader answers: with observations, with items to ignore or with reasons.
import fc from 'fast-check';
import { allMeters } from '../../../shared/domain/usage/meters';
import { normaliseCounters, totalTokens } from '../../../shared/domain/usage/normalise-counters';
import type { Counters } from '../../../shared/domain/usage/observation';
import { redactPayload } from '../../../shared/domain/readers/redact-payload';
import {
  ignoreReasons,
  rejectionReasons,
  type Reading,
} from '../../../shared/domain/readers/reading';
import {
  countMax,
  counterFieldsMax,
  deadLetterPayloadCharsMax,
  factCharsMax,
} from '../../../shared/limits';
import { eventFixtures } from '../../support/event-fixtures';
import { runs } from '../../support/property-runs';
import { readBody } from '../../support/raw-events';

const shapes = fc.constantFrom(...eventFixtures.map(({ body }) => body));

/** Values that the fields of real events were seen to hold, and some that none should. */
const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    ...['', 'null', 'NA', '12', '-1', '1e9', 'True', '3/14/2026 9:26:53 AM', 'a/b\\c?d#e'],
    ...[-1, 0.5, 1e300, Number.MAX_SAFE_INTEGER, null, [], {}, 'x'.repeat(2000), '\ud800\u0000'],
  ),
);

/** A real shape in which one value, somewhere, is another one. */
const shapeWith = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(shapes, fc.nat(), values).map(([shape, at, value]) => {
    const body = structuredClone(shape);
    const places = placesIn(body);
    const place = places[at % Math.max(1, places.length)];
    if (place !== undefined) place.holder[place.key] = value;
    return JSON.parse(JSON.stringify(body)) as unknown;
  });

/** A real shape in which one value, somewhere, is another one, or is not there. */
const mutatedShape = shapeWith(fc.option(oddValue, { nil: undefined }));

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

const placesIn = (value: unknown): Place[] => {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
};

const expectAnswers = (readings: readonly Reading[]): void => {
  expect(readings.length).toBeGreaterThan(0);
  for (const reading of readings) {
    switch (reading.kind) {
      case 'ignored':
        expect(ignoreReasons).toContain(reading.reason);
        break;
      case 'rejected':
        expect(rejectionReasons).toContain(reading.reason);
        expect(reading.detail).not.toBe('');
        break;
      case 'observed':
        expectStorable(reading.observation);
    }
  }
};

type Observed = Extract<Reading, { kind: 'observed' }>['observation'];

const expectStorable = ({ requestId, occurredAt, facts, counters }: Observed): void => {
  expect(requestId).toMatch(/^[^/\\?#\s]{1,255}$/);
  expect(new Date(occurredAt).toISOString()).toBe(occurredAt);
  for (const fact of Object.values(facts) as unknown[]) {
    if (typeof fact !== 'string') continue;
    expect(fact.length).toBeLessThanOrEqual(factCharsMax);
    expect(fact).not.toMatch(/\p{Surrogate}|\p{Control}/u);
  }
  if (counters === null) return;
  expect(Object.keys(counters).length).toBeLessThanOrEqual(counterFieldsMax);
  for (const [name, count] of Object.entries(counters)) {
    expect(count >= 0 && count <= countMax).toBe(true);
    if (name !== 'seconds') expect(Number.isInteger(count)).toBe(true);
  }
  expectMeters(counters);
};

const expectMeters = (counters: Counters): void => {
  for (const model of ['gpt-5', 'claude-sonnet-4-5', 'gpt-image-1', 'sora-2', undefined]) {
    for (const source of ['policy', 'llmLog'] as const) {
      const normalised = normaliseCounters(counters, model, { source });
      const { meters, totalMismatch, cacheWritesUnknown } = normalised;
      for (const [meter, quantity] of Object.entries(meters)) {
        expect(allMeters).toContain(meter);
        expect(Number.isSafeInteger(quantity) && quantity > 0).toBe(true);
      }
      const total = counters['total_tokens'];
      if (total === undefined || totalMismatch || cacheWritesUnknown) continue;
      expect(totalTokens(meters)).toBe(total);
    }
  }
};

describe('reading never throws and always answers', () => {
  it('for any JSON value, parsed, as text and as bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const readings = readBody(body);
        expectAnswers(readings);
        // A text that holds no JSON reads otherwise once it is quoted.
        if (typeof body === 'string') return;
        expect(readBody(Buffer.from(JSON.stringify(body)))).toStrictEqual(
          readBody(JSON.stringify(body)),
        );
      }),
    );
  });

  it('for any text and any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()), (body) => {
        expectAnswers(readBody(body));
      }),
    );
  });

  it('for a real event that was changed somewhere', () => {
    fc.assert(
      fc.property(mutatedShape, (body) => {
        expectAnswers(readBody(body));
      }),
      runs(300),
    );
  });

  it('for a real event that was cut off somewhere', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, at) => {
        const text = JSON.stringify(shape);
        const cut = text.slice(0, at % text.length);
        expect(readBody(cut)).toMatchObject([{ kind: 'rejected', reason: 'notJson' }]);
      }),
    );
  });

  it('the same to the same event: a redelivery changes nothing', () => {
    fc.assert(
      fc.property(mutatedShape, (body) => {
        expect(readBody(structuredClone(body))).toStrictEqual(readBody(body));
      }),
    );
  });

  it('for every record of an envelope at its index, whatever its neighbours are', () => {
    const record = fc.oneof(
      mutatedShape.filter((shape) => !Array.isArray(shape)),
      fc.jsonValue({ maxDepth: 1 }),
    );
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (records) => {
        const readings = readBody({ records });
        expect(readings).toHaveLength(records.length);
        records.forEach((alone, index) => {
          const filler = records.map((_, at) => (at === index ? alone : null));
          expect(readBody({ records: filler })[index]).toStrictEqual(readings[index]);
        });
      }),
    );
  });
});

describe('no key, prompt or answer', () => {
  it('comes out of a reader or into a dead letter', () => {
    fc.assert(
      fc.property(mutatedShape, (body) => {
        expect(JSON.stringify(readBody(body))).not.toContain('CANARY');
        expect(redactPayload(body)).not.toContain('CANARY');
      }),
      runs(300),
    );
  });

  it('comes into a dead letter, in whatever structure it was sent', () => {
    const secret = fc.constant('CANARY with some words of a prompt');
    const structure = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        secret,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('prompt', 'content', 'AppKey', 'x', 'request'), tie('value')),
      ),
    })).value;
    fc.assert(
      fc.property(structure, (body) => {
        expect(redactPayload(JSON.stringify(body))).not.toContain('CANARY');
      }),
    );
  });
});

describe('no person and no subscription key', () => {
  const canary = 'jane.doe@contoso.com';

  it('comes out of a reader, wherever in an event a person is named by an address', () => {
    const words = fc.constantFrom(canary, `Jane Doe <${canary}>`, `chatcmpl-${canary}`);
    fc.assert(
      fc.property(shapeWith(words), (body) => {
        expect(JSON.stringify(readBody(body))).not.toMatch(/jane/i);
        expect(redactPayload(body)).not.toMatch(/jane/i);
      }),
      runs(300),
    );
  });

  it('comes out of a reader, wherever the gateway names the caller or the request', () => {
    const key = fc.stringMatching(/^[0-9a-fA-F]{32}$/);
    // Of a response or a backend, any text may be the id that its maker gave it.
    const isId = /subscription_?(id|key)|appkey|app_?id|product|message-id|correlationid/i;
    fc.assert(
      fc.property(key, shapes, (text, shape) => {
        const body = structuredClone(shape);
        for (const { holder, key: name } of placesIn(body)) {
          const isNamed = isId.test(name) || (name === 'id' && holder === body);
          if (isNamed && typeof holder[name] === 'string') holder[name] = text;
        }
        expect(JSON.stringify(readBody(body))).not.toContain(text);
        expect(redactPayload(body)).not.toContain(text);
      }),
    );
  });
});

describe('the payload of a dead letter', () => {
  it('is bounded JSON for any JSON value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), mutatedShape), (body) => {
        const text = redactPayload(JSON.stringify(body));
        expect(text.length).toBeLessThanOrEqual(deadLetterPayloadCharsMax);
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }),
    );
  });
});
