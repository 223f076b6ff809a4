// Reports whose statements a test holds already, as if they were read while they are used.
import type { BusinessUnitStatement } from '../../shared/domain/chargeback/chargeback';
import type {
  ChargebackReport,
  OpenReport,
} from '../../shared/domain/chargeback/chargeback-report';

// eslint-disable-next-line @typescript-eslint/require-await -- it stands for one that waits
export async function* iterated<T>(items: Iterable<T>): AsyncIterable<T> {
  yield* items;
}

export const opened = ({ businessUnits, ...head }: ChargebackReport): OpenReport => ({
  head,
  statements: iterated<BusinessUnitStatement>(businessUnits),
});
