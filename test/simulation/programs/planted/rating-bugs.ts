// Bugs in rating and rounding.
import { plant, type PlantedBug } from '../planted-bug';

export const rateBugs: readonly PlantedBug[] = [
  plant('rating', 'the newest price is taken, not the one in force', 'ordinary', [
    'reference-set.ts',
    'versions.findLast(({ validFrom }) => validFrom <= at)',
    'versions.findLast(({ validFrom }) => validFrom <= at || at.length > 0)',
  ]),
  plant('rating', 'what has no price is free', 'ordinary', [
    'rate-window-row.ts',
    'unpriced.push({ meter, quantity, reason });',
    'void reason;',
  ]),
  plant('rating', 'cached tokens are billed twice', 'ordinary', [
    'take-apart.ts',
    'if (!isBeside) inside += quantity;',
    "if (!isBeside && restMeter !== 'input') inside += quantity;",
  ]),
  plant('rating', 'long prompts begin one token too soon', 'ordinary', [
    'resolve.ts',
    'promptTokens > bound',
    'promptTokens >= bound',
  ]),
  plant('rating', 'rows of different service tiers are added up', 'ordinary', [
    'add-up-windows.ts',
    'const { requests, requestsByMeters, meters, coverage, unknownCounters, ...dimensions } = row;',
    'const { requests, requestsByMeters, meters, coverage, unknownCounters, serviceTier, ...dimensions } = row;',
  ]),
  plant('rating', 'rows of different deployments are added up', 'ordinary', [
    'add-up-windows.ts',
    'const { requests, requestsByMeters, meters, coverage, unknownCounters, ...dimensions } = row;',
    'const { requests, requestsByMeters, meters, coverage, unknownCounters, deployment, askedDeployment, ...dimensions } = row;',
  ]),
  plant('rating', 'the prices of a day are those of its first window', 'ordinary', [
    'add-up-windows.ts',
    'const inForce = this.references.referencesAt(windowStart(window));',
    'const inForce = this.#spans[0]?.inForce ?? this.references.referencesAt(windowStart(window));',
  ]),
  plant('rounding', 'every unit is rounded by itself', 'ordinary', [
    'statement-rounding.ts',
    'rounded: pico(raised.has(id) ? floor + unit : floor),',
    'rounded: roundHalfAwayFromZero(part.exact, digits),',
  ]),
  plant('rounding', 'the total is cut off', 'ordinary', [
    'statement-rounding.ts',
    '((magnitude + unit / 2n) / unit) * unit',
    '(magnitude / unit) * unit',
  ]),
  plant('rounding', 'what is missing goes to the smallest remainders', 'ordinary', [
    'statement-rounding.ts',
    'a.remainder > b.remainder ? -1 : 1',
    'a.remainder > b.remainder ? 1 : -1',
  ]),
  plant('rounding', 'every charge is rounded by itself', 'ordinary', [
    'rate-window-row.ts',
    'cost: formatMoney(cost)',
    'cost: formatMoney(((cost / 10_000_000_000n) * 10_000_000_000n) as never)',
  ]),
  plant('rounding', 'every currency has cents', 'ordinary', [
    'statement-rounding.ts',
    'if (withoutMinorUnit.has(currency)) return 0;',
    "if (currency === 'VND') return 0;",
  ]),
];
