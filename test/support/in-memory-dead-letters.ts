// Dead letters in memory: a redelivered one overwrites itself.
import type { DeadLetter, DeadLetterStore } from '../../shared/app/ports';

export class InMemoryDeadLetters implements DeadLetterStore {
  before: () => void | Promise<void> = () => undefined;
  readonly letters = new Map<string, DeadLetter>();

  /** Keeps all of it as it is now; what it answers puts that back, as a restore does. */
  backUp(): () => void {
    const kept = new Map(this.letters);
    return () => {
      this.letters.clear();
      for (const [id, letter] of kept) this.letters.set(id, letter);
    };
  }

  async write(deadLetters: readonly DeadLetter[]): Promise<void> {
    await this.before();
    for (const letter of deadLetters) this.letters.set(`${letter.day}/${letter.id}`, letter);
  }

  count(from: string, to: string): Promise<number> {
    const found = [...this.letters.values()].filter(({ day }) => day >= from && day <= to);
    return Promise.resolve(found.length);
  }

  countByReason(day: string): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const letter of this.letters.values()) {
      if (letter.day === day) counts[letter.reason] = (counts[letter.reason] ?? 0) + 1;
    }
    return Promise.resolve(counts);
  }
}
