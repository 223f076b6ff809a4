// Checks which elements stand within an element: how often, and in which order.
import type { PolicyElement } from '../harness/policy-document';
import type { PolicyFinding } from './policy-finding';
import type { ElementRule, Occurrence } from './policy-rule';

export const checkChildren = (
  element: PolicyElement,
  rule: ElementRule,
  file: string,
): readonly PolicyFinding[] => {
  const at = (line: number, problem: string): PolicyFinding => ({ file, line, problem });
  const rules = Object.entries(rule.elements ?? {});
  const named = rule.policies === 'any' ? [] : (rule.policies ?? []);
  const order = [...rules.map(([name]) => name), ...named];
  const places = element.children.map(({ name }) => order.indexOf(name));
  const misplaced = element.children.filter((_child, index) =>
    places.slice(0, index).some((before) => (places[index] ?? -1) < before && places[index] !== -1),
  );
  const problem = rule.problem?.(element);
  return [
    ...(problem === undefined ? [] : [at(element.line, `<${element.name}> ${problem}`)]),
    ...misplaced.map(({ name, line }) =>
      at(line, `<${name}> stands too late in <${element.name}>: the order is ${order.join(', ')}`),
    ),
    ...rules.flatMap(([name, { occurs }]) => {
      const count = element.children.filter((child) => child.name === name).length;
      return isAllowed(count, occurs)
        ? []
        : [
            at(
              element.line,
              `<${element.name}> must hold <${name}> ${occurs ?? ''}, not ${count}x`,
            ),
          ];
    }),
  ];
};

const isAllowed = (count: number, occurs: Occurrence | undefined): boolean => {
  switch (occurs) {
    case 'once':
      return count === 1;
    case 'at most once':
      return count <= 1;
    case 'at least once':
      return count >= 1;
    case undefined:
      return true;
  }
};
