// A statement as documents that can be stored, and back. Nearly all are one document; one with more
// lines than that holds is several, each with all of its figures and some of its lines.
import type { BusinessUnitStatement } from '../../domain/chargeback/chargeback';
import type { ListedStatement } from '../reports/chargeback-reader';
import { chunksOf, partOf, type Part } from './published-set';

/** The parts of a statement, and how the head that lists them names them. */
export const packStatement = (
  headId: string,
  statement: BusinessUnitStatement,
): { readonly listed: ListedStatement; readonly parts: readonly Part[] } => {
  const { lines, unpriced, ...figures } = statement;
  const { businessUnit } = figures;
  const parts = chunksOf([...lines, ...unpriced]).map((chunk) => {
    const piece: BusinessUnitStatement = {
      ...figures,
      lines: chunk.filter((line) => 'cost' in line),
      unpriced: chunk.filter((line) => 'reason' in line),
    };
    return partOf(`${headId}:${businessUnit}`, piece);
  });
  const [part = '', ...more] = parts.map(({ id }) => id);
  return { listed: { businessUnit, part, ...(more.length > 0 && { more }) }, parts };
};

/** All parts that a head lists for a statement, in order. */
export const partIds = ({ part, more = [] }: ListedStatement): readonly string[] => [part, ...more];

/** The statements of which these are the parts, in their order. */
export const unpackStatements = (
  parts: readonly BusinessUnitStatement[],
): readonly BusinessUnitStatement[] => {
  const statements = new Map<string, BusinessUnitStatement>();
  for (const part of parts) {
    const before = statements.get(part.businessUnit);
    statements.set(part.businessUnit, {
      ...part,
      lines: [...(before?.lines ?? []), ...part.lines],
      unpriced: [...(before?.unpriced ?? []), ...part.unpriced],
    });
  }
  return [...statements.values()];
};
