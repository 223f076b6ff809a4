// Microsoft's own parser and analyser of the Kusto query language. Its package is C# compiled to scripts
// for a browser, which leave their names in the global scope: here that is a context of its own.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

/** A list as C# has it. */
interface List<T> {
  readonly Count: number;
  getItem(index: number): T;
}

export interface Column {
  readonly Name: string;
  readonly Type: { readonly Name: string };
}

export interface Table {
  readonly Name: string;
  readonly Columns: List<Column>;
}

/** Any part of a query, down to single words. */
export interface Syntax {
  readonly TextStart: number;
  readonly Width: number;
  readonly Parent: Syntax | null;
  readonly ChildCount: number;
  GetChild(index: number): Syntax | null;
}

/** A word that stands for a table, a column, a function or a variable. */
export interface NameReference extends Syntax {
  readonly SimpleName: string;
  readonly ReferencedSymbol: unknown;
}

export interface Literal extends Syntax {
  readonly LiteralValue: unknown;
}

interface Diagnostic {
  readonly Severity: string;
  readonly Message: string;
  readonly Start: number;
}

interface Code {
  readonly Syntax: Syntax;
  readonly ResultType: { readonly Columns?: List<Column> } | null;
  GetDiagnostics(): List<Diagnostic>;
}

interface GlobalState {
  WithDatabase(database: object): GlobalState;
}

interface Library {
  readonly GlobalState: { readonly Default: GlobalState };
  readonly KustoCode: { ParseAndAnalyze(text: string, globals: GlobalState): Code };
  readonly Symbols: {
    readonly TableSymbol: { From(columns: string): { WithName(name: string): Table } };
    readonly DatabaseSymbol: { readonly $ctor1: new (name: string, tables: Table[]) => object };
  };
}

const load = (): Library => {
  const folder = dirname(require.resolve('@kusto/language-service-next/package.json'));
  const context = createContext({ console });
  for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js']) {
    runInContext(readFileSync(join(folder, file), 'utf8'), context, { filename: file });
  }
  // Its own declarations are 1.7 MB of generated namespaces; what is used of them is above.
  return (context as { readonly Kusto: { readonly Language: Library } }).Kusto.Language;
};

let library: Library | undefined;
const kusto = (): Library => (library ??= load());

export const makeTable = (name: string, columns: Readonly<Record<string, string>>): Table => {
  const declared = Object.entries(columns).map(([column, type]) => `['${column}']:${type}`);
  return kusto()
    .Symbols.TableSymbol.From(`(${declared.join(', ')})`)
    .WithName(name);
};

export interface ParsedQuery {
  readonly syntax: Syntax;
  /** What the language itself finds wrong, each with the line it is in. */
  readonly problems: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A reader of queries over these tables. */
export const makeQueryParser = (tables: readonly Table[]) => {
  const { GlobalState, Symbols } = kusto();
  const database = new Symbols.DatabaseSymbol.$ctor1('tables', [...tables]);
  const globals = GlobalState.Default.WithDatabase(database);
  return (text: string): ParsedQuery => parseQuery(text, globals);
};

const parseQuery = (text: string, globals: GlobalState): ParsedQuery => {
  const code = kusto().KustoCode.ParseAndAnalyze(text, globals);
  const lineOf = (position: number): number => text.slice(0, position).split('\n').length;
  return {
    syntax: code.Syntax,
    problems: itemsOf(code.GetDiagnostics()).map(
      ({ Message, Start }) => `line ${lineOf(Start)}: ${Message}`,
    ),
    columns: itemsOf(code.ResultType?.Columns).map(({ Name, Type }) => ({
      name: Name,
      type: Type.Name,
    })),
  };
};

export const itemsOf = <T>(list: List<T> | undefined): readonly T[] =>
  Array.from({ length: list?.Count ?? 0 }, (_, index) => list!.getItem(index));

/** `PipeExpression`, `NameReference`, … */
export const kindOf = (syntax: Syntax): string =>
  (syntax.constructor as { readonly $$name?: string }).$$name?.split('.').at(-1) ?? '';

/** A part and all that is in it, outside first. */
export const partsOf = (syntax: Syntax): readonly Syntax[] => {
  const parts = [syntax];
  for (let index = 0; index < syntax.ChildCount; index += 1) {
    const child = syntax.GetChild(index);
    if (child !== null) parts.push(...partsOf(child));
  }
  return parts;
};
