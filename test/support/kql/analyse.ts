// Whether a query can find what it asks for. The language's own analysis knows tables, columns and
// types; what is inside a bag (customDimensions, Properties …) and which records there are it cannot know.
import {
  kindOf,
  partsOf,
  type Literal,
  type NameReference,
  type ParsedQuery,
  type Syntax,
} from './language';
import { recordTables, type RecordTable } from './records';
import { schema } from './tables';

export interface AnalysedQuery {
  readonly problems: readonly string[];
  readonly columns: ParsedQuery['columns'];
  readonly tables: readonly string[];
  /** How far it looks back by itself, at most, in minutes; 0 where it leaves that to whoever asks. */
  readonly lookBackMinutes: number;
  /** Where in the text tables, columns, records and members are named. */
  readonly names: readonly { readonly start: number; readonly length: number }[];
}

const analysed = new Map<string, AnalysedQuery>();

/** Kept by text: a query is asked about its columns, its tables and its names in many tests. */
export const analyseQuery = (text: string): AnalysedQuery => {
  const known = analysed.get(text) ?? analyse(text);
  analysed.set(text, known);
  return known;
};

const analyse = (text: string): AnalysedQuery => {
  const { parse, tables, ownerOf } = schema();
  const parsed = parse(text);
  const words = partsOf(parsed.syntax).filter(isNameReference);
  const tableWords = words.filter(({ ReferencedSymbol }) => tables.has(ReferencedSymbol));
  const columnWords = words.filter(({ ReferencedSymbol }) => ownerOf.has(ReferencedSymbol));
  const named = tableWords.map(({ SimpleName }) => SimpleName);
  const bags = new Set(
    named.flatMap((table) => {
      const { texts, numbers } = recordTables[table] ?? { texts: '', numbers: '' };
      return [texts, numbers];
    }),
  );
  const records = comparedNames(columnWords);
  const members = words.filter(({ SimpleName }) => bags.has(SimpleName)).map(memberOf);
  return {
    problems: [
      ...parsed.problems,
      ...records.flatMap(unknownRecord),
      ...tableWords.flatMap((table) => unnamedRecords(table, records)),
      ...members.flatMap((member) => unknownMember(member, records, named)),
    ],
    columns: parsed.columns,
    tables: [...new Set(named)],
    lookBackMinutes: Math.max(0, ...lookBacks(text)),
    names: [
      ...tableWords.map(rangeOf),
      ...columnWords.map(rangeOf),
      ...records.map(({ literal }) => rangeOf(literal)),
      ...members.flatMap(({ selector }) => (selector === undefined ? [] : [rangeOf(selector)])),
    ],
  };
};

const isNameReference = (part: Syntax): part is NameReference => kindOf(part) === 'NameReference';

const rangeOf = ({ TextStart, Width }: Syntax) => ({ start: TextStart, length: Width });

interface NamedRecord {
  readonly table: string;
  readonly name: string;
  readonly literal: Syntax;
  readonly statement: Syntax;
}

/** The record names that the query compares with: `name == "X"`, `name in ("X", "Y")`. */
const comparedNames = (columnWords: readonly NameReference[]): readonly NamedRecord[] =>
  columnWords.flatMap((word) => {
    const table = schema().ownerOf.get(word.ReferencedSymbol) ?? '';
    const comparison = word.Parent;
    const isCompared =
      comparison !== null && ['BinaryExpression', 'InExpression'].includes(kindOf(comparison));
    if (!isCompared || recordTables[table]?.name !== word.SimpleName) return [];
    return partsOf(comparison)
      .filter((part): part is Literal => kindOf(part) === 'LiteralExpression')
      .map((literal) => ({
        table,
        name: String(literal.LiteralValue),
        literal,
        statement: statementOf(word),
      }));
  });

/** The statement that a part belongs to: a `let`, or the query itself. */
const statementOf = (part: Syntax): Syntax => {
  let at = part;
  while (at.Parent !== null && !kindOf(at).endsWith('Statement')) at = at.Parent;
  return at;
};

const unknownRecord = ({ table, name }: NamedRecord): readonly string[] =>
  recordTables[table]?.records[name] === undefined ? [`nobody writes ${name} into ${table}`] : [];

const unnamedRecords = (
  table: NameReference,
  records: readonly NamedRecord[],
): readonly string[] => {
  const isNamed = records.some(
    (record) => record.table === table.SimpleName && record.statement === statementOf(table),
  );
  return recordTables[table.SimpleName]?.mustBeNamed === true && !isNamed
    ? [`the query does not say which records of ${table.SimpleName} it means`]
    : [];
};

interface Member {
  readonly bag: NameReference;
  readonly name: string | undefined;
  readonly selector: Syntax | undefined;
}

/** What is taken out of a bag: `bag.member`, `bag["member"]`; or the bag as a whole. */
const memberOf = (bag: NameReference): Member => {
  const parent = bag.Parent;
  const selector = parent === null ? null : parent.GetChild(parent.ChildCount - 1);
  if (parent !== null && selector !== null && kindOf(parent) === 'PathExpression') {
    return { bag, name: (selector as NameReference).SimpleName, selector };
  }
  if (parent !== null && selector !== null && kindOf(parent) === 'ElementExpression') {
    const literal = partsOf(selector).find((part) => kindOf(part) === 'LiteralExpression');
    return { bag, name: String((literal as Literal | undefined)?.LiteralValue), selector: literal };
  }
  return { bag, name: undefined, selector: undefined };
};

/** Functions that hand a bag on under its own name. */
const handingOn = ['arg_max', 'arg_min', 'take_any'];

const unknownMember = (
  { bag, name }: Member,
  records: readonly NamedRecord[],
  tablesNamed: readonly string[],
): readonly string[] => {
  if (name === undefined) return isHandedOn(bag) ? [] : [`${bag.SimpleName} is renamed or copied`];
  // A statement that names no record goes on with what another one named.
  const own = records.filter(({ statement }) => statement === statementOf(bag));
  const meant = own.length > 0 ? own : records;
  const isKnown = meant.some((record) => {
    const table = recordTables[record.table];
    return table !== undefined && membersIn(table, bag.SimpleName, record.name).includes(name);
  });
  if (isKnown) return [];
  const wanted = meant.map((record) => record.name).join(', ') || tablesNamed.join(', ');
  return [`${wanted} has no ${name} in ${bag.SimpleName}`];
};

const membersIn = (table: RecordTable, bag: string, record: string): readonly string[] => {
  const members = table.records[record];
  if (members === undefined) return [];
  if (bag === table.texts) return members.texts;
  return bag === table.numbers ? members.numbers : [];
};

const isHandedOn = (bag: NameReference): boolean => {
  for (let at = bag.Parent; at !== null; at = at.Parent) {
    const callee = kindOf(at) === 'FunctionCallExpression' ? at.GetChild(0) : null;
    if (callee !== null) return handingOn.includes((callee as NameReference).SimpleName);
  }
  return false;
};

const minutesOf: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 };

function* lookBacks(text: string): Generator<number> {
  for (const [, count, unit] of text.matchAll(/\bago\((\d+)([mhd])\)/g)) {
    yield Number(count) * minutesOf[unit!]!;
  }
}
