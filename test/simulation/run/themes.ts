// What a run can be about. Small runs of many kinds find more than large ones of one kind.
export const themes = [
  'ordinary',
  'storm', // much goes wrong at once
  'stale', // reads may be old
  'conflicts', // sources contradict themselves more often than is kept
  'life', // records come to the end of their life, windows are sealed
  'poison', // a window that always fails
  'versions', // an old version of the program beside a new one
  'rules', // rules that change in mid-month
  'flood', // more is rejected than is stored, by a container that may refuse
  'skipping', // a host that checkpoints what it has not finished
  'parts', // documents are so small that rows need several
] as const;
export type Theme = (typeof themes)[number];

/** Seeds go round the themes. */
export const themeOfSeed = (seed: number): Theme => themes[seed % themes.length] ?? 'ordinary';

/** The first seed of a theme from a seed on; the next ones are a round apart. */
export const seedOfTheme = (theme: Theme, from: number): number =>
  from + ((themes.indexOf(theme) - (from % themes.length) + themes.length) % themes.length);

export const seedsOfARound = themes.length;
