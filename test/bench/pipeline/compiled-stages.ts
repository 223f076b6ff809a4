// The stages as they are deployed: bundled and minified. Run from its sources, the program would also
// be measured with what the loader of TypeScript adds to each function.
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as stages from './stages';

export const compiledStages = async (): Promise<typeof stages> => {
  const folder = await mkdtemp(join(tmpdir(), 'chargeback-bench-'));
  try {
    const outfile = join(folder, 'stages.js');
    await build({
      entryPoints: [join(__dirname, 'stages.ts')],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
    });
    return (await import(outfile)) as typeof stages;
  } finally {
    await rm(folder, { recursive: true });
  }
};
