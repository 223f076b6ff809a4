// The one rounding of the program: exact amounts become amounts in the currency's minor unit, and
// the parts still add up to the total. The total rounds half away from zero; the parts are floored
// towards minus infinity and what is missing goes, one minor unit each, to the largest remainders,
// ties by id. (Largest remainder, also known as Hamilton's method.)
import { formatMoney, pico, picoDigits, sumMoney, type Pico } from './money';

/** Digits after the point of a currency's minor unit, by ISO 4217 (2 for USD, 0 for JPY). */
export const minorUnitDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;

/** Rounds half away from zero to so many digits after the point. */
export const roundHalfAwayFromZero = (amount: Pico, digits: number): Pico => {
  const unit = minorUnit(digits);
  const magnitude = amount < 0n ? -1n * amount : amount;
  const rounded = ((magnitude + unit / 2n) / unit) * unit;
  return pico(amount < 0n ? -1n * rounded : rounded);
};

/** Rounds every part so that the parts add up to their rounded total. Ids must differ. */
export const roundParts = (
  parts: ReadonlyMap<string, Pico>,
  digits: number,
): { readonly total: Pico; readonly parts: ReadonlyMap<string, Pico> } => {
  const unit = minorUnit(digits);
  const total = roundHalfAwayFromZero(sumMoney(parts.values()), digits);
  const floored = [...parts].map(([id, exact]) => {
    const remainder = ((exact % unit) + unit) % unit;
    return { id, floor: exact - remainder, remainder };
  });
  const missing = (total - sumMoney(floored.map((part) => pico(part.floor)))) / unit;
  const byRemainder = floored.toSorted((a, b) =>
    a.remainder === b.remainder ? (a.id < b.id ? -1 : 1) : a.remainder > b.remainder ? -1 : 1,
  );
  const raised = new Set(byRemainder.slice(0, Number(missing)).map((part) => part.id));
  return {
    total,
    parts: new Map(
      floored.map(({ id, floor }) => [id, pico(raised.has(id) ? floor + unit : floor)]),
    ),
  };
};

/** An amount with exactly the minor unit's digits, e.g. `12.30`; it must be rounded already. */
export const formatMinorUnits = (amount: Pico, digits: number): string => {
  const [whole = '', fraction = ''] = formatMoney(amount).split('.');
  return digits === 0 ? whole : `${whole}.${fraction.padEnd(digits, '0')}`;
};

const minorUnit = (digits: number): bigint => 10n ** BigInt(picoDigits - digits);
