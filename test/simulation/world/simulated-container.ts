// A container of the simulated store, as the adapters of the program use one: bulk requests whose
// answers have bounds, queries that are answered page by page, and deletions.
import type { ContainerCalls } from '../../../shared/adapters/cosmos/cosmos-container';
import type { ReadPace } from '../../../shared/adapters/cosmos/read-pace';
import type { UsageRecord } from '../../../shared/domain/usage/usage-record';
import type * as program from '../programs/program';
import { isRefusedByStore } from '../traffic/gateway-events';
import type { Operation, Reply, StoreClient } from './store-client';
import type { StoreHooks, WindowRange } from './store-hooks';
import { usagePartition, type Body, type StoredForm } from './stored-form';
import type { Address, Version, View } from './versioned-container';

type Bulk = Parameters<ContainerCalls['bulk']>;
type WireOperation = Bulk[0][number];
type Query = Parameters<ContainerCalls['pages']>[0];

export interface ContainerFacts {
  readonly program: Pick<typeof program, 'runBulk'>;
  readonly form: StoredForm;
  readonly hooks: StoreHooks;
  readonly pace: ReadPace;
}

/** Usage records of one page of a query: between two pages anything may happen. */
const pageRecords = 8;

export class SimulatedContainer implements ContainerCalls {
  constructor(
    private readonly client: StoreClient,
    private readonly facts: ContainerFacts,
  ) {}

  get name(): string {
    return this.client.container.name;
  }

  bulk(operations: Bulk[0], options: Bulk[1] = {}): ReturnType<ContainerCalls['bulk']> {
    const { program, pace } = this.facts;
    const pause = (ms: number): Promise<void> => this.client.pause(ms);
    return program.runBulk(operations, `bulk request to ${this.name}`, (sent) => this.#send(sent), {
      pace,
      pause,
      ...options,
    });
  }

  async *pages(query: Query, partition?: string): AsyncGenerator<readonly unknown[]> {
    const textOf = (wanted: string): string => {
      const value = query.parameters?.find(({ name }) => name === wanted)?.value;
      return typeof value === 'string' ? value : '';
    };
    const from = textOf('@from');
    const toExclusive = textOf('@toExclusive');
    const asked = { from, toExclusive } as WindowRange;
    const read = (after: string): Promise<Page> =>
      partition === undefined
        ? this.#usagePage(asked, after)
        : this.#documentPage({ partition, from, toExclusive, query: query.query }, after);
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: Page = await read(after);
      yield page.documents;
      after = page.next;
    }
  }

  async delete(partition: string, id: string, etag: string): Promise<'deleted' | 'changed'> {
    for (;;) {
      const { statusCode } = await this.client.write(this.#deletion({ partition, id }, etag));
      if (statusCode === 412) return 'changed';
      if (statusCode === 204 || statusCode === 404) return 'deleted';
      // The SDK and the adapter wait out 429 and 449.
      await this.client.pause(1);
    }
  }

  #send(sent: readonly WireOperation[]): Promise<readonly Reply[]> {
    return sent.every(({ operationType }) => operationType === 'Read')
      ? this.#read(sent)
      : this.client.bulk(sent.map((one) => this.#writing(one)));
  }

  /** The answers to reads, one after the other, until the answer of the request is full. */
  #read(sent: readonly WireOperation[]): Promise<readonly Reply[]> {
    const { container } = this.client;
    const { form } = this.facts;
    const asked = sent.map((one) => {
      const id = idOf(one);
      return { id, partition: form.partitionOf(id, one.partitionKey) };
    });
    const [first = { partition: '', id: '' }] = asked;
    const what = asked.length === 1 ? first.id : `${asked.length}`;
    return this.client.read(`read ${what} of ${first.partition}`, (view) => {
      let bytes = 0;
      return asked.map((address, index): Reply => {
        const body = this.#seen(address, view);
        if (body === undefined) return { statusCode: 404 };
        bytes += Buffer.byteLength(JSON.stringify(body));
        if (index > 0 && bytes > container.limits.limits.answerBytesMax) {
          this.client.note('an answer of the store without room for all that was asked');
          return { statusCode: 413, subStatusCode: 3402 };
        }
        return { statusCode: 200, resourceBody: body };
      });
    });
  }

  #seen(address: Address, view: View): Body | undefined {
    const version = this.client.container.seen(address.partition, address.id, view);
    if (version?.value === undefined) return undefined;
    this.facts.hooks.onRead(this.client.actor, address, version);
    return this.facts.form.bodyOf(address, version);
  }

  #writing(one: WireOperation): Operation {
    const { container, actor } = this.client;
    const { form } = this.facts;
    const { operationType } = one;
    const body = ('resourceBody' in one ? one.resourceBody : {}) as Body;
    const id = idOf(one);
    const address = { partition: form.partitionOf(id, one.partitionKey), id };
    const ifMatch = 'ifMatch' in one ? one.ifMatch : undefined;
    const json = JSON.stringify(form.kept(body));
    const write = (statusCode: number): { readonly reply: Reply; readonly lsn: number } => ({
      reply: { statusCode },
      lsn: container.write({ ...address, json, lifeMs: form.lifeMs(body), writer: actor }).lsn,
    });
    return {
      verb: verbs[operationType as keyof typeof verbs],
      ...address,
      json,
      isRefused: this.name === 'usage' && isRefusedByStore(id),
      commit: () => {
        const latest = container.latest(address.partition, id);
        if (operationType === 'Create') {
          return latest === undefined ? write(201) : this.#lost(409, address, latest);
        }
        if (operationType === 'Upsert') return write(latest === undefined ? 201 : 200);
        if (latest === undefined) return this.#lost(404, address, undefined);
        return latest.etag === ifMatch ? write(200) : this.#lost(412, address, latest);
      },
    };
  }

  #deletion(address: Address, etag: string): Operation {
    const { container, actor } = this.client;
    return {
      verb: 'delete',
      ...address,
      commit: () => {
        const latest = container.latest(address.partition, address.id);
        if (latest === undefined) return { reply: { statusCode: 404 } };
        if (latest.etag !== etag) return this.#lost(412, address, latest);
        return { reply: { statusCode: 204 }, lsn: container.remove(address, actor).lsn };
      },
    };
  }

  #lost(
    statusCode: 404 | 409 | 412,
    address: Address,
    winner: Version | undefined,
  ): { readonly reply: Reply } {
    this.facts.hooks.onRaceLost(this.client.actor, address, winner);
    this.client.onLost(statusCode);
    return { reply: { statusCode } };
  }

  #usagePage(asked: WindowRange, after: string): Promise<Page> {
    const { container, actor } = this.client;
    const { hooks, form } = this.facts;
    return this.client.read(`query ${asked.from} after ${after}`, (view) => {
      hooks.beforeQuery(asked);
      const left = container.ids(usagePartition).filter((id) => id > after);
      const looked = left.slice(0, pageRecords);
      const documents = looked.flatMap((id) => {
        const version = container.seen(usagePartition, id, view);
        hooks.onSeen(actor, id, version, asked);
        const record = version?.value as UsageRecord | undefined;
        if (version === undefined || record === undefined || !wasIn(record, asked)) return [];
        return [form.bodyOf({ partition: usagePartition, id }, version)];
      });
      return { documents, next: left.length > looked.length ? looked.at(-1) : undefined };
    });
  }

  /** As many documents as fit one answer, with the members that the query selects. */
  #documentPage({ partition, from, toExclusive, query }: RangeQuery, after: string): Promise<Page> {
    const { container } = this.client;
    const isList = query.startsWith('SELECT c.id, c._etag, c._ts ');
    const label = `${isList ? 'list' : 'range'} ${partition}/${from}${after === '' ? '' : ` after ${after}`}`;
    return this.client.read(label, (view) => {
      const ids = container
        .ids(partition)
        .filter((id) => from <= id && id < toExclusive && id > after);
      const documents: Body[] = [];
      let bytes = 0;
      for (const id of ids) {
        const address = { partition, id };
        const body = isList ? this.#listed(address, view) : this.#seen(address, view);
        if (body === undefined) continue;
        bytes += Buffer.byteLength(JSON.stringify(body));
        if (documents.length > 0 && bytes > container.limits.limits.answerBytesMax) {
          this.client.note('documents of a range read in several pages');
          return { documents, next: String(documents.at(-1)?.['id']) };
        }
        documents.push(selected(body, query));
      }
      return { documents, next: undefined };
    });
  }

  #listed(address: Address, view: View): Body | undefined {
    const version = this.client.container.seen(address.partition, address.id, view);
    return version && this.facts.form.bodyOf(address, version);
  }
}

interface RangeQuery {
  readonly partition: string;
  readonly from: string;
  readonly toExclusive: string;
  readonly query: string;
}

interface Page {
  readonly documents: readonly Body[];
  /** The last id that was looked at; undefined: there are no more. */
  readonly next: string | undefined;
}

const verbs = { Create: 'create', Upsert: 'put', Replace: 'replace' } as const;

const idOf = (one: WireOperation): string =>
  'id' in one ? one.id : String((one.resourceBody as Body)['id']);

/** With the members of its content that a query for excerpts names. */
const selected = (body: Body, query: string): Body => {
  const names = [...query.matchAll(/c\.content\["(\w+)"\]/g)].map(([, name]) => name);
  if (names.length === 0) return body;
  const content = Object.entries(body['content'] as Body).filter(([name]) => names.includes(name));
  return { ...body, content: Object.fromEntries(content) };
};

const wasIn = ({ windows }: UsageRecord, { from, toExclusive }: WindowRange): boolean =>
  windows.some((window) => from <= window && window < toExclusive);
