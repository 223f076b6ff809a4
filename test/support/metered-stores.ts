// Stores in memory that give so many request units a second: every call takes its time on a manual
// clock. Charges are those that Cosmos DB states for unindexed documents: a read costs 1 RU a KB, a write
// about 5, with a few more for each indexed path.
import type { DeadLetterStore, Documents, Put, Stored } from '../../shared/app/ports';
import type { ManualClock } from './manual-clock';

export class RequestUnitClock {
  spent = 0;

  constructor(
    private readonly clock: ManualClock,
    public perSecond: number,
  ) {}

  charge(requestUnits: number): void {
    this.spent += requestUnits;
    this.clock.advanceMs((requestUnits / this.perSecond) * 1_000);
  }
}

const kilobytes = (value: unknown): number => Math.ceil(JSON.stringify(value).length / 1_024);

export const meteredDeadLetters = (
  store: DeadLetterStore,
  meter: RequestUnitClock,
): DeadLetterStore => ({
  write: (letters) => {
    for (const letter of letters) meter.charge(5 + 5 * kilobytes(letter));
    return store.write(letters);
  },
});

export const meteredDocuments = (store: Documents, meter: RequestUnitClock): Documents => {
  const paid = <S extends Stored<object> | undefined>(found: readonly S[]): readonly S[] => {
    for (const one of found) meter.charge(one === undefined ? 1 : kilobytes(one.value));
    return found;
  };
  const queried = <S extends Stored<object>>(found: readonly S[]): readonly S[] => {
    meter.charge(3);
    return paid(found);
  };
  return {
    read: async (partition, id) => {
      const [found] = await store.readMany<never>(partition, [id]);
      meter.charge(found === undefined ? 1 : kilobytes(found.value));
      return found;
    },
    readMany: async <T extends object>(partition: string, ids: readonly string[]) =>
      paid(await store.readMany<T>(partition, ids)),
    range: async <T extends object>(partition: string, from: string, to: string) =>
      queried(await store.range<T>(partition, from, to)),
    excerpts: async <T extends object>(
      partition: string,
      from: string,
      to: string,
      members: readonly (keyof T & string)[],
    ) => queried(await store.excerpts<T>(partition, from, to, members)),
    list: (partition, from, to) => {
      meter.charge(3);
      return store.list(partition, from, to);
    },
    put: (puts: readonly Put[]) => {
      for (const { value } of puts) meter.charge(5 + 5 * kilobytes(value));
      return store.put(puts);
    },
    delete: (partition, id, etag) => {
      meter.charge(5);
      return store.delete(partition, id, etag);
    },
  };
};
