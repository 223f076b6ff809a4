// The sections of the benchmark, in the order in which they run.
import { capacitySection } from './capacity/section';
import { freshnessSection } from './freshness/section';
import { ingestSection } from './ingest/section';
import { memorySection } from './memory/section';
import { moduleLoadSection } from './module-load/section';
import { pipelineSection } from './pipeline/section';
import { reportSection } from './report/section';
import { rollupSection } from './rollup/section';
import { samplesSection } from './samples-way/section';
import type { Section } from './section';
import { tickSection } from './tick/section';

export const sections: readonly Section[] = [
  pipelineSection,
  ingestSection,
  rollupSection,
  tickSection,
  capacitySection,
  reportSection,
  freshnessSection,
  memorySection,
  moduleLoadSection,
  samplesSection,
];
