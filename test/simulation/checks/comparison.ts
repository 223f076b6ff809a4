// Comparing what was found with what should be there, and saying what differs.

/** JSON with its members in order, so that equal values are equal texts. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

/** The members that differ; empty where none does. */
export const differences = (found: unknown, expected: unknown, path = ''): string => {
  if (isObject(found) && isObject(expected)) {
    return [...new Set([...Object.keys(found), ...Object.keys(expected)])]
      .sort()
      .map((name) => differences(found[name], expected[name], `${path}.${name}`))
      .filter((line) => line !== '')
      .join('; ');
  }
  return found === expected
    ? ''
    : `${path} is ${JSON.stringify(found)}, and should be ${JSON.stringify(expected)}`;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
