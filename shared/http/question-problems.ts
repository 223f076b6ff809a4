// Problems of questions that are well formed and have no answer.
import { usageSummaryRowsMax } from '../limits';
import { badParameter, problem, type Problem } from './problem';

/** Periods that a problem lists; more than two years of them help nobody. */
const periodsListedMax = 24;

/** No answer for the period (undefined: the one that is running); lists the latest that are. */
export const unknownPeriod = (
  asked: string | undefined,
  published: readonly string[],
  parameter = 'period',
): Problem => {
  const what = asked === undefined ? 'the period that is running' : asked;
  const there =
    published.length === 0
      ? 'No period is published yet: the rollup publishes one when its first usage arrives.'
      : `Published: ${published.slice(-periodsListedMax).join(', ')}.`;
  return problem('unknown-period', `Nothing is published for ${what}. ${there}`, { parameter });
};

export const unknownBusinessUnit = (period: string): Problem =>
  problem(
    'unknown-business-unit',
    `${period} has no statement for this id. The report without 'businessUnit' lists them all.`,
    { parameter: 'businessUnit' },
  );

export const mixedCurrencies = (currencies: readonly string[]): Problem =>
  badParameter(
    'from',
    `The range holds periods in ${currencies.join(' and ')}, which cannot be added up. ` +
      'Ask for a range within the periods of one currency.',
  );

export const tooManyRows = (): Problem =>
  problem(
    'too-much',
    `The answer has more than ${usageSummaryRowsMax} rows. Ask for a shorter range, a coarser ` +
      "'granularity' or fewer dimensions in 'groupBy', or filter by one of them.",
  );
