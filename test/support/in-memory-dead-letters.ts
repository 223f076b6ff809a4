// Dead letters in memory: a redelivered one overwrites itself. A test may take room away, or count what
// is paid for.
import { deadLetterPartition } from '../../shared/app/dead-letter-partition';
import type { DeadLetter, DeadLetterStore } from '../../shared/app/ports';

export class InMemoryDeadLetters implements DeadLetterStore {
  before: () => void | Promise<void> = () => undefined;
  /** Whether the container takes one more dead letter; asked of each. */
  takes: (letter: DeadLetter) => boolean = () => true;
  readonly letters = new Map<string, DeadLetter>();
  /** Dead letters that were written, each as often as it was. */
  writes = 0;

  /** Keeps all of it as it is now; what it answers puts that back, as a restore does. */
  backUp(): () => void {
    const kept = new Map(this.letters);
    return () => {
      this.letters.clear();
      for (const [id, letter] of kept) this.letters.set(id, letter);
    };
  }

  async write(deadLetters: readonly DeadLetter[]): Promise<readonly ('stored' | 'noRoom')[]> {
    await this.before();
    return deadLetters.map((letter) => {
      if (!this.takes(letter)) return 'noRoom';
      this.writes += 1;
      this.letters.set(`${deadLetterPartition(letter)}/${letter.id}`, letter);
      return 'stored';
    });
  }
}
