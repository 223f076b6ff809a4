// The simulator's only source of chance: one seed gives the same traffic on every machine, so that
// a run that found a fault can be run again. (xoshiro128**, seeded through splitmix32; David
// Blackman and Sebastiano Vigna, https://prng.di.unimi.it.)
import { createHash } from 'node:crypto';

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(private readonly seed: string) {
    const digest = createHash('sha256').update(seed).digest();
    this.#a = digest.readUInt32LE(0);
    this.#b = digest.readUInt32LE(4);
    this.#c = digest.readUInt32LE(8);
    // A state of nothing but zeros would stay so for ever.
    this.#d = digest.readUInt32LE(12) | 1;
  }

  /** A generator of its own for one part: what another part draws does not shift what it draws. */
  fork(part: string): Random {
    return new Random(`${this.seed}/${part}`);
  }

  /** 32 random bits. */
  bits(): number {
    const product = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return product >>> 0;
  }

  /** A number in `[0, 1)`. */
  unit(): number {
    return this.bits() / 2 ** 32;
  }

  /** An integer in `[min, max]`. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('there is nothing to pick from');
    return choice;
  }

  weighted<T extends { readonly weight: number }>(choices: readonly T[]): T {
    let left = this.unit() * choices.reduce((sum, choice) => sum + choice.weight, 0);
    for (const choice of choices) {
      left -= choice.weight;
      if (left < 0) return choice;
    }
    return this.pick(choices);
  }

  /** A whole number around a median, long-tailed as sizes of prompts and answers are. */
  size(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
    return Math.max(1, Math.round(median * Math.exp(spread * normal)));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.bits().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A random GUID (version 4), lower case. */
  guid(): string {
    const hex = this.hex(32);
    const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.integer(0, last);
      const [a, b] = [shuffled[last] as T, shuffled[other] as T];
      shuffled[last] = b;
      shuffled[other] = a;
    }
    return shuffled;
  }
}

const rotate = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by));
