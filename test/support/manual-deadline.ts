// A deadline that passes when the test says so, and never by itself.
import type { WithinDeadline } from '../../shared/app/deadline';
import { DependencyUnavailable } from '../../shared/app/ports';

export class ManualDeadline {
  #pending: { readonly doing: string; readonly expire: () => void }[] = [];

  readonly withinDeadline: WithinDeadline = async (timeoutMs, doing, work) => {
    const controller = new AbortController();
    const expired = new Promise<never>((_resolve, reject) => {
      const expire = (): void => {
        reject(new DependencyUnavailable(`${doing}: no answer within ${timeoutMs} ms`));
        controller.abort();
      };
      this.#pending.push({ doing, expire });
    });
    return Promise.race([work(controller.signal), expired]);
  };

  /** Lets the time run out of the work whose description has these words. */
  expire(words: string): void {
    const due = this.#pending.filter(({ doing }) => doing.includes(words));
    this.#pending = this.#pending.filter(({ doing }) => !doing.includes(words));
    for (const { expire } of due) expire();
  }
}
