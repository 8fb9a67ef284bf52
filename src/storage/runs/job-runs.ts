import type { Clock } from '../../domain/clock.ts';
import { isSettled, type Job } from '../../domain/job.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { RunSummary, Sample } from '../../domain/run.ts';
import { parseRunId, runOfJob, runSummaryOfJob } from '../../domain/run-of-job.ts';
import { inParallel } from '../../files/in-parallel.ts';
import type { ScoredRun } from '../../statistics/scored-run.ts';
import type { HiddenRuns } from './hidden-runs.ts';
import type { JobRunCache } from './job-run-cache.ts';
import { type JobRunDocument, runFigures } from './job-run-document.ts';
import { jobSamples, jobTrials } from './job-samples.ts';
import { pathLabel } from './path-label.ts';
import { rowOfId } from './run-columns.ts';
import type { FoundRun, RunPart } from './run-part.ts';

const READERS = 8;

interface Listed {
  readonly jobs: readonly Job[];
  readonly hidden: string;
  readonly runs: readonly RunSummary[];
}

/** Jobs as runs: a run or evaluate job is one, and so is every finished step of an optimize job. */
export class JobRuns implements RunPart {
  readonly #jobs: JobStore;
  readonly #cache: JobRunCache;
  readonly #hidden: HiddenRuns;
  readonly #clock: Clock;
  readonly #onFault: (message: string) => void;
  readonly #summaries = new WeakMap<Job, readonly RunSummary[]>();
  #listed: Listed | undefined;

  constructor(jobs: JobStore, cache: JobRunCache, hidden: HiddenRuns, clock: Clock, onFault: (message: string) => void) {
    this.#jobs = jobs;
    this.#cache = cache;
    this.#hidden = hidden;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  async list(): Promise<readonly RunSummary[]> {
    const [jobs, hidden] = await Promise.all([this.#jobs.list().then((page) => page.jobs), this.#hidden.refresh()]);
    if (this.#listed?.jobs === jobs && this.#listed.hidden === hidden) return this.#listed.runs;
    const ofJob = new Map<string, readonly RunSummary[]>();
    await inParallel(jobs, READERS, async (job) => void ofJob.set(job.id, await this.#summariesOf(job)));
    const runs = [...ofJob.values()].flat().filter(({ runId }) => !this.#hidden.has(keyOf(runId)));
    this.#listed = jobs.every(({ status }) => isSettled(status)) ? { jobs, hidden, runs } : undefined;
    return runs;
  }

  async find(runId: string): Promise<FoundRun | undefined> {
    const named = parseRunId(runId);
    const job = named && (await this.#jobs.inspect(named.jobId));
    if (job === undefined || (job.spec.kind === 'optimize') !== (named?.stepIndex !== null)) return undefined;
    await this.#hidden.refresh();
    if (this.#hidden.has(keyOf(runId))) return undefined;
    const { steps } = await this.#cache.current(job);
    const step = steps.find(({ step_index: index }) => index === (named?.stepIndex ?? 0));
    return step && this.#found(job, step);
  }

  async delete(runId: string): Promise<boolean> {
    const named = parseRunId(runId);
    if (named === undefined || (await this.find(runId)) === undefined) return false;
    if (named.stepIndex === null) {
      await this.#jobs.delete(named.jobId);
      await this.#cache.forget(named.jobId);
    } else {
      await this.#hidden.add(keyOf(runId), runId, this.#clock.now());
    }
    return true;
  }

  /** Makes the columns of a settled job. */
  async settle(jobId: string): Promise<void> {
    const job = await this.#jobs.find(jobId);
    if (job !== undefined && isSettled(job.status)) await this.#cache.current(job);
  }

  #found(job: Job, step: JobRunDocument): FoundRun {
    const columns = (): ReturnType<JobRunCache['columns']> => this.#cache.columns(job, step.step_index);
    const jobs = this.#jobs;
    return {
      run: runOfJob(job, stepOf(job, step), runFigures(step)),
      async *samples(range) {
        yield* jobSamples(jobs, job.id, await columns(), range);
      },
      async samplesOf(ids) {
        const known = await columns();
        const samples: Sample[] = [];
        for (const id of ids) {
          const offset = known.firsts[rowOfId(known.scored, id)];
          if (offset === undefined) continue;
          for await (const batch of jobSamples(jobs, job.id, known, { offset, limit: 1 })) samples.push(...batch);
        }
        return samples;
      },
      scores: (clusterBy) => this.#scores(job, step, clusterBy),
    };
  }

  async #scores(job: Job, step: JobRunDocument, clusterBy?: string): Promise<ScoredRun> {
    const columns = await this.#cache.columns(job, step.step_index);
    if (clusterBy === undefined || clusterBy === 'cluster') return columns.scored;
    const clusters = new Array<string | null>(columns.scored.ids.length).fill(null);
    for await (const trials of jobTrials(this.#jobs, job.id, columns, { offset: 0 })) {
      for (const { sample, payload } of trials) {
        const row = columns.rows[sample];
        if (row !== undefined) clusters[row] ??= pathLabel(payload.example, clusterBy);
      }
    }
    return { ...columns.scored, clusters };
  }

  /** A job whose events can't be read is a run without samples that says so. */
  async #summariesOf(job: Job): Promise<readonly RunSummary[]> {
    const known = this.#summaries.get(job);
    if (known !== undefined) return known;
    try {
      const { steps } = await this.#cache.known(job);
      const runs = steps.map((step) => runSummaryOfJob(job, stepOf(job, step), runFigures(step)));
      if (isSettled(job.status)) this.#summaries.set(job, runs);
      return runs;
    } catch (error) {
      this.#onFault(`the runs of job ${job.id} can't be read and are left out: ${String(error)}`);
      return [];
    }
  }
}

/** Only the steps of a search are runs of their own. */
function stepOf({ spec }: Job, { step_index: index }: JobRunDocument): number | null {
  return spec.kind === 'optimize' ? index : null;
}

function keyOf(runId: string): string {
  return `job:${runId}`;
}
