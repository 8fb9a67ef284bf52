import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from '../../files/json-document.ts';
import type { StepScores } from './step-scores.ts';

const stepSchema = z.object({
  step_index: z.int().nonnegative(),
  num_samples: z.int().nonnegative(),
  failed_trials: z.int().nonnegative(),
  failed_scorings: z.int().nonnegative(),
  metrics: z.record(z.string(), z.number()),
  metric_definitions: z.record(z.string(), z.object({ description: z.string(), kind: z.string() })),
  prompt_template: z.string().nullable(),
});

const documentSchema = z.object({ version: z.literal(1), stamp: z.string(), steps: z.array(stepSchema) });

/** One run of a job, without what the job itself says. */
export type JobRunDocument = z.infer<typeof stepSchema>;

/** All runs of a job, as its cache has them. */
export type JobRunsDocument = z.infer<typeof documentSchema>;

export const JOB_RUNS_FILE = 'runs.json';

export function jobRunDocument(step: StepScores): JobRunDocument {
  return {
    step_index: step.stepIndex,
    num_samples: step.size,
    failed_trials: step.failedTrials,
    failed_scorings: step.failedScorings,
    metrics: step.means(),
    metric_definitions: step.knownMetrics(),
    prompt_template: step.finished?.prompt_template ?? null,
  };
}

/** The runs that a cache has of a job in this state; `undefined` where it has none, older ones, or something else. */
export async function readJobRuns(folder: string, stamp: string): Promise<JobRunsDocument | undefined> {
  try {
    const parsed = documentSchema.safeParse(await readDocument(join(folder, JOB_RUNS_FILE)));
    return parsed.data?.stamp === stamp ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
