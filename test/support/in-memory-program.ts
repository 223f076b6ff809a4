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

  /** Everything the rollup stored, without the times at which it did. */
  figures(): string {
    const stored = { ...this.rollups.contents(), ...this.chargebacks.contents() };
    const volatile = new Set(['computedAt', 'tookMs', 'reportedAt', 'sweptAt', 'publishedAt']);
    return JSON.stringify(stored, (key: string, value: unknown) =>
      typeof value === 'string' && value.startsWith('{')
        ? JSON.stringify(JSON.parse(value), (inner: string, member: unknown) =>
            volatile.has(inner) ? undefined : member,
          )
        : volatile.has(key)
          ? undefined
          : value,
    );
  }
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const at = (text: string): string => instantOf(epochMsOf(text as never));
