import { join } from 'node:path';
import { z } from 'zod';
import { type RunFigures, runFiguresOf } from '../../domain/run-of-job.ts';
import { readDocument } from '../../files/durable-file.ts';
import type { RunScores } from './job-scores.ts';

/** Raised when the figures or the columns of a job change their meaning: older files are made again. */
export const JOB_RUNS_VERSION = 2;

const stepSchema = z.object({
  step_index: z.int().nonnegative(),
  num_samples: z.int().nonnegative(),
  failed_trials: z.int().nonnegative(),
  failed_scorings: z.int().nonnegative(),
  metrics: z.record(z.string(), z.number()),
  metric_definitions: z.record(z.string(), z.object({ description: z.string(), kind: z.string() })),
  prompt_template: z.string().nullable(),
});

const documentSchema = z.object({ version: z.literal(JOB_RUNS_VERSION), stamp: z.string(), steps: z.array(stepSchema) });

/** One run of a job, without what the job itself says. */
export type JobRunDocument = z.infer<typeof stepSchema>;

/** All runs of a job, as its cache has them. */
export type JobRunsDocument = z.infer<typeof documentSchema>;

export const JOB_RUNS_FILE = 'runs.json';

export function jobRunDocument({ figures }: RunScores): JobRunDocument {
  const run = runFiguresOf(figures);
  return {
    step_index: figures.stepIndex,
    num_samples: run.sampleCount,
    failed_trials: run.failedTrials,
    failed_scorings: run.failedScorings,
    metrics: run.metrics,
    metric_definitions: run.metricDefinitions,
    prompt_template: run.promptTemplate,
  };
}

/** The figures of a run that can be compared: a step is there when it has ended. */
export function runFigures(step: JobRunDocument): RunFigures {
  return {
    sampleCount: step.num_samples,
    totalSamples: step.num_samples,
    failedTrials: step.failed_trials,
    failedScorings: step.failed_scorings,
    metrics: step.metrics,
    metricDefinitions: step.metric_definitions,
    promptTemplate: step.prompt_template,
    isFinished: true,
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
