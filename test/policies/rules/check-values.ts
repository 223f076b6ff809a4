// Checks an element's attributes and text against the documentation's table.
import type { PolicyElement } from '../harness/policy-document';
import type { PolicyFinding } from './policy-finding';
import { literal, type AttributeRule, type ElementRule } from './policy-rule';

export const checkAttributes = (
  element: PolicyElement,
  rule: ElementRule,
  file: string,
): readonly PolicyFinding[] => {
  // Every policy has an optional id, which context.LastError.PolicyId names.
  const rules: Readonly<Record<string, AttributeRule>> = { id: literal, ...rule.attributes };
  const known = new Map(Object.entries(rules));
  const findings: PolicyFinding[] = [];
  for (const [name, value] of element.attributes) {
    const problem = attributeProblem(known.get(name), value.text, value.expression !== undefined);
    if (problem !== undefined) {
      findings.push({ file, line: value.line, problem: `${name} of <${element.name}> ${problem}` });
    }
  }
  for (const [name, { required }] of known) {
    if (required === true && !element.attributes.has(name)) {
      findings.push({ file, line: element.line, problem: `<${element.name}> has no ${name}` });
    }
  }
  return findings;
};

const attributeProblem = (
  rule: AttributeRule | undefined,
  text: string,
  isExpression: boolean,
): string | undefined => {
  if (rule === undefined) return 'is not documented';
  if (isExpression) return rule.expression === true ? undefined : 'may not be an expression';
  const isNamedValue = /^\{\{[^}]+\}\}$/.test(text);
  return rule.values === undefined || isNamedValue || rule.values.includes(text)
    ? undefined
    : `is "${text}", not one of ${rule.values.join(', ')}`;
};

export const checkText = (
  { name, text }: PolicyElement,
  rule: ElementRule,
  file: string,
): readonly PolicyFinding[] => {
  if (text === undefined) return [];
  if (rule.text === undefined) {
    return [{ file, line: text.line, problem: `<${name}> may not hold text` }];
  }
  return text.expression !== undefined && rule.text === 'literal'
    ? [{ file, line: text.line, problem: `the text of <${name}> may not be an expression` }]
    : [];
};
