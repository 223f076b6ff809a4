// What azd reads of azure.yaml, as its source says (Azure/azure-dev, cli/azd/pkg): every path, every
// output and every hook has to be there, because azd asks for them only in the middle of a deployment.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { parse } from 'yaml';

const root = path.join(__dirname, '..', '..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const commandSchema = z.object({ shell: z.enum(['sh', 'pwsh']), run: z.string() });
const hookSchema = z.object({ posix: commandSchema, windows: commandSchema });

const project = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/),
    requiredVersions: z.object({ azd: z.string() }),
    infra: z.object({ provider: z.literal('bicep'), path: z.string(), module: z.string() }),
    hooks: z.record(z.string(), hookSchema),
    services: z.object({
      chargeback: z.object({
        project: z.literal('.'),
        language: z.literal('js'),
        host: z.literal('function'),
        dist: z.string(),
        remoteBuild: z.boolean(),
        hooks: z.object({ prepackage: hookSchema }),
      }),
    }),
  })
  .parse(parse(textOf('azure.yaml')));
const service = project.services.chargeback;

describe('azure.yaml', () => {
  it('provisions by a parameter file of infra/', () => {
    const { path: folder, module } = project.infra;
    expect(existsSync(path.join(root, folder, `${module}.bicepparam`))).toBe(true);
  });

  it('finds the app by a tag that the template gives it', () => {
    const [service] = Object.keys(project.services);
    const tag = `'azd-service-name': '${String(service)}'`;
    expect(textOf('infra/modules/function-app/app.bicep')).toContain(tag);
  });

  it('deploys what npm run package makes, which nothing builds once more', () => {
    expect(service.dist).toBe('dist/package');
    for (const { run } of Object.values(service.hooks.prepackage))
      expect(run).toBe('npm run package');
    expect(service.remoteBuild).toBe(false);
  });

  it('has every hook for both kinds of system', () => {
    const hooks = Object.values(project.hooks);
    expect(hooks.length).toBeGreaterThan(0);
    for (const { posix, windows } of hooks) {
      expect(posix.shell).toBe('sh');
      expect(() => accessSync(path.join(root, posix.run), constants.X_OK)).not.toThrow();
      expect(windows.shell).toBe('pwsh');
      expect(windows.run).toBe(posix.run.replace(/\.sh$/, '.ps1'));
      expect(existsSync(path.join(root, windows.run))).toBe(true);
    }
  });

  it('asks in its hooks for no value that the template does not give, or the parameters do not read', () => {
    const known = new Set([
      'AZURE_ENV_NAME', // azd's own
      ...[...textOf('infra/main.bicep').matchAll(/^output (\w+) /gm)].map(([, name]) => name),
      ...[
        ...textOf(`${project.infra.path}/${project.infra.module}.bicepparam`).matchAll(
          /readEnvironmentVariable\('(\w+)'/g,
        ),
      ].map(([, name]) => name),
    ]);
    for (const { windows } of Object.values(project.hooks)) {
      const asked = [...textOf(windows.run).matchAll(/\$env:(\w+)/g)].map(([, name]) => name);
      expect([...known]).toEqual(expect.arrayContaining(asked));
    }
  });
});
