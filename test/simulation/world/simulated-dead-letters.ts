// The store of the dead letters over a container of the simulated store.
import type { DeadLetter, DeadLetterStore } from '../../../shared/app/ports';
import { dayMs } from './clocks';
import type { Operation, StoreClient } from './store-client';
import type { View } from './versioned-container';

/** How long a dead letter is kept, in days. */
export const deadLetterDays = 90;

export class SimulatedDeadLetters implements DeadLetterStore {
  constructor(private readonly client: StoreClient) {}

  async write(deadLetters: readonly DeadLetter[]): Promise<void> {
    const { container, actor } = this.client;
    await this.client.bulk(
      deadLetters.map((letter): Operation<undefined> => {
        const { day: partition, id } = letter;
        const json = JSON.stringify(letter);
        const lifeMs = deadLetterDays * dayMs;
        const commit = () => ({
          answer: undefined,
          lsn: container.write({ partition, id, json, lifeMs, writer: actor }).lsn,
        });
        return { verb: 'put', partition, id, hasCondition: false, commit };
      }),
    );
  }

  async count(from: string, to: string): Promise<number> {
    const { container } = this.client;
    return this.client.read(`count ${from}`, (view) =>
      container
        .partitions()
        .filter((day) => day >= from && day <= to)
        .reduce((sum, day) => sum + this.#reasons(day, view).length, 0),
    );
  }

  async countByReason(day: string): Promise<Readonly<Record<string, number>>> {
    return this.client.read(`count ${day}`, (view) => {
      const counts: Record<string, number> = {};
      for (const reason of this.#reasons(day, view)) counts[reason] = (counts[reason] ?? 0) + 1;
      return counts;
    });
  }

  #reasons(day: string, view: View): readonly string[] {
    const { container } = this.client;
    return container.ids(day).flatMap((id) => {
      const letter = container.seen(day, id, view)?.value as DeadLetter | undefined;
      return letter === undefined ? [] : [letter.reason];
    });
  }
}
