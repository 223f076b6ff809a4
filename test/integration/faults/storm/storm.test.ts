// The promises of the program, all at once and on real wires. `npm run test:faults` makes the storm
// longer and says what happened in it.
import { faultNames } from './fault-kinds';
import { rage, type StormOutcome } from './storm';
import { doingOf } from './store-request';
import { isTold, stormOptions } from './storm-options';
import { tellStory } from './tell-story';

const options = stormOptions(process.env);
const isLoud = isTold(process.env);
const { seed, requests, kills } = options;

// Where it stands still, the storm gives up by itself before, and stops what it has started.
jest.setTimeout((kills.length + 10) * options.standsStillMsMax);

const say = (text: string): void => void process.stdout.write(text);

describe(`a storm over ${requests} calls with ${kills.length} killed hosts (seed ${seed})`, () => {
  let outcome: StormOutcome;
  beforeAll(async () => {
    const beganMs = performance.now();
    const seconds = (): number => (performance.now() - beganMs) / 1000;
    outcome = await rage({
      ...options,
      ...(isLoud && { onProgress: (text) => say(`${seconds().toFixed(0)} s: ${text}\n`) }),
    });
    const isExact =
      outcome.figures.differences.length + outcome.deadLetters.differences.length === 0;
    if (isLoud || !isExact) say(tellStory(options, outcome, seconds()));
  });

  it('leaves a report that is exact in every figure', () => {
    expect(outcome.figures.differences).toEqual([]);
    expect(outcome.figures.comparisons.length).toBeGreaterThan(100);
  });

  it('leaves one dead letter for each item that nobody can read, with its reason', () => {
    expect(outcome.deadLetters.differences).toEqual([]);
    expect(outcome.deadLetters.comparisons.length).toBeGreaterThan(3);
  });

  it('calls a person for no gap and no drift, at most for windows that had no luck', () => {
    const { windowKeepsFailing: _, ...others } = outcome.exceptions;
    expect(others).toEqual({});
  });

  it('shows nobody half a report', () => {
    expect(outcome.reportsRead).toBeGreaterThan(0);
  });

  it('had every kind of fault in it', () => {
    expect(faultNames.filter((name) => outcome.faults[name] === 0)).toEqual([]);
  });

  it('killed each host in the middle of a write, and the next one took up what was left', () => {
    expect(outcome.kills.map(({ place }) => place)).toEqual(kills);
    for (const { place, left, takenUp } of outcome.kills) {
      expect(left).toBeGreaterThan(0);
      expect({ place, takenUp }).toEqual({ place, takenUp: left });
    }
  });

  it('had batches that failed, requests told twice, and rollups that overlapped', () => {
    expect(outcome.retriedBatches).toBeGreaterThan(0);
    expect(outcome.recordsMetAgain).toBeGreaterThan(0);
    expect(outcome.rollupsAtOnce).toBeGreaterThan(1);
  });
});

describe('the comparison at the end of a storm', () => {
  it('notices a store that loses writes which it has acknowledged', async () => {
    const { figures } = await rage({
      ...options,
      requests: 200,
      kills: [],
      // No replace of a record is done, and all are answered as done: of a request that both hubs tell
      // of, the record keeps what was told first. (Of one lost replace a redelivery may do the work.)
      betrayal: (request) =>
        doingOf(request) === 'Replace usage'
          ? { failBulkOperations: request.operations.map((_, index) => index), status: 200 }
          : undefined,
    });
    expect(figures.differences).not.toEqual([]);
  });
});
