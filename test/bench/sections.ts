// The sections of the benchmark, in the order in which they run.
import { pipelineSection } from './pipeline/section';
import type { Section } from './section';

export const sections: readonly Section[] = [pipelineSection];
