// What happened in a storm, for people.
import type { StormOptions, StormOutcome } from './storm';

export const tellStory = (
  { seed, requests }: StormOptions,
  outcome: StormOutcome,
  seconds: number,
): string => {
  const { faults, kills, figures, deadLetters } = outcome;
  const spoiled = sum(Object.values(faults));
  const differences = [...figures.differences, ...deadLetters.differences];
  const lines = [
    `storm of seed ${seed}: ${requests} calls, ${outcome.events} events, ${seconds.toFixed(0)} s`,
    `  ${spoiled} of ${outcome.storeRequests} requests to the store were spoiled:`,
    ...Object.entries(faults).map(([kind, times]) => `    ${counted(times)}  ${kind}`),
    `  ${kills.length} hosts were killed:`,
    ...kills.map(
      ({ place, during, left, takenUp }) =>
        `    during ${during}: ${place}; then ${takenUp} of ${left} documents were written again`,
    ),
    `  ${outcome.retriedBatches} batches failed and were delivered again`,
    `  ${outcome.recordsMetAgain} times a record was there already`,
    `  ${outcome.rollupsByHand} rollups were started beside the timer's; ${outcome.rollupsAtOnce} ran at once`,
    `  ${outcome.reportsRead} reports were read meanwhile, each of them whole`,
    `  exceptions: ${JSON.stringify(outcome.exceptions)}`,
    `  ${figures.comparisons.length} figures were compared with the oracle; ` +
      `${differences.length} differ`,
    ...differences.map(
      ({ of, figure, expected, reported }) =>
        `    ${of}, ${figure}: expected ${expected ?? 'none'}, reported ${reported ?? 'none'}`,
    ),
  ];
  return `\n${lines.join('\n')}\n`;
};

const counted = (times: number): string => String(times).padStart(5);

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
