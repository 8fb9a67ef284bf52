import { parseJson } from '../../evaluation/canonical-json.ts';
import type { RunPage, RunQuery } from '../../domain/list-query.ts';
import type { Run } from '../../domain/run.ts';
import { parseRunId } from '../../domain/run-of-job.ts';
import type { ForeignVersion, StepChoice } from '../../domain/run-store.ts';
import type { JsonObject } from '../../evaluation/json.ts';
import type { AssayIndex } from './assay-index.ts';
import { query, type RunsTable } from './index-schema.ts';
import { isShown, runPage, runSummaryOf } from './run-page.ts';

/** A run as the index has it. */
export type StoredRunRow = Omit<RunsTable, 'run_no'> & { readonly run_no: number };

/** The runs of one projects root and of the storage folder, in the index. */
export class RunTable {
  readonly scope: string;
  readonly #index: AssayIndex;

  constructor(index: AssayIndex, scope: string) {
    this.#index = index;
    this.scope = scope;
  }

  /** A page of the runs that match. Throws `unusable_request` for a cursor that this list did not give out. */
  page(asked: RunQuery): RunPage {
    return this.#index.read((database) => runPage(database, this.scope, asked));
  }

  /** The run that has an id, as lists show it. */
  find(runId: string): StoredRunRow | undefined {
    return this.#index.read((database) =>
      database.first(
        query
          .selectFrom('runs')
          .selectAll()
          .where('run_id', '=', runId)
          .where('scope', 'in', [this.scope, ''])
          .where(isShown(this.scope)),
      ),
    );
  }

  /** The imports and the runs of Themis that lists show. */
  foreign(): readonly ForeignVersion[] {
    const rows = this.#index.read((database) =>
      database.all(
        query
          .selectFrom('runs')
          .select(['run_id', 'run_no', 'status'])
          .where('scope', '=', '')
          .where('source', '!=', 'job')
          .where(isShown(this.scope)),
      ),
    );
    // A run that is read anew gets a new row.
    return rows.map((row) => ({ runId: row.run_id, version: `${row.run_no}`, isUnderWay: row.status === 'in_progress' }));
  }

  /** The run of a job, or of a step of one, whether or not that has ended. */
  ofJob(jobId: string, stepIndex: number | null): StoredRunRow | undefined {
    return this.#index.read((database) =>
      database.first(
        query
          .selectFrom('runs')
          .selectAll()
          .where('scope', '=', this.scope)
          .where('source', '=', 'job')
          .where('origin', '=', jobId)
          .where('step_index', '=', stepIndex ?? -1),
      ),
    );
  }

  /** The steps of a job that have begun, in their order. */
  stepsOf(jobId: string, which: StepChoice): readonly number[] {
    const rows = this.#index.read((database) =>
      database.all(
        query
          .selectFrom('runs')
          .select(['step_index', 'holdout_of'])
          .where('scope', '=', this.scope)
          .where('source', '=', 'job')
          .where('origin', '=', jobId)
          .orderBy('step_index'),
      ),
    );
    const wanted = rows.filter(({ step_index: index, holdout_of: of }) => index >= 0 && (which === 'all' || of === null));
    return wanted.map(({ step_index: stepIndex }) => stepIndex);
  }

  /** The run that has an id, or the step of a job that has yet to become one. */
  readable(runId: string): StoredRunRow | undefined {
    const named = parseRunId(runId);
    return this.find(runId) ?? (named && this.#stepUnderWay(named.jobId, named.stepIndex));
  }

  #stepUnderWay(jobId: string, stepIndex: number | null): StoredRunRow | undefined {
    const row = this.ofJob(jobId, stepIndex);
    return row?.is_listed === 0 ? row : undefined;
  }
}

/** The run of a row. */
export function runOfRow(row: StoredRunRow): Run {
  return { ...runSummaryOf(row), metadata: parseJson(row.metadata) as JsonObject };
}
