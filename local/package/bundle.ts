// Bundles the program: one file that the Functions worker loads, and one beside it for each `import()`
// of our own code, which is loaded when that code asks for it. CommonJS in self-contained files: shared
// chunks need ES modules, which Node took 40 ms longer to load than the code that the files repeat.
import { build, type BuildResult, type Plugin } from 'esbuild';
import path from 'node:path';
import type { PackageFile } from './package-file';

export interface Bundle {
  readonly files: readonly PackageFile[];
  /** Files of the project and its dependencies whose code is in it, relative to the project. */
  readonly sources: readonly string[];
}

/** What the files are called, without extension, and where their code begins. */
type EntryPoints = Record<string, string>;

/** The first file that is loaded; `main` of the package. */
export const mainFile = 'index.js';

const notBundled = [
  // The worker provides it; no package does.
  '@azure/functions-core',
  // Colours for a terminal, which a package tries to load and does without. It is here for Jest.
  'supports-color',
];

export const bundleProgram = async (projectDir: string): Promise<Bundle> => {
  const files: PackageFile[] = [];
  const sources = new Set<string>();
  const bundled = new Set<string>();
  let next: EntryPoints = { [path.parse(mainFile).name]: 'functions/index.ts' };
  while (Object.keys(next).length > 0) {
    const { result, later } = await bundleEntryPoints(projectDir, next);
    files.push(...result.outputFiles.map((file) => packageFileOf(projectDir, file)));
    for (const source of sourcesOf(result)) sources.add(source);
    for (const name of Object.keys(next)) bundled.add(name);
    next = Object.fromEntries(Object.entries(later).filter(([name]) => !bundled.has(name)));
  }
  return { files, sources: [...sources].sort() };
};

type Bundled = BuildResult<{ write: false; metafile: true }>;

const bundleEntryPoints = async (
  projectDir: string,
  entryPoints: EntryPoints,
): Promise<{ readonly result: Bundled; readonly later: EntryPoints }> => {
  const later: EntryPoints = {};
  const result = await build({
    absWorkingDir: projectDir,
    entryPoints,
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
    plugins: [filesLoadedLater(later)],
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
  return { result, later };
};

/** Leaves what our own code loads by `import()` to files of their own, and notes them in `later`. */
const filesLoadedLater = (later: EntryPoints): Plugin => ({
  name: 'files-loaded-later',
  setup(bundler) {
    bundler.onResolve({ filter: /./ }, async ({ path: wanted, kind, importer, resolveDir }) => {
      if (kind !== 'dynamic-import' || importer.includes('/node_modules/')) return undefined;
      // As an `import-statement` it is passed over by the line above, and resolved as ever.
      const found = await bundler.resolve(wanted, {
        kind: 'import-statement',
        importer,
        resolveDir,
      });
      if (found.errors.length > 0) return { errors: found.errors };
      const name = nameOf(wanted);
      later[name] = found.path;
      return { path: `./${name}.js`, external: true };
    });
  },
});

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
