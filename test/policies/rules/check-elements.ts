// Checks names, attributes, texts and sections of policies against the documentation's table.
import type { PolicyDocument, PolicyElement } from '../harness/policy-document';
import type { PolicyFolder } from '../harness/policy-folder';
import { checkChildren } from './check-children';
import { checkAttributes, checkText } from './check-values';
import type { PolicyFinding } from './policy-finding';
import { pageOf, sections, type ElementRule, type Section } from './policy-rule';
import { policyRules } from './policy-table';

interface Place {
  readonly file: string;
  readonly section: Section;
  /** In a fragment: what includes it. */
  readonly includedBy?: string;
}

/** Every finding once, however many sections include the fragment that it is in. */
export const checkElements = (folder: PolicyFolder): readonly PolicyFinding[] => {
  const findings = folder.apis.flatMap((api) => checkApi(api, folder));
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
};

const checkApi = (api: PolicyDocument, folder: PolicyFolder): readonly PolicyFinding[] => {
  const findings: PolicyFinding[] = [];
  const report = (line: number, problem: string) =>
    findings.push({ file: api.file, line, problem });
  if (api.root.name !== 'policies') report(api.root.line, 'the root is not <policies>');
  const names = api.root.children.map(({ name }) => name);
  if (names.join() !== sections.join()) {
    report(api.root.line, `the sections are ${names.join(', ')}, not ${sections.join(', ')}`);
  }
  for (const element of api.root.children) {
    const section = sections.find((name) => name === element.name);
    if (section !== undefined)
      findings.push(...checkSection(element, { file: api.file, section }, folder));
  }
  return findings;
};

const checkSection = (
  element: PolicyElement,
  place: Place,
  folder: PolicyFolder,
): readonly PolicyFinding[] => {
  const found = element.children.flatMap((policy) => checkPolicy(policy, place, folder));
  const counts = new Map<string, number>();
  for (const name of namesWithin(element, folder)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const repeated = [...counts].filter(
    ([name, count]) => count > 1 && policyRules.get(name)?.oncePerSection === true,
  );
  return [
    ...found,
    ...checkBackend(element, place, folder),
    ...repeated.map(([name, count]) => ({
      file: place.file,
      line: element.line,
      problem: `<${name}> stands ${count} times in ${place.section}, which its page allows once`,
    })),
  ];
};

/**
 * The platform saves no policy with more in its backend section ("backend section allows only one
 * policy to be specified"), and what a fragment holds counts as if it stood there.
 */
const checkBackend = (
  element: PolicyElement,
  { file, section }: Place,
  folder: PolicyFolder,
): readonly PolicyFinding[] => {
  if (section !== 'backend') return [];
  const policies = element.children.flatMap(
    (child) => includedFragment(child, folder)?.root.children ?? [child],
  );
  if (policies.length <= 1) return [];
  const names = policies.map(({ name }) => name).join(', ');
  return [{ file, line: element.line, problem: `backend takes one policy only, not ${names}` }];
};

const namesWithin = (element: PolicyElement, folder: PolicyFolder): readonly string[] =>
  element.children.flatMap((child) => [
    child.name,
    ...namesWithin(child, folder),
    ...(includedFragment(child, folder)?.root.children ?? []).flatMap((policy) => [
      policy.name,
      ...namesWithin(policy, folder),
    ]),
  ]);

const includedFragment = (
  policy: PolicyElement,
  folder: PolicyFolder,
): PolicyDocument | undefined => {
  if (policy.name !== 'include-fragment') return undefined;
  const id = policy.attributes.get('fragment-id')?.text;
  return folder.fragments.find(({ name }) => name === id);
};

const checkPolicy = (
  policy: PolicyElement,
  place: Place,
  folder: PolicyFolder,
): readonly PolicyFinding[] => {
  const rule = policyRules.get(policy.name);
  const at = (problem: string): PolicyFinding => ({ file: place.file, line: policy.line, problem });
  if (rule === undefined) return [at(`<${policy.name}> is no policy of the documented table`)];
  const findings: PolicyFinding[] = [];
  if (!rule.sections.includes(place.section)) {
    const where = place.includedBy === undefined ? '' : ` (included by ${place.includedBy})`;
    findings.push(
      at(
        `<${policy.name}> may not stand in ${place.section}${where}: ${pageOf(policy.name, rule)}`,
      ),
    );
  }
  if (place.includedBy !== undefined && ['base', 'include-fragment'].includes(policy.name)) {
    findings.push(at(`a fragment may not hold <${policy.name}>`));
    return findings;
  }
  findings.push(...checkElement(policy, rule, place, folder));
  if (policy.name !== 'include-fragment') return findings;
  const fragment = includedFragment(policy, folder);
  if (fragment === undefined) return [...findings, at('there is no fragment of that name')];
  const within = { file: fragment.file, section: place.section, includedBy: place.file };
  return [
    ...findings,
    ...fragment.root.children.flatMap((child) => checkPolicy(child, within, folder)),
  ];
};

const checkElement = (
  element: PolicyElement,
  rule: ElementRule,
  place: Place,
  folder: PolicyFolder,
): readonly PolicyFinding[] => [
  ...checkAttributes(element, rule, place.file),
  ...checkText(element, rule, place.file),
  ...checkChildren(element, rule, place.file),
  ...element.children.flatMap((child) => checkChild(element, child, rule, place, folder)),
];

const checkChild = (
  parent: PolicyElement,
  child: PolicyElement,
  rule: ElementRule,
  place: Place,
  folder: PolicyFolder,
): readonly PolicyFinding[] => {
  const known = rule.elements?.[child.name];
  if (known !== undefined) return checkElement(child, known, place, folder);
  if (rule.policies === 'any' || rule.policies?.includes(child.name) === true) {
    // What return-response holds describes an answer: it is not of the section any more.
    return rule.policies === 'any'
      ? checkPolicy(child, place, folder)
      : checkElement(child, policyRules.get(child.name) ?? {}, place, folder);
  }
  const problem = `<${parent.name}> may not hold <${child.name}>`;
  return [{ file: place.file, line: child.line, problem }];
};
