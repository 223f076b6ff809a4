// Watches the records that ingest writes: which requests were brought to the store more than once,
// and so would have been counted twice by a program that adds up what it is told.
import type { ProxiedRequest } from '../../../support/cosmos-forwarding';
import { doingOf, idOf } from './store-request';

export class RecordWatch {
  /** Answers that a record exists already: redeliveries, repetitions and what other sources say. */
  metAgain = 0;
  readonly #created = new Map<string, number>();

  see(request: ProxiedRequest, reply: { readonly body: string }): void {
    if (doingOf(request) !== 'Create usage') return;
    const answers = JSON.parse(reply.body) as readonly { readonly statusCode: number }[];
    request.operations.forEach((operation, index) => {
      const id = idOf(operation) ?? '';
      this.#created.set(id, (this.#created.get(id) ?? 0) + 1);
      if (answers[index]?.statusCode === 409) this.metAgain += 1;
    });
  }

  /** How often the store was asked to create the record. */
  timesTold(id: string): number {
    return this.#created.get(id) ?? 0;
  }
}
