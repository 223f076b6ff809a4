// JSON with blanks wherever they are allowed.

/** The text of a value; the blanks between its tokens are taken in turn. */
export const spacedJson = (value: unknown, blanks: readonly string[]): string => {
  let turn = 0;
  const blank = (): string => blanks[turn++ % blanks.length] ?? '';
  const write = (inner: unknown): string => {
    if (typeof inner !== 'object' || inner === null)
      return blank() + JSON.stringify(inner) + blank();
    if (Array.isArray(inner))
      return `${blank()}[${blank()}${inner.map(write).join(',')}]${blank()}`;
    const members = Object.entries(inner).map(
      ([name, of]) => `${blank()}${JSON.stringify(name)}${blank()}:${write(of)}`,
    );
    return `${blank()}{${blank()}${members.join(',')}}${blank()}`;
  };
  return write(value);
};
