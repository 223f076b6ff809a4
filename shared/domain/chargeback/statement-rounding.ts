// The one rounding of the program: exact amounts become amounts in the currency's minor unit, and
// the parts still add up to the total. The total rounds half away from zero; the parts are floored
// towards minus infinity and what is missing goes, one minor unit each, to the largest remainders,
// ties by id. (Largest remainder, also known as Hamilton's method.)
import { pico, picoDigits, sumMoney, type Pico } from '../money';

/** Digits after the point of a currency's minor unit, by ISO 4217 (2 for USD, 0 for JPY). */
export const minorUnitDigits = (currency: string): number => {
  if (withoutMinorUnit.has(currency)) return 0;
  return withThousandths.has(currency) ? 3 : 2;
};

// ISO 4217's exceptions, without its funds codes. Intl knows how people write amounts, which is
// another thing (no fillér, though ISO counts them) and another one in every version of its data.
const withoutMinorUnit: ReadonlySet<string> = new Set([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV'],
  ...['XAF', 'XOF', 'XPF'],
]);
const withThousandths: ReadonlySet<string> = new Set([
  'BHD',
  'IQD',
  'JOD',
  'KWD',
  'LYD',
  'OMR',
  'TND',
]);

/** Rounds half away from zero to so many digits after the point. */
export const roundHalfAwayFromZero = (amount: Pico, digits: number): Pico => {
  const unit = minorUnit(digits);
  const magnitude = amount < 0n ? -1n * amount : amount;
  const rounded = ((magnitude + unit / 2n) / unit) * unit;
  return pico(amount < 0n ? -1n * rounded : rounded);
};

/** A part of a statement, by its id. */
export interface ExactPart {
  readonly id: string;
  readonly exact: Pico;
}

/** Rounds every part so that the parts add up to their rounded total. Ids must differ. */
export const roundParts = <P extends ExactPart>(
  parts: readonly P[],
  digits: number,
): { readonly total: Pico; readonly parts: readonly (P & { readonly rounded: Pico })[] } => {
  const unit = minorUnit(digits);
  const total = roundHalfAwayFromZero(sumMoney(parts.map(({ exact }) => exact)), digits);
  const floored = parts.map((part) => {
    const remainder = ((part.exact % unit) + unit) % unit;
    return { id: part.id, part, floor: part.exact - remainder, remainder };
  });
  const missing = (total - sumMoney(floored.map(({ floor }) => pico(floor)))) / unit;
  const byRemainder = floored.toSorted((a, b) =>
    a.remainder === b.remainder ? (a.id < b.id ? -1 : 1) : a.remainder > b.remainder ? -1 : 1,
  );
  const raised = new Set(byRemainder.slice(0, Number(missing)).map(({ id }) => id));
  return {
    total,
    parts: floored.map(({ id, part, floor }) => ({
      ...part,
      rounded: pico(raised.has(id) ? floor + unit : floor),
    })),
  };
};

/** An amount with exactly the minor unit's digits, e.g. `12.30`; it must be rounded already. */
export const formatMinorUnits = (amount: Pico, digits: number): string => {
  const minorUnits = amount / minorUnit(digits);
  const sign = minorUnits < 0n ? '-' : '';
  const text = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(digits + 1, '0');
  const whole = sign + text.slice(0, text.length - digits);
  return digits === 0 ? whole : `${whole}.${text.slice(-digits)}`;
};

const minorUnit = (digits: number): bigint => 10n ** BigInt(picoDigits - digits);
