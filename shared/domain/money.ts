// Exact money: an integer count of 10^-12 of the price book's currency. Amounts are added and
// multiplied here and nowhere rounded; the one rounding is the statement's (statement-rounding.ts).
// bigint cannot go through JSON.stringify, so an amount that misses its conversion fails loudly.

/** 10^-12 of a currency unit. */
export type Pico = bigint & { readonly __brand: 'Pico' };

export const picoDigits = 12;

export const pico = (amount: bigint): Pico => amount as Pico;
export const zero = pico(0n);
export const addMoney = (a: Pico, b: Pico): Pico => pico(a + b);
export const sumMoney = (amounts: Iterable<Pico>): Pico => {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return pico(sum);
};

const decimal = /^-?\d{1,15}(?:\.\d{1,12})?$/;

/** Reads a plain decimal (`-12.5`, at most 15 digits before and 12 after the point). */
export const parseMoney = (text: string): Pico | undefined => {
  if (!decimal.test(text)) return undefined;
  const places = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  return pico(BigInt(text.replace('.', '') + '0'.repeat(picoDigits - places)));
};

/** As parseMoney, for text that this program wrote itself; throws on anything else. */
export const storedMoney = (text: string): Pico => {
  const amount = parseMoney(text);
  if (amount === undefined) throw new Error(`a stored amount is no decimal: ${text}`);
  return amount;
};

/** The shortest exact decimal: no exponent, no trailing zeros, `0` for nothing. */
export const formatMoney = (amount: Pico): string => {
  const magnitude = amount < 0n ? -1n * amount : amount;
  const digits = magnitude.toString().padStart(picoDigits + 1, '0');
  const fraction = digits.slice(-picoDigits).replace(/0+$/, '');
  const whole = digits.slice(0, -picoDigits);
  return `${amount < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};
