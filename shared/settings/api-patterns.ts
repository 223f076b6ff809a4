// Which APIs of the gateway are LLM traffic, by patterns over their ids.

/** Patterns parted by commas; `*` stands for any characters; upper and lower case are the same. */
export const makeApiMatcher = (patterns: string): ((apiId: string) => boolean) => {
  const alternatives = patterns
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')
    .map((pattern) => pattern.split('*').map(escapeRegExp).join('.*'));
  if (alternatives.length === 0) return () => false;
  const matcher = new RegExp(`^(?:${alternatives.join('|')})$`, 'is');
  return (apiId) => matcher.test(apiId);
};

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
