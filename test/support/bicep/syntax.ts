// What a Bicep file says, as plain data: enough of the language to look things up in it and to compute
// values. Types of parameters and decorators are kept as text.

interface Written {
  /** As it stands in the file, for messages and for comparing what is not computed. */
  readonly text: string;
  readonly line: number;
  /** It stands in parentheses. */
  readonly grouped?: boolean;
}

export type Expression = Written &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'interpolation'; readonly parts: readonly Expression[] }
    | { readonly kind: 'name'; readonly name: string }
    /** `object.property`; `.?` where it is safe. */
    | {
        readonly kind: 'member';
        readonly object: Expression;
        readonly property: string;
        readonly safe: boolean;
      }
    | {
        readonly kind: 'index';
        readonly object: Expression;
        readonly index: Expression;
        readonly safe: boolean;
      }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
    | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
    | { readonly kind: 'unary'; readonly operator: string; readonly argument: Expression }
    | {
        readonly kind: 'binary';
        readonly operator: string;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: 'ternary';
        readonly condition: Expression;
        readonly consequence: Expression;
        readonly alternative: Expression;
      }
    | { readonly kind: 'array'; readonly items: readonly Expression[] }
    | { readonly kind: 'object'; readonly properties: ReadonlyMap<string, Expression> }
    | {
        readonly kind: 'for';
        readonly item: string;
        readonly index: string | undefined;
        readonly list: Expression;
        readonly body: Expression;
      }
    /** Anything that only makes sense in Azure, such as `namespace::hub`. */
    | { readonly kind: 'other' }
  );

export interface Loop {
  readonly item: string;
  readonly index: string | undefined;
  readonly list: Expression;
}

/** A resource or a module: a body that may be repeated, and may depend on a condition. */
export interface Deployed {
  readonly symbol: string;
  readonly line: number;
  readonly loop: Loop | undefined;
  readonly condition: Expression | undefined;
  readonly body: Expression & { readonly kind: 'object' };
}

export interface BicepResource extends Deployed {
  /** `Microsoft.EventHub/namespaces`; nested ones with the type of what they are nested in. */
  readonly type: string;
  readonly version: string;
  readonly existing: boolean;
}

export interface BicepModule extends Deployed {
  /** Of the module's file, seen from the file that calls it. */
  readonly path: string;
}

export interface BicepParameter {
  readonly type: string;
  readonly default: Expression | undefined;
  /** As they stand in the file: `@secure()`. */
  readonly decorators: readonly string[];
}

export interface BicepFunction {
  readonly parameters: readonly string[];
  readonly body: Expression;
}

export interface BicepImport {
  /** What it is called here. */
  readonly alias: string;
  /** What it is called there. */
  readonly name: string;
  readonly from: string;
}

export interface BicepFile {
  readonly text: string;
  readonly imports: readonly BicepImport[];
  readonly parameters: ReadonlyMap<string, BicepParameter>;
  readonly variables: ReadonlyMap<string, Expression>;
  readonly functions: ReadonlyMap<string, BicepFunction>;
  readonly resources: readonly BicepResource[];
  readonly modules: readonly BicepModule[];
  readonly outputs: ReadonlyMap<string, Expression>;
}
