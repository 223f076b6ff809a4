// Checks an element's attributes and text against the documentation's table.
import type { PolicyElement } from '../harness/policy-document';
import type { PolicyFinding } from './policy-finding';
import {
  literal,
  type AttributeGroup,
  type AttributeRule,
  type ElementRule,
  type NumberRule,
} from './policy-rule';

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
  for (const group of rule.groups ?? []) {
    const count = group.of.filter((name) => element.attributes.has(name)).length;
    if (!groupStands(group, count)) {
      const problem = `<${element.name}> must have ${group.stand} of ${group.of.join(', ')}`;
      findings.push({ file, line: element.line, problem });
    }
  }
  return findings;
};

const groupStands = ({ stand, of }: AttributeGroup, count: number): boolean => {
  switch (stand) {
    case 'exactly one':
      return count === 1;
    case 'at least one':
      return count >= 1;
    case 'at most one':
      return count <= 1;
    case 'all or none':
      return count === 0 || count === of.length;
  }
};

const attributeProblem = (
  rule: AttributeRule | undefined,
  text: string,
  isExpression: boolean,
): string | undefined => {
  if (rule === undefined) return 'is not documented';
  if (isExpression) return rule.expression === true ? undefined : 'may not be an expression';
  // What a named value holds is known only where it is.
  if (/^\{\{[^}]+\}\}$/.test(text)) return undefined;
  if (rule.number !== undefined && !isWithin(text, rule.number)) {
    const { least, most, isWhole } = rule.number;
    const upTo = most === Number.MAX_SAFE_INTEGER ? 'up' : `to ${most}`;
    return `is "${text}", not a ${isWhole ? 'whole ' : ''}number from ${least} ${upTo}`;
  }
  return rule.values === undefined || rule.values.includes(text)
    ? undefined
    : `is "${text}", not one of ${rule.values.join(', ')}`;
};

const isWithin = (text: string, { least, most, isWhole, also }: NumberRule): boolean => {
  if (!(isWhole ? /^\d+$/ : /^\d+(?:\.\d+)?$/).test(text)) return false;
  const number = Number(text);
  return number === also || (number >= least && number <= most);
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
