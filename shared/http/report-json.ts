// The chargeback report as JSON, in pieces: one business unit after another, so that a report of any
// number of them needs no more memory than a few.
import type { OpenReport } from '../domain/chargeback/chargeback-report';

export async function* reportJson({ head, statements }: OpenReport): AsyncIterable<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"businessUnits":[`;
  let separator = '';
  for await (const statement of statements) {
    yield separator + JSON.stringify(statement);
    separator = ',';
  }
  yield ']}';
}
