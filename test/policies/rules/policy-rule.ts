// What the documentation says of a policy: where it may stand, what it may say.
import type { PolicyElement } from '../harness/policy-document';

export const sections = ['inbound', 'backend', 'outbound', 'on-error'] as const;
export type Section = (typeof sections)[number];

export interface AttributeRule {
  readonly required?: boolean;
  /** Whether the page allows a policy expression. A named value is allowed everywhere. */
  readonly expression?: boolean;
  /** The only values, where the page lists them. */
  readonly values?: readonly string[];
  /** A literal is a number within bounds. */
  readonly number?: NumberRule;
}

export interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
  /** Also allowed, outside of the bounds. */
  readonly also?: number;
}

/** Attributes of which a page says that they exclude or need one another. */
export interface AttributeGroup {
  readonly stand: 'exactly one' | 'at least one' | 'at most one' | 'all or none';
  readonly of: readonly string[];
}

export interface ElementRule {
  readonly attributes?: Readonly<Record<string, AttributeRule>>;
  readonly groups?: readonly AttributeGroup[];
  /**
   * Elements that are no policies themselves, in the order in which they must stand: every page
   * says so of its policy statement.
   */
  readonly elements?: Readonly<Record<string, ElementRule>>;
  /** How often the element stands in its parent; any number of times unless said. */
  readonly occurs?: Occurrence;
  /** Policies within it: any, or only those named, in the order in which they must stand. */
  readonly policies?: 'any' | readonly string[];
  /** Text within it; none unless said. */
  readonly text?: 'literal' | 'expression';
  /** What no list can say: the problem, if there is one. */
  readonly problem?: (element: PolicyElement) => string | undefined;
}

export type Occurrence = 'once' | 'at most once' | 'at least once';

export interface PolicyRule extends ElementRule {
  readonly sections: readonly Section[];
  readonly oncePerSection?: boolean;
  /** The documentation's page, where it is not named after the policy. */
  readonly page?: string;
}

const address = 'https://learn.microsoft.com/azure/api-management/';

export const pageOf = (name: string, rule: PolicyRule): string =>
  `${address}${rule.page ?? `${name}-policy`}`;

export const literal: AttributeRule = {};
export const expression: AttributeRule = { expression: true };
export const trueOrFalse: AttributeRule = { values: ['true', 'false'] };
export const oneOf = (...values: readonly string[]): AttributeRule => ({ values });
export const trueFalseOrExpression: AttributeRule = { ...trueOrFalse, expression: true };
export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER): AttributeRule => ({
  number: { least, most, isWhole: true },
});
export const wholeNumberOrExpression = (least: number, most?: number): AttributeRule => ({
  ...wholeNumber(least, most),
  expression: true,
});
export const required = (rule: AttributeRule): AttributeRule => ({ ...rule, required: true });
export const once = (rule: ElementRule): ElementRule => ({ ...rule, occurs: 'once' });
export const atMostOnce = (rule: ElementRule): ElementRule => ({ ...rule, occurs: 'at most once' });
export const atLeastOnce = (rule: ElementRule): ElementRule => ({
  ...rule,
  occurs: 'at least once',
});
