// What a request asks of Cosmos DB, in the words of the program: `Create usage`, `Upsert state/mark`,
// `query rollups`. The storm chooses by it what to spoil, and tells by it where a host was killed.
import type { ProxiedOperation, ProxiedRequest } from '../../../support/cosmos-forwarding';

export const doingOf = (request: ProxiedRequest): string => {
  const container = containerOf(request);
  if (container === undefined || request.isQueryPlan) return 'metadata';
  const [first] = request.operations;
  if (first !== undefined) return `${first.operationType} ${containerPart(container, first)}`;
  return request.method === 'POST' ? `query ${container}` : `${request.method} ${container}`;
};

const containerOf = ({ path }: ProxiedRequest): string | undefined =>
  /\/colls\/(\w+)\/docs/.exec(path)?.[1];

/** What kind of document of the container the operation is about, where that makes a difference. */
const containerPart = (container: string, operation: ProxiedOperation): string => {
  const key = operation.partitionKey ?? '';
  switch (container) {
    case 'state':
      return `state/${/\w+/.exec(key)?.[0] ?? ''}`;
    case 'rollups':
      // Windows are in the partition of their date, days in that of their period.
      return /\d{4}-\d\d-\d\d/.test(key) ? 'rollups/window' : 'rollups/day';
    case 'chargebacks':
      return idOf(operation) === 'summary' ? 'chargebacks/summary' : 'chargebacks/statement';
    default:
      return container;
  }
};

/** The documents that a request is to write, each by a name of its own; none where it only reads. */
export const documentsOf = (request: ProxiedRequest): readonly string[] => {
  const container = containerOf(request) ?? '';
  return request.operations
    .filter(({ operationType }) => operationType !== 'Read')
    .map((operation) => {
      const id = idOf(operation) ?? '';
      return documentName(containerPart(container, operation), operation.partitionKey ?? '', id);
    });
};

export const documentName = (kind: string, partitionKey: string, id: string): string =>
  [kind, partitionKey, id].join(' ');

const idOf = ({ id, resourceBody }: ProxiedOperation): string | undefined => id ?? resourceBody?.id;
