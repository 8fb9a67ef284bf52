import {
  AmbiguousNameError,
  JobNotFoundError,
  type NameAdvice,
  type NameCandidate,
  RunNotFoundError,
} from '../../domain/errors.ts';
import type { Job } from '../../domain/job.ts';
import type { JobStore } from '../../domain/job-store.ts';
import { type NameReading, nameReadings, type Names } from '../../domain/names.ts';
import { mayHaveRun, parseRunId, runIdOf } from '../../domain/run-of-job.ts';
import { runName } from '../../domain/run-name.ts';
import type { AssayIndex } from './assay-index.ts';
import type { IndexedRunStore } from './indexed-run-store.ts';
import { MOST_NAMED, nameAdvice, stepAdvice } from './name-advice.ts';
import { bestStepOf, meaningsOf, type NamedRow } from './named-rows.ts';
import type { RunTable } from './run-table.ts';

export interface StoredNamesParts {
  readonly index: AssayIndex;
  readonly table: RunTable;
  readonly jobs: JobStore;
  readonly runs: IndexedRunStore;
}

/** What a name means, before it is known whether that is a run. */
interface Meaning {
  readonly row: NamedRow;
  readonly stepIndex: number | null;
}

/** Names as the index has them. A whole id costs one look at its row; any other name a few, after one look for new jobs. */
export class StoredNames implements Names {
  readonly #parts: StoredNamesParts;

  constructor(parts: StoredNamesParts) {
    this.#parts = parts;
  }

  async jobId(name: string): Promise<string> {
    const { jobs } = this.#parts;
    if ((await jobs.find(name)) !== undefined) return name;
    const [meaning] = await this.#meaning(name, nameReadings(name).slice(0, 1), false);
    if (meaning !== undefined) return meaning.row.id;
    throw new JobNotFoundError(this.#advice(name, false));
  }

  async runId(name: string): Promise<string> {
    const { table, jobs, runs } = this.#parts;
    if (table.readable(name) !== undefined) return name;
    const named = parseRunId(name);
    const job = named && (await jobs.find(named.jobId));
    if (job !== undefined) return this.#runOf(job, named?.stepIndex ?? null, name);
    if ((await runs.find(name)) !== undefined) return name;
    const [meaning] = await this.#meaning(name, nameReadings(name), true);
    if (meaning === undefined) throw new RunNotFoundError(name, this.#advice(name, true));
    const { row, stepIndex } = meaning;
    if (row.source !== 'job') return row.id;
    const meant = await jobs.find(row.id);
    if (meant === undefined) throw new RunNotFoundError(name, this.#advice(name, true));
    return this.#runOf(meant, stepIndex, name);
  }

  /** The one thing that a name means, or nothing. Throws `ambiguous_name`. */
  async #meaning(name: string, readings: readonly NameReading[], hasForeign: boolean): Promise<readonly Meaning[]> {
    const { index, jobs, table } = this.#parts;
    await jobs.list({ limit: 1 });
    const limit = MOST_NAMED + 1;
    const meanings = index.read((database) =>
      readings.flatMap((reading) =>
        meaningsOf(database, table.scope, reading, { limit, hasForeign }).map((row) => ({ row, stepIndex: reading.stepIndex })),
      ),
    );
    const possible: Meaning[] = [];
    for (const meaning of meanings) if (await this.#isPossible(meaning)) possible.push(meaning);
    // Of a job that lacks the step, it is for the job to say which it has.
    if (possible.length === 0 && meanings.length === 1) return meanings;
    if (possible.length < 2) return possible;
    const candidates = await Promise.all(possible.slice(0, MOST_NAMED).map((meaning) => this.#candidate(meaning)));
    throw new AmbiguousNameError(name, candidates, possible.length > MOST_NAMED);
  }

  /** Only a search has steps. */
  async #isPossible({ row, stepIndex }: Meaning): Promise<boolean> {
    if (stepIndex === null) return true;
    const job = row.source === 'job' ? await this.#parts.jobs.find(row.id) : undefined;
    return job !== undefined && mayHaveRun(job, { jobId: row.id, stepIndex });
  }

  async #candidate({ row, stepIndex }: Meaning): Promise<NameCandidate> {
    const job = stepIndex === null ? undefined : await this.#parts.jobs.find(row.id);
    if (job === undefined) return { id: row.id, name: row.name };
    return { id: runIdOf({ jobId: row.id, stepIndex }), name: runName(job.spec, stepIndex) };
  }

  /** The run of a job that is meant: its best step where it is a search and none is named. */
  async #runOf(job: Job, stepIndex: number | null, name: string): Promise<string> {
    if (job.spec.kind !== 'optimize' && stepIndex === null) return job.id;
    const { index, runs, table } = this.#parts;
    const steps = await runs.stepsOf(job.id);
    const step = stepIndex ?? index.read((database) => bestStepOf(database, table.scope, job.id));
    const runId = step === null ? undefined : runIdOf({ jobId: job.id, stepIndex: step });
    if (runId !== undefined && table.readable(runId) !== undefined) return runId;
    throw new RunNotFoundError(name, stepAdvice(job, stepIndex, steps));
  }

  #advice(name: string, hasForeign: boolean): NameAdvice {
    const { index, table } = this.#parts;
    return index.read((database) => nameAdvice(database, table.scope, name, hasForeign));
  }
}
