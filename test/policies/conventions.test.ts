import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectPolicies, readPolicyFolder } from './harness/policy-folder';
import { checkPolicies } from './rules/check-policies';
import { findingText } from './rules/policy-finding';

describe('the policies', () => {
  const folder = readPolicyFolder(projectPolicies);
  const readme = join(projectPolicies, 'README.md');

  it('are there, as well-formed XML', () => {
    expect(folder.apis.length).toBeGreaterThan(0);
    expect(folder.fragments.length).toBeGreaterThan(0);
  });

  it('use documented policies only, in the sections and with the attributes that their pages allow; each has its header; what they name exists; they hold no secret', () => {
    expect(existsSync(readme)).toBe(true);
    expect(checkPolicies(folder, readFileSync(readme, 'utf8')).map(findingText)).toEqual([]);
  });
});
