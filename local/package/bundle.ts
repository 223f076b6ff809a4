// Bundles the program: the small file that the Functions worker loads, and one file beside it for each
// `require()` and each `import()` of our own code, which is loaded when that code asks for it. CommonJS
// in self-contained files: shared chunks need ES modules, which Node took 40 ms longer to load than the
// code that the files repeat.
import { build, type BuildResult, type Plugin } from 'esbuild';
import path from 'node:path';
import type { PackageFile } from './package-file';

export interface Bundle {
  readonly files: readonly PackageFile[];
  /** Files of the project and its dependencies whose code is in it, relative to the project. */
  readonly sources: readonly string[];
}

/** The files to make: what each is called, without extension, and where its code begins. */
type EntryPoints = Map<string, string>;

/** The first file that is loaded; `main` of the package. */
export const mainFile = 'main.js';

const notBundled = [
  // The worker provides it; no package does.
  '@azure/functions-core',
  // Colours for a terminal, which a package tries to load and does without. It is here for Jest.
  'supports-color',
];

export const bundleProgram = async (projectDir: string): Promise<Bundle> => {
  const main = path.join(projectDir, 'functions/main.ts');
  const known: EntryPoints = new Map([[path.parse(mainFile).name, main]]);
  const files: PackageFile[] = [];
  const sources = new Set<string>();
  let next: EntryPoints = new Map(known);
  while (next.size > 0) {
    const bundled = await bundleEntryPoints(projectDir, next, known);
    files.push(...bundled.outputFiles.map((file) => packageFileOf(projectDir, file)));
    for (const source of sourcesOf(bundled)) sources.add(source);
    next = new Map([...known].filter(([name]) => !isAmong(files, name)));
  }
  return { files, sources: [...sources].sort() };
};

const isAmong = (files: readonly PackageFile[], name: string): boolean =>
  files.some((file) => file.path === `${name}.js`);

type Bundled = BuildResult<{ write: false; metafile: true }>;

/** Adds what is loaded later to `known`. */
const bundleEntryPoints = async (
  projectDir: string,
  entryPoints: EntryPoints,
  known: EntryPoints,
): Promise<Bundled> => {
  const result = await build({
    absWorkingDir: projectDir,
    entryPoints: Object.fromEntries(entryPoints),
    bundle: true,
    minify: true,
    // A fatal error prints the whole line that it came from.
    lineLimit: 250,
    platform: 'node',
    // The oldest Node that package.json allows.
    target: 'node20.19',
    format: 'cjs',
    // What is written as ES modules can be cut down to what is used.
    mainFields: ['module', 'main'],
    // `import()` as a late `require()`: the loader of ES modules would have to start first.
    supported: { 'dynamic-import': false },
    external: notBundled,
    plugins: [filesLoadedLater(known)],
    sourcemap: 'linked',
    // Where a line was written is what a stack trace needs; the text is in the repository.
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    write: false,
    // Nothing is written there: it makes the paths in source maps begin at the project.
    outdir: projectDir,
    logLevel: 'silent',
  });
  if (result.warnings.length > 0) {
    const texts = result.warnings.map(({ text, location }) => `${location?.file ?? ''}: ${text}`);
    throw new Error(`the bundle is not certain to work:\n${texts.join('\n')}`);
  }
  return result;
};

/** Leaves what our own code loads later to files of their own, and notes them in `known`. */
const filesLoadedLater = (known: EntryPoints): Plugin => ({
  name: 'files-loaded-later',
  setup(bundler) {
    bundler.onResolve({ filter: /./ }, async ({ path: wanted, kind, importer, resolveDir }) => {
      const isLater = kind === 'dynamic-import' || kind === 'require-call';
      if (!isLater || isInstalled(importer)) return undefined;
      // As an `import-statement` it is passed over by the line above, and resolved as ever.
      const found = await bundler.resolve(wanted, {
        kind: 'import-statement',
        importer,
        resolveDir,
      });
      if (found.errors.length > 0) return { errors: found.errors };
      const name = nameOf(wanted);
      const other = known.get(name);
      if (other !== undefined && other !== found.path) {
        return { errors: [{ text: `${other} and ${found.path} would both be ${name}.js` }] };
      }
      known.set(name, found.path);
      return { path: `./${name}.js`, external: true };
    });
  },
});

const isInstalled = (file: string): boolean => file.split(path.sep).includes('node_modules');

/** `./hub-client.js` is hub-client, `@azure/identity` is azure-identity. */
const nameOf = (wanted: string): string =>
  wanted.startsWith('.')
    ? path.parse(wanted).name
    : wanted.replace(/[^a-z0-9-]+/g, '-').replace(/^-/, '');

const packageFileOf = (
  projectDir: string,
  file: { readonly path: string; readonly contents: Uint8Array },
): PackageFile => ({
  path: path.relative(projectDir, file.path).split(path.sep).join('/'),
  bytes: file.contents,
});

const sourcesOf = ({ metafile }: Bundled): readonly string[] =>
  Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([source, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [source] : [],
    ),
  );
