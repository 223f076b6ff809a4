// The sections of the benchmark, in the order in which they run.
import { ingestSection } from './ingest/section';
import { pipelineSection } from './pipeline/section';
import { reportSection } from './report/section';
import { rollupSection } from './rollup/section';
import type { Section } from './section';

export const sections: readonly Section[] = [
  pipelineSection,
  ingestSection,
  rollupSection,
  reportSection,
];
