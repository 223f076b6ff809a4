// What Cosmos DB takes and answers at most: one description for every stand-in of it. The stores in
// memory and in the simulator keep the limits of the port, the proxy before the emulator those of the
// wire. A test that cannot reach a limit at its real size sets a smaller one.
// Sources: learn.microsoft.com/azure/cosmos-db/concepts-limits and, for the answer to a bulk request,
// Azure/azure-cosmos-dotnet-v3#2124.
import { DependencyUnavailable, PartitionFull } from '../../shared/app/ports';
import {
  bulkOperationsMax,
  documentIdBytesMax,
  storeAnswerBytesMax,
  storePartitionBytesMax,
  storePartitionRequestUnitsMax,
  storeRequestBytesMax,
} from '../../shared/limits';

export interface StoreLimits {
  /** Documents in the answer to one bulk request, and the answer of one page of a query. */
  readonly answerBytesMax: number;
  readonly documentBytesMax: number;
  /** Body of one request. */
  readonly requestBytesMax: number;
  readonly operationsMax: number;
  readonly idBytesMax: number;
  /** All documents under one partition key. */
  readonly partitionBytesMax: number;
  /** Request units a second under one partition key. */
  readonly partitionRequestUnitsMax: number;
}

export const cosmosLimits: StoreLimits = {
  answerBytesMax: storeAnswerBytesMax,
  documentBytesMax: 2 * 1024 * 1024,
  requestBytesMax: storeRequestBytesMax,
  operationsMax: bulkOperationsMax,
  idBytesMax: documentIdBytesMax,
  partitionBytesMax: storePartitionBytesMax,
  partitionRequestUnitsMax: storePartitionRequestUnitsMax,
};

export const isDocumentId = (id: string, { idBytesMax }: StoreLimits): boolean =>
  id !== '' && !/[/\\?#]/.test(id) && Buffer.byteLength(id) <= idBytesMax;

/** 1 KB costs about 1 unit to read and 5 to write, 100 KB about 10 and 50. */
export const requestUnitsOf = (kind: 'read' | 'write', bytes: number): number =>
  kind === 'read' ? 1 + (0.09 * bytes) / 1024 : 5 + (0.45 * bytes) / 1024;

/** How many bytes of documents each partition key holds. */
export class PartitionSizes {
  readonly #documents = new Map<string, Map<string, number>>();
  readonly #bytes = new Map<string, number>();

  /** Whether a document of so many bytes fits, in place of the one with its id. */
  hasRoom(partition: string, id: string, bytes: number, bytesMax: number): boolean {
    const before = this.#documents.get(partition)?.get(id) ?? 0;
    return (this.#bytes.get(partition) ?? 0) - before + bytes <= bytesMax;
  }

  set(partition: string, id: string, bytes: number): void {
    const documents = this.#documents.get(partition) ?? new Map<string, number>();
    this.#documents.set(partition, documents);
    const before = documents.get(id) ?? 0;
    documents.set(id, bytes);
    this.#bytes.set(partition, (this.#bytes.get(partition) ?? 0) - before + bytes);
  }

  remove(partition: string, id: string): void {
    this.set(partition, id, 0);
    this.#documents.get(partition)?.delete(id);
  }
}

/** The request units that each partition key may still use. What one request uses past them is paid
 *  back by the next ones, as Cosmos DB does it. */
export class PartitionBudgets {
  readonly #budgets = new Map<string, { units: number; atMs: number }>();

  constructor(
    private readonly unitsPerSecond: number,
    /** How many seconds' worth can be used at once. */
    private readonly burstSeconds: number,
    private readonly nowMs: () => number,
  ) {}

  /** After how many ms to ask again; undefined: now is right. */
  waitMs(partition: string): number | undefined {
    const { units } = this.#refilled(partition);
    return units > 0 ? undefined : Math.ceil((1 - units) / (this.unitsPerSecond / 1_000));
  }

  charge(partition: string, units: number): void {
    this.#refilled(partition).units -= units;
  }

  #refilled(partition: string): { units: number; atMs: number } {
    const full = this.unitsPerSecond * this.burstSeconds;
    const nowMs = this.nowMs();
    const budget = this.#budgets.get(partition) ?? { units: full, atMs: nowMs };
    this.#budgets.set(partition, budget);
    const gained = ((nowMs - budget.atMs) * this.unitsPerSecond) / 1_000;
    budget.units = Math.min(full, budget.units + Math.max(0, gained));
    budget.atMs = nowMs;
    return budget;
  }
}

/** For how many seconds the adapters wait out 429, at least: what a store of the port takes at once. */
const patienceSeconds = 5;

/** Why the store does not take a document. */
export interface StoreRefusal {
  readonly kind: 'tooLarge' | 'full' | 'throttled';
  readonly message: string;
}

/** The limits as a user of the port meets them: the adapters split calls, and hide the rest. */
export class PortLimits {
  readonly #sizes = new PartitionSizes();
  readonly #budgets: PartitionBudgets;

  constructor(
    readonly limits: StoreLimits,
    nowMs: () => number,
  ) {
    this.#budgets = new PartitionBudgets(limits.partitionRequestUnitsMax, patienceSeconds, nowMs);
  }

  /** undefined: the store takes the document, which costs request units. */
  refusalOf(partition: string, id: string, json: string): StoreRefusal | undefined {
    const { documentBytesMax, partitionBytesMax } = this.limits;
    const bytes = Buffer.byteLength(json);
    const refused = (kind: StoreRefusal['kind'], message: string): StoreRefusal => ({
      kind,
      message: `the store answered ${message} to the write of ${partition}/${id}, ${bytes} bytes`,
    });
    if (bytes > documentBytesMax) return refused('tooLarge', '413');
    if (!this.#sizes.hasRoom(partition, id, bytes, partitionBytesMax)) {
      return refused('full', '403, sub-status 1014,');
    }
    if (this.#budgets.waitMs(partition) !== undefined)
      return refused('throttled', '429 throughout');
    this.#budgets.charge(partition, requestUnitsOf('write', bytes));
    return undefined;
  }

  /** Throws what the program's port throws for a write that the store does not take. */
  assertWrite(partition: string, id: string, json: string): void {
    const refusal = this.refusalOf(partition, id, json);
    if (refusal === undefined) return;
    if (refusal.kind === 'tooLarge') throw new Error(refusal.message);
    if (refusal.kind === 'full') throw new PartitionFull(refusal.message);
    throw new DependencyUnavailable(refusal.message);
  }

  wrote(partition: string, id: string, json: string): void {
    this.#sizes.set(partition, id, Buffer.byteLength(json));
  }

  removed(partition: string, id: string): void {
    this.#sizes.remove(partition, id);
  }
}
