// Reads a query string strictly: a misspelt parameter that was ignored would give a report that
// looks right and answers another question.
import { parsed, refused, type Parsed } from './parsed';
import { badParameter } from './problem';

/** What the Functions host itself takes from the query string, to authorise the caller. */
const hostParameters: readonly string[] = ['code', 'clientId'];

export type Query<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** The parameters by name; refuses unknown, repeated and empty ones. Names are case-sensitive. */
export const readQuery = <Name extends string>(
  url: string,
  names: readonly Name[],
): Parsed<Query<Name>> => {
  const query: Partial<Record<Name, string>> = {};
  const unknown: string[] = [];
  for (const [name, value] of new URL(url).searchParams) {
    const known = names.find((candidate) => candidate === name);
    if (known === undefined) {
      if (!hostParameters.includes(name)) unknown.push(name);
    } else if (query[known] !== undefined) {
      return refused(badParameter(known, `'${known}' is given more than once; give it once.`));
    } else if (value === '') {
      return refused(badParameter(known, `'${known}' is empty; leave it out or give it a value.`));
    } else {
      query[known] = value;
    }
  }
  const [first] = unknown;
  if (first !== undefined) {
    const given = unknown.map(quoted).join(', ');
    const expected = names.length === 0 ? 'none' : names.map(quoted).join(', ');
    return refused(
      badParameter(shortened(first), `Unknown: ${given}. The parameters here are: ${expected}.`),
    );
  }
  return parsed(query);
};

/** One of a few values, or the default where the parameter is absent. */
export const parseChoice = <Choice extends string>(
  name: string,
  value: string | undefined,
  choices: readonly Choice[],
  whenAbsent: Choice,
): Parsed<Choice> => {
  if (value === undefined) return parsed(whenAbsent);
  const choice = choices.find((candidate) => candidate === value);
  return choice === undefined
    ? refused(badParameter(name, `'${name}' must be one of: ${choices.join(', ')}.`))
    : parsed(choice);
};

// Enough of a misspelt name to recognise it by, and no more: it is the client's text.
const parameterNameCharsMax = 40;
const shortened = (name: string): string => name.slice(0, parameterNameCharsMax);
const quoted = (name: string): string => `'${shortened(name)}'`;
