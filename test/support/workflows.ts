// The GitHub workflows as a test sees them: the text, and what it says.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { parse } from 'yaml';

export const workflowFolder = '.github/workflows';

const permissionsSchema = z.record(z.string(), z.string());

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});

const jobSchema = z.object({
  uses: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  permissions: permissionsSchema.optional(),
  environment: z.union([z.string(), z.object({ name: z.string() })]).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(stepSchema).optional(),
});

const workflowSchema = z.object({
  on: z.unknown(),
  permissions: permissionsSchema.optional(),
  defaults: z.object({ run: z.object({ shell: z.string() }) }).optional(),
  jobs: z.record(z.string(), jobSchema),
});

export type Job = z.infer<typeof jobSchema>;
export type Step = z.infer<typeof stepSchema>;

export interface Workflow extends z.infer<typeof workflowSchema> {
  readonly file: string;
  readonly text: string;
}

export const readWorkflows = (root: string): readonly Workflow[] =>
  readdirSync(path.join(root, workflowFolder))
    .sort()
    .map((name) => {
      const file = `${workflowFolder}/${name}`;
      const text = readFileSync(path.join(root, file), 'utf8');
      return { file, text, ...workflowSchema.parse(parse(text)) };
    });

export const stepsOf = ({ jobs }: Workflow): readonly Step[] =>
  Object.values(jobs).flatMap(({ steps = [] }) => steps);
