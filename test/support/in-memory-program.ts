// The program over stores in memory, which a test can look into, spoil and interrupt.
import { instantOf, epochMsOf } from '../../shared/domain/instant';
import { InMemoryDeadLetters } from './in-memory-dead-letters';
import { InMemoryDocuments } from './in-memory-documents';
import { InMemoryUsage } from './in-memory-usage';
import { ProgramUnderTest, type ProgramStores } from './program-under-test';

export class InMemoryProgram extends ProgramUnderTest implements ProgramStores {
  readonly usage = new InMemoryUsage();
  readonly deadLetters = new InMemoryDeadLetters();
  readonly rollups = new InMemoryDocuments(this.clock);
  readonly chargebacks = new InMemoryDocuments(this.clock);
  readonly reference = new InMemoryDocuments(this.clock);
  readonly state = new InMemoryDocuments(this.clock);
  readonly requestUnits = {
    measure: async <T>(work: () => Promise<T>) => ({ value: await work(), requestUnits: 0 }),
  };

  protected stores(): ProgramStores {
    return this;
  }

  /** All stores as they are now; what it answers puts them back, as a restore of the account does. */
  backUp(): () => void {
    const stores = [this.usage, this.deadLetters, this.rollups, this.chargebacks, this.reference];
    const restores = [...stores, this.state].map((store) => store.backUp());
    return () => restores.forEach((restore) => restore());
  }

  /**
   * Everything of the rollup that a reader can find, without the times at which it was written: the
   * heads, and the parts that they list.
   */
  figures(): string {
    const stored = Object.entries({ ...this.rollups.contents(), ...this.chargebacks.contents() });
    const heads = stored.filter(([address]) => !isPart(address));
    const isListed = ([address]: readonly [string, string]): boolean => {
      const [partition = '', id = ''] = address.split('/');
      return heads.some(
        ([head, json]) => head.startsWith(`${partition}/`) && json.includes(JSON.stringify(id)),
      );
    };
    const listed = stored.filter((one) => !isPart(one[0]) || isListed(one));
    const figures = listed.map(([address, json]) => [address, timeless(json)]);
    return JSON.stringify(Object.fromEntries(figures), undefined, 1);
  }
}

const isPart = (address: string): boolean => address.includes('/part:');

const times = new Set([
  'computedAt',
  'tookMs',
  'reportedAt',
  'sweptAt',
  'publishedAt',
  'revision',
  'madeOf',
]);
const timeless = (json: string): unknown =>
  JSON.parse(json, (key, value: unknown) => (times.has(key) ? undefined : value));

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const at = (text: string): string => instantOf(epochMsOf(text as never));
