// What the documentation says of a policy: where it may stand, what it may say.

export const sections = ['inbound', 'backend', 'outbound', 'on-error'] as const;
export type Section = (typeof sections)[number];

export interface AttributeRule {
  readonly required?: boolean;
  /** Whether the page allows a policy expression. A named value is allowed everywhere. */
  readonly expression?: boolean;
  /** The only values, where the page lists them. */
  readonly values?: readonly string[];
}

export interface ElementRule {
  readonly attributes?: Readonly<Record<string, AttributeRule>>;
  /** Elements that are no policies themselves. */
  readonly elements?: Readonly<Record<string, ElementRule>>;
  /** Policies within it: any, or only those named. */
  readonly policies?: 'any' | readonly string[];
  /** Text within it; none unless said. */
  readonly text?: 'literal' | 'expression';
}

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
export const required = (rule: AttributeRule): AttributeRule => ({ ...rule, required: true });
