// The usage store in memory, with the answers that the real one gives. `before` sees each step and
// may write itself, or throw: before an operation takes effect, or, by `after`, once it has.
import type { Refused, Stored, UsageStore } from '../../shared/app/ports';
import type { UsageRecord } from '../../shared/domain/usage/usage-record';
import type { WindowId } from '../../shared/domain/window';
import { cosmosLimits } from './store-limits';

export interface UsageStep {
  readonly kind: 'create' | 'read' | 'replace' | 'query';
  readonly id: string;
}

export class InMemoryUsage implements UsageStore {
  before: (step: UsageStep) => void | Promise<void> = () => undefined;
  after: (step: UsageStep) => void | Promise<void> = () => undefined;
  /** Ids that the store refuses for a fault of their own. */
  readonly refusedIds = new Set<string>();
  readonly records = new Map<string, { readonly json: string; readonly etag: string }>();
  #writes = 0;

  /** Keeps all of it as it is now; what it answers puts that back, as a restore does. */
  backUp(): () => void {
    const kept = new Map(this.records);
    return () => {
      this.records.clear();
      for (const [id, record] of kept) this.records.set(id, record);
    };
  }

  async create(records: readonly UsageRecord[]) {
    const answers: ('created' | 'exists' | Refused)[] = [];
    for (const record of records) {
      await this.before({ kind: 'create', id: record.id });
      if (this.#isRefused(record)) answers.push({ refused: 'the store answered 413' });
      else if (this.records.has(record.id)) answers.push('exists');
      else {
        this.#write(record);
        answers.push('created');
      }
      await this.after({ kind: 'create', id: record.id });
    }
    return answers;
  }

  async read(ids: readonly string[]): Promise<readonly (Stored<UsageRecord> | undefined)[]> {
    for (const id of ids) await this.before({ kind: 'read', id });
    return ids.map((id) => {
      const found = this.records.get(id);
      return found && { value: JSON.parse(found.json) as UsageRecord, etag: found.etag };
    });
  }

  async replace(changes: readonly Stored<UsageRecord>[]) {
    const answers: ('replaced' | 'changed' | Refused)[] = [];
    for (const { value, etag } of changes) {
      await this.before({ kind: 'replace', id: value.id });
      if (this.#isRefused(value)) answers.push({ refused: 'the store answered 413' });
      else if (this.records.get(value.id)?.etag === etag) {
        this.#write(value);
        answers.push('replaced');
      } else answers.push('changed');
      await this.after({ kind: 'replace', id: value.id });
    }
    return answers;
  }

  async *inWindows(from: WindowId, toExclusive: WindowId): AsyncIterable<UsageRecord> {
    await this.before({ kind: 'query', id: from });
    for (const { json } of [...this.records.values()]) {
      const record = JSON.parse(json) as UsageRecord;
      if (record.windows.some((window) => from <= window && window < toExclusive)) yield record;
    }
  }

  /** One that is larger than a document can be, or that a test chose. */
  #isRefused(record: UsageRecord): boolean {
    if (this.refusedIds.has(record.id)) return true;
    return Buffer.byteLength(JSON.stringify(record)) > cosmosLimits.documentBytesMax;
  }

  #write(record: UsageRecord): void {
    this.#writes += 1;
    const etag = `"${this.#writes}"`;
    this.records.set(record.id, { json: JSON.stringify(record), etag });
  }
}
