// The oracle's own arithmetic: decimals as integers of 10^-12, so that no figure is ever rounded by
// the way. It shares nothing with the program's money on purpose: a mistake there must show here.

const scale = 10n ** 12n;

/** Reads a plain decimal such as `-2.50`; throws on anything else, or past 12 places. */
export const exactOf = (decimal: string): bigint => {
  const match = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(decimal);
  if (match === null) throw new TypeError(`not a decimal of at most 12 places: ${decimal}`);
  const magnitude = BigInt((match[2] ?? '') + (match[3] ?? '').padEnd(12, '0'));
  return match[1] === '-' ? -magnitude : magnitude;
};

/** The shortest decimal of an exact amount. */
export const decimalOf = (amount: bigint): string => {
  const digits = absolute(amount).toString().padStart(13, '0');
  const text = `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '');
  return amount < 0n ? `-${text}` : text;
};

/** quantity × unit price ÷ per; throws where that has more than 12 places. */
export const exactCost = (quantity: number, unitPrice: string, per: number): bigint => {
  const product = BigInt(quantity) * exactOf(unitPrice);
  if (product % BigInt(per) !== 0n) {
    throw new RangeError(`${quantity} × ${unitPrice} ÷ ${per} has more than 12 places`);
  }
  return product / BigInt(per);
};

/**
 * The statement's rounding: the sum to cents, half away from zero; each part down to cents, and
 * the cents that are then missing to the parts that lost most by it, ties by id.
 */
export const centsByPart = (
  parts: readonly { readonly id: string; readonly amount: bigint }[],
): { readonly total: bigint; readonly byId: ReadonlyMap<string, bigint> } => {
  const cent = scale / 100n;
  const sum = parts.reduce((total, part) => total + part.amount, 0n);
  const total = ((absolute(sum) * 2n + cent) / (2n * cent)) * (sum < 0n ? -1n : 1n);
  const floored = parts.map(({ id, amount }) => {
    const lost = ((amount % cent) + cent) % cent;
    return { id, cents: (amount - lost) / cent, lost };
  });
  let missing = total - floored.reduce((cents, part) => cents + part.cents, 0n);
  floored.sort((a, b) => (a.lost === b.lost ? (a.id < b.id ? -1 : 1) : a.lost < b.lost ? 1 : -1));
  const byId = new Map<string, bigint>();
  for (const { id, cents } of floored) {
    byId.set(id, missing > 0n ? cents + 1n : cents);
    missing -= 1n;
  }
  return { total, byId };
};

/** Cents as money is written: `-0.05`. */
export const moneyOf = (cents: bigint): string => {
  const digits = absolute(cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const absolute = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
