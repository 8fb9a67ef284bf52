import type { Job } from '../../domain/job.ts';

/** What a job is shown as whose manifest says nothing: its id, and what is wrong. */
export function brokenJob(jobId: string, projectsRoot: string, time: string, error: string): Job {
  const spec = { kind: 'run', project: '', program: '', prompt: '', examples: '', model: '', workers: 1 } as const;
  return {
    id: jobId,
    spec: { ...spec, repeats: 1, generationKwargs: {} },
    status: 'error',
    startedAt: time,
    finishedAt: time,
    error,
  stopped: null,
    projectsRoot,
    datasetPath: '',
    datasetSha256: '',
    plannedTrials: null,
    plannedScorings: null,
    assayVersion: null,
    extra: {},
  };
}
