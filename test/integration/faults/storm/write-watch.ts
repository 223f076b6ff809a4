// Watches what the hosts ask the store to write: by it the storm knows that a host took up what a killed
// one had left, and that requests came more than once, which a program that adds up would count twice.
import type { ProxiedRequest } from '../../../support/cosmos-forwarding';
import { doingOf, documentsOf } from './store-request';

export class WriteWatch {
  /** Answers that a record exists already: redeliveries, repetitions and what other sources say. */
  metAgain = 0;
  readonly #asked = new Map<string, number>();

  ask(request: ProxiedRequest): void {
    for (const document of documentsOf(request)) {
      this.#asked.set(document, this.timesAsked(document) + 1);
    }
  }

  answer(request: ProxiedRequest, reply: { readonly body: string }): void {
    if (doingOf(request) !== 'Create usage') return;
    const answers = JSON.parse(reply.body) as readonly { readonly statusCode: number }[];
    this.metAgain += answers.filter(({ statusCode }) => statusCode === 409).length;
  }

  /** How often the document was asked to be written, whatever came of it. */
  timesAsked(document: string): number {
    return this.#asked.get(document) ?? 0;
  }
}
