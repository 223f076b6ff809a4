// Amounts of money as integers of 10^-12, rounded to the minor unit of a currency and written down.

/** Digits after the point of money that is not rounded. */
export const moneyDigits = 12;

/** Minor units that add up to the rounded sum: by largest remainder, ties in the order given. */
export const shareOut = (amounts: readonly bigint[], digits: number): readonly bigint[] => {
  const unit = 10n ** BigInt(moneyDigits - digits);
  const sum = amounts.reduce((all, amount) => all + amount, 0n);
  const shares = amounts.map((amount) => amount / unit);
  let missing = (sum + unit / 2n) / unit - shares.reduce((all, share) => all + share, 0n);
  const byRemainder = amounts
    .map((amount, index) => ({ index, remainder: amount % unit }))
    .sort((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of byRemainder) {
    if (missing === 0n) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    missing -= 1n;
  }
  return shares;
};

/** An integer of the last digit with all of its digits, such as `12.30`. */
export const fixed = (amount: bigint, digits: number): string => {
  const text = amount.toString().padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
};
