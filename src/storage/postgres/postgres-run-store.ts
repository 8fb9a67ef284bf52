import type { HumanLabel } from '../../domain/label-store.ts';
import { RunNotFoundError } from '../../domain/errors.ts';
import type { JobFigures } from '../../domain/job-figures.ts';
import type { JobStore } from '../../domain/job-store.ts';
import type { IndexState, RunPage, RunQuery } from '../../domain/list-query.ts';
import type { Rating, RunRatings } from '../../domain/ratings.ts';
import type { ResultPage, ResultQuery } from '../../domain/result.ts';
import type { ImportedSample, NewRun, Run, Sample, WholeSample } from '../../domain/run.ts';
import { parseRunId } from '../../domain/run-of-job.ts';
import type {
  ComparedPlace,
  ComparedRun,
  ComparedSample,
  ForeignVersion,
  ImportedRun,
  JudgeQuery,
  RunImport,
  RunStore,
  SampleRange,
  SlicingField,
  StepChoice,
} from '../../domain/run-store.ts';
import type {
  AggregateQuery,
  PlacedSample,
  SampleAggregate,
  SampleDetail,
  SamplePage,
  SampleQuery,
} from '../../domain/sample-query.ts';
import type { JudgedMetric } from '../../statistics/judged-run.ts';
import type { SampleLevels } from '../../statistics/scored-run.ts';
import type { IndexedRunStore } from '../index/indexed-run-store.ts';
import { HIDDEN } from './replica-documents.ts';
import type { Replica } from './replica.ts';
import type { SharedDocuments } from './shared-documents.ts';

export interface RunStoreParts {
  readonly replica: Replica;
  readonly jobs: JobStore;
  readonly documents: SharedDocuments;
}

/** The runs of shared storage: asked of the replica of this process, once that has what the database has. What Themis wrote is this machine's own. */
export class PostgresRunStore implements RunStore {
  readonly #parts: RunStoreParts;
  readonly #local: IndexedRunStore;

  constructor(parts: RunStoreParts) {
    this.#parts = parts;
    this.#local = parts.replica.storage.runs;
  }

  async list(asked?: RunQuery): Promise<RunPage> {
    await this.#inStep();
    return this.#local.list(asked);
  }

  async results(asked: ResultQuery): Promise<ResultPage> {
    await this.#inStep();
    return this.#local.results(asked);
  }

  async find(runId: string): Promise<Run | undefined> {
    await this.#inStep(runId);
    return this.#local.find(runId);
  }

  async foreign(): Promise<readonly ForeignVersion[]> {
    await this.#inStep();
    return this.#local.foreign();
  }

  async *samples(runId: string, range: SampleRange): AsyncGenerator<readonly Sample[]> {
    await this.#inStep(runId);
    yield* this.#local.samples(runId, range);
  }

  async *wholeSamples(runId: string): AsyncGenerator<readonly WholeSample[]> {
    await this.#inStep(runId);
    yield* this.#local.wholeSamples(runId);
  }

  async samplesOf(runId: string, places: readonly ComparedPlace[]): Promise<readonly (ComparedSample | undefined)[]> {
    await this.#inStep(runId);
    return this.#local.samplesOf(runId, places);
  }

  async page(runId: string, asked: SampleQuery): Promise<SamplePage> {
    await this.#inStep(runId, asked.against);
    return this.#local.page(runId, asked);
  }

  async aggregate(runId: string, asked: AggregateQuery): Promise<SampleAggregate> {
    await this.#inStep(runId, asked.against);
    return this.#local.aggregate(runId, asked);
  }

  async sample(runId: string, row: number, replicate?: number): Promise<SampleDetail | undefined> {
    await this.#inStep(runId);
    return this.#local.sample(runId, row, replicate);
  }

  async judged(runId: string, asked: JudgeQuery): Promise<readonly JudgedMetric[]> {
    await this.#inStep(runId);
    return this.#local.judged(runId, asked);
  }

  async ratings(runId: string, ratings: readonly Rating[]): Promise<RunRatings> {
    await this.#inStep(runId);
    return this.#local.ratings(runId, ratings);
  }

  async randomSamples(
    runId: string,
    draw: { readonly count: number; readonly seed: number },
  ): Promise<readonly PlacedSample[]> {
    await this.#inStep(runId);
    return this.#local.randomSamples(runId, draw);
  }

  async stepsOf(jobId: string, which?: StepChoice): Promise<readonly number[]> {
    await this.#inStep(jobId);
    return this.#local.stepsOf(jobId, which);
  }

  async jobFigures(jobId: string, examples?: number): Promise<JobFigures> {
    await this.#inStep(jobId);
    return this.#local.jobFigures(jobId, examples);
  }

  async compared(
    runIds: readonly string[],
    clusterBy?: string,
    labels?: readonly (readonly HumanLabel[])[],
  ): Promise<readonly ComparedRun[]> {
    await this.#inStep(...runIds);
    return this.#local.compared(runIds, clusterBy, labels);
  }

  async levels(runIds: readonly string[], field: SlicingField): Promise<readonly SampleLevels[]> {
    await this.#inStep(...runIds);
    return this.#local.levels(runIds, field);
  }

  async import(run: NewRun, samples: AsyncIterable<readonly ImportedSample[]>): Promise<ImportedRun> {
    const [imported] = await this.importAll([{ run, samples }]);
    if (imported === undefined) throw new Error('an import made no run');
    return imported;
  }

  async importAll(imports: readonly RunImport[]): Promise<readonly ImportedRun[]> {
    const { replica } = this.#parts;
    await this.#inStep();
    const imported = await this.#local.importAll(imports);
    try {
      await replica.imports.upload(imported.map(({ run: { runId } }) => runId));
    } catch (error) {
      // What the database has not, nobody has.
      for (const { run, isNew } of imported) if (isNew) await this.#local.delete(run.runId);
      throw error;
    }
    return imported;
  }

  async delete(runId: string): Promise<void> {
    const { replica, jobs, documents } = this.#parts;
    await this.#inStep(runId);
    const { source, origin, step_index: step } = await this.#local.row(runId);
    if (source === 'job' && step < 0) {
      await jobs.delete(origin);
      return;
    }
    if (source === 'import' && !(await replica.imports.delete(runId))) throw new RunNotFoundError(runId);
    if (source === 'job') {
      await documents.put({ kind: HIDDEN, owner: runId, name: '' }, runId);
      await documents.deleteOf(runId);
    }
    if (source === 'themis') await this.#local.delete(runId);
    await replica.catchUp();
  }

  state(): IndexState {
    return this.#parts.replica.state;
  }

  /** While the first copy is being made, what is asked for by id comes first. */
  async #inStep(...runIds: readonly (string | undefined)[]): Promise<void> {
    const { replica } = this.#parts;
    await replica.catchUp();
    if (replica.isWhole) return;
    for (const runId of runIds) {
      const jobId = runId === undefined ? undefined : parseRunId(runId)?.jobId;
      if (jobId !== undefined) await replica.catchUpJob(jobId);
    }
  }
}
