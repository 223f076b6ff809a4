// Every dialect's reader, with its own events changed as senders and attackers change them.
import fc from 'fast-check';
import { allMeters } from '../../../shared/domain/usage/meters';
import { normaliseCounters, totalTokens } from '../../../shared/domain/usage/normalise-counters';
import { resolve } from '../../../shared/domain/usage/resolve';
import { recordOf } from '../../../shared/domain/usage/usage-record';
import type { Observation } from '../../../shared/domain/usage/observation';
import { ignoreReasons, rejectionReasons } from '../../../shared/domain/readers/reading';
import { redactPayload } from '../../../shared/domain/readers/redact-payload';
import { deadLetterPayloadCharsMax, factCharsMax } from '../../../shared/limits';
import { eventFixtures } from '../../support/event-fixtures';
import { mutatedEvents, oddValue, placesIn } from '../../support/mutated-events';
import { runs } from '../../support/property-runs';
import { readBody } from '../../support/raw-events';

const dialects = [...new Set(eventFixtures.map(({ dialect }) => dialect))];

const observationsIn = (body: unknown): readonly Observation[] =>
  readBody(body).flatMap((reading) => (reading.kind === 'observed' ? [reading.observation] : []));

/** All that is wrong with an observation; plain code, because it runs tens of thousands of times. */
const problemsOf = ({ requestId, occurredAt, facts, counters }: Observation): readonly string[] => {
  const texts = Object.values(facts).filter((fact) => typeof fact === 'string');
  const counts = Object.entries(counters ?? {});
  return [
    ...(/^[^/\\?#\s\p{Control}]{1,255}$/u.test(requestId) ? [] : ['its id cannot be stored']),
    ...(new Date(occurredAt).toISOString() === occurredAt ? [] : ['its time is no instant']),
    ...(texts.every((text) => text !== '' && text.length <= factCharsMax)
      ? []
      : ['a fact is long']),
    ...(texts.some((text) => /\p{Surrogate}|\p{Control}/u.test(text)) ? ['a fact is garbled'] : []),
    ...(counts.every(
      ([name, count]) => count >= 0 && (name === 'seconds' || Number.isInteger(count)),
    )
      ? []
      : ['a counter is no count']),
  ];
};

/** All that is wrong with what a request is billed. */
const billingProblemsOf = (observation: Observation): readonly string[] => {
  const { meters, coverage, dimensions } = resolve(recordOf(observation));
  const entries = Object.entries(meters);
  const total = observation.counters?.['total_tokens'];
  const isBilled = dimensions.usageSource !== 'none';
  const isFlagged = (coverage.totalMismatch ?? 0) + (coverage.cacheWritesUnknown ?? 0) > 0;
  const addsUp = total === undefined || totalTokens(meters) === total;
  return [
    ...(entries.every(([meter]) => (allMeters as readonly string[]).includes(meter))
      ? []
      : ['a meter that nobody knows']),
    ...(entries.every(([, quantity]) => Number.isSafeInteger(quantity) && quantity > 0)
      ? []
      : ['a meter is no whole number above 0']),
    ...(!isBilled || isFlagged || addsUp ? [] : ['the meters do not add up, and nobody is told']),
  ];
};

describe.each(dialects)('the reader of %s', (dialect) => {
  it('answers to whatever becomes of its events, with what can be stored and billed', () => {
    fc.assert(
      fc.property(mutatedEvents(dialect), (text) => {
        const readings = readBody(text);
        expect(readings.length).toBeGreaterThan(0);
        for (const reading of readings) {
          if (reading.kind === 'ignored') expect(ignoreReasons).toContain(reading.reason);
          if (reading.kind === 'rejected') {
            expect(rejectionReasons).toContain(reading.reason);
            expect(reading.detail).not.toBe('');
          }
          if (reading.kind !== 'observed') continue;
          const { observation } = reading;
          expect([...problemsOf(observation), ...billingProblemsOf(observation)]).toEqual([]);
        }
      }),
      runs(300),
    );
  });

  it('says the same of the same event, and what it refuses can be shown', () => {
    fc.assert(
      fc.property(mutatedEvents(dialect), (text) => {
        const readings = readBody(text);
        expect(readBody(Buffer.from(text))).toStrictEqual(readings);
        expect(readBody(JSON.parse(text))).toStrictEqual(readings);
        const payload = redactPayload(text);
        expect(payload.length).toBeLessThanOrEqual(deadLetterPayloadCharsMax);
        expect(() => JSON.parse(payload) as unknown).not.toThrow();
      }),
      runs(150),
    );
  });

  // Whatever stands where a count should be: it is read as what it says, left out, or the event is
  // rejected. No number comes out that nobody wrote.
  it('makes up no number', () => {
    const shapes = eventFixtures.filter((fixture) => fixture.dialect === dialect);
    fc.assert(
      fc.property(fc.constantFrom(...shapes), fc.nat(), oddValue, ({ body }, at, value) => {
        const event = structuredClone(body);
        const places = placesIn(event);
        const place = places[at % Math.max(1, places.length)];
        if (place === undefined) return;
        Object.defineProperty(place.holder, place.key, { value, enumerable: true });
        const text = JSON.stringify(event);
        for (const { counters } of observationsIn(text)) {
          for (const [name, count] of Object.entries(counters ?? {})) {
            // Images are counted, not stated.
            if (name !== 'images') expect(text).toContain(String(count));
          }
        }
      }),
      runs(150),
    );
  });
});

describe('the counts of two responses', () => {
  it('that are normalised alone are never less than nothing, whoever counted them', () => {
    fc.assert(
      fc.property(
        mutatedEvents(),
        fc.constantFrom('gpt-5', 'claude-opus-4-1', undefined),
        (text, model) => {
          for (const { counters } of observationsIn(text)) {
            for (const source of ['policy', 'llmLog'] as const) {
              const { meters } = normaliseCounters(counters ?? {}, model, { source });
              expect(Object.values(meters).every((quantity) => quantity > 0)).toBe(true);
            }
          }
        },
      ),
      runs(300),
    );
  });
});
