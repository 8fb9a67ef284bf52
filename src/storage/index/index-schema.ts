import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Generated } from 'kysely';

/** Raised when the tables, or what stands in them, change: an older index is made anew. */
export const INDEX_VERSION = 14;

/** A job as its manifest says, for lists. */
export interface JobsTable {
  /** Of the projects root that it belongs to (see `scopeOf`). */
  readonly scope: string;
  readonly job_id: string;
  /** `started_at` in milliseconds since 1970; `null` where it can't be read. */
  readonly instant: number | null;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly kind: string;
  readonly status: string;
  readonly project: string;
  readonly program: string;
  readonly prompt: string;
  readonly examples: string;
  readonly model: string;
  readonly experiment_id: string;
  /** Its kind in the list of results: see `resultKindOf`. */
  readonly result_kind: string;
  /** What a person calls it: see `jobName`. */
  readonly name: string;
  /** The label that it was given. */
  readonly label: string | null;
  /** All that a search looks at, in lower case. */
  readonly search: string;
  /** The job as it is shown, as JSON. */
  readonly document: string;
  /** The state of the manifest that it was read from; empty where it is not likely to stay. */
  readonly stamp: string;
  /** The state of the log up to which its events are in the index; `null` while that is not known. */
  readonly log_stamp: string | null;
  /** The file that the log was when it was read. */
  readonly log_inode: string | null;
  /** The number of the next event that is not in the index. */
  readonly next_seq: number;
  /** Bytes of the log that are in the index. */
  readonly log_bytes: number;
  /** Trials in the index, of all steps, and those of them that failed. */
  readonly trials: number;
  readonly failed_trials: number;
  /** Trials and scorings in the index. */
  readonly work: number;
  /** What its calls of models cost by then, in US dollars; `null` where that is not known. */
  readonly cost: number | null;
  /** The best step that has ended; `null` where none has a score, or it has no steps. */
  readonly best_step: number | null;
  /** The step whose scores the list shows: the test of the best one on held-out rows, else the best itself. */
  readonly told_step: number | null;
}

/** What can be compared: a job, a step of a job, an import, a run that Themis wrote. */
export interface RunsTable {
  readonly run_no: Generated<number>;
  /** Of the projects root, for a job; empty for what the storage folder has; `draft:…` for what is not whole yet, or is being removed. */
  readonly scope: string;
  readonly run_id: string;
  readonly source: 'job' | 'import' | 'themis';
  /** The job, or the folder within its root. */
  readonly origin: string;
  /** Of a step; -1 for all else. */
  readonly step_index: number;
  /** Of a test on held-out rows: the step whose template it is; `null` for all else. */
  readonly holdout_of: number | null;
  /** 0 for a step of a search that has not ended, which is no run yet. */
  readonly is_listed: number;
  /** Its name in `hidden`, once it was deleted while what it is made of stays. */
  readonly hide_key: string;
  readonly experiment_id: string;
  readonly status: string;
  /** `created_at` in milliseconds since 1970. */
  readonly instant: number | null;
  readonly created_at: string | null;
  readonly name: string;
  readonly label: string | null;
  readonly kind: string | null;
  readonly project: string | null;
  readonly program: string | null;
  readonly prompt: string | null;
  readonly model: string | null;
  readonly dataset: string | null;
  /** All that a search looks at, in lower case. */
  readonly search: string;
  /** Samples that have a score. */
  readonly num_samples: number;
  readonly total_samples: number;
  readonly failed_samples: number;
  /** Means by metric, as JSON. */
  readonly metrics: string;
  /** How what these are the means of spreads (`MetricSpread` by metric), as JSON. */
  readonly spreads: string;
  /** What was counted and averaged (`StoredFigures`), as JSON; `null` for an import. */
  readonly figures: string | null;
  /** The calls of models by now (`CallsByRole`), as JSON; `null` for an import. */
  readonly calls: string | null;
  /** What it was made with, as JSON. */
  readonly metadata: string;
  /** The state of what it was made from. */
  readonly stamp: string;
  /** Of all that was given, for an import; the time zone that its times were read in, for a run that Themis wrote; else empty. */
  readonly digest: string;
}

/** A trial seen from its run. `pos` counts them from 0 in the order in which they came. */
export interface SamplesTable {
  readonly run_no: number;
  readonly pos: number;
  /** The example's number in its dataset; where none was recorded, the number of the example in the order in which they came. */
  readonly row: number;
  readonly replicate: number;
  readonly id: string;
  /** The id under which it is compared: that of the first replicate; `null` where it is its own. */
  readonly compared_id: string | null;
  readonly is_failed: number;
  /** Of a failed one: the kind that its error names, else the error's type. */
  readonly error_kind: string | null;
  readonly cluster: string | null;
  /** A JSON list; `null` without any. */
  readonly tags: string | null;
  /** Of all calls of the model, those that were of no use too. */
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  /** Seconds, of all calls of the model; `null` where it was not asked. */
  readonly latency: number | null;
  readonly cost: number | null;
  /** The number of its event; -1 where it is of no job. */
  readonly seq: number;
  /** Where its line begins in the file that it is from. */
  readonly offset: number;
  /** Bytes of its line, without the newline. */
  readonly length: number;
}

/** What a metric says about a sample: the mean of its looks. */
export interface ScoresTable {
  readonly run_no: number;
  readonly metric_no: number;
  readonly pos: number;
  /** The mean of the looks that succeeded; `null` where none did. */
  readonly score: number | null;
  /** Looks that succeeded. */
  readonly n: number;
  /** Looks that failed. */
  readonly failed: number;
  /** The sum of squared differences from the mean. */
  readonly m2: number;
  /** Where the line of the last look begins, and its bytes; 0 bytes where there is no such line. */
  readonly offset: number;
  readonly length: number;
}

/** Looks at samples that were looked at more than once by a metric: all of them. */
export interface LooksTable {
  readonly run_no: number;
  readonly pos: number;
  readonly metric_no: number;
  readonly look: number;
  readonly score: number | null;
  readonly offset: number;
  readonly length: number;
}

/** What failed, in words: of a trial (`metric_no` -1) or of a scoring. */
export interface FailuresTable {
  readonly run_no: number;
  readonly pos: number;
  readonly metric_no: number;
  readonly look: number;
  readonly type: string;
  readonly message: string;
  /** Its reason (`reasonNumber`), which is made of these two. */
  readonly reason: number;
  /** The number of its event; -1 where it is of no job. */
  readonly seq: number;
}

/** The metrics of a run, numbered from 0 in the order in which they came. */
export interface MetricsTable {
  readonly run_no: number;
  readonly metric_no: number;
  readonly name: string;
  readonly description: string | null;
  readonly kind: string | null;
}

export interface TagsTable {
  readonly run_no: number;
  readonly tag: string;
  readonly pos: number;
}

/** Events of a job that are neither trials nor scorings: where they are in its log. */
export interface MarksTable {
  readonly scope: string;
  readonly job_id: string;
  readonly seq: number;
  readonly step_index: number;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

/** Columns of a run as bytes, made from its rows when they are first needed (see `comparison-columns.ts`). */
export interface ColumnsTable {
  readonly run_no: number;
  readonly name: string;
  /** The state of the rows that they were made from. */
  readonly stamp: string;
  readonly bytes: Uint8Array;
}

/** Samples whose own files can't be read from the middle: as JSON. */
export interface DocumentsTable {
  readonly run_no: number;
  readonly pos: number;
  readonly document: string;
}

/** Runs that were deleted while what they are made of stays: the names of the files in `.hidden`, which are the truth. */
export interface HiddenTable {
  readonly hide_key: string;
  /** The state of what it was made from, when it was hidden; empty where that does not matter. */
  readonly stamp: string;
}

export interface IndexSchema {
  readonly jobs: JobsTable;
  readonly runs: RunsTable;
  readonly samples: SamplesTable;
  readonly scores: ScoresTable;
  readonly looks: LooksTable;
  readonly failures: FailuresTable;
  readonly metrics: MetricsTable;
  readonly tags: TagsTable;
  readonly marks: MarksTable;
  readonly columns: ColumnsTable;
  readonly documents: DocumentsTable;
  readonly hidden: HiddenTable;
}

/** Tables whose rows belong to a run. */
export const RUN_TABLES = [
  'samples',
  'scores',
  'looks',
  'failures',
  'metrics',
  'tags',
  'columns',
  'documents',
] as const satisfies readonly (keyof IndexSchema)[];

/** Makes the tables of an empty index. */
export const INDEX_TABLES = `
CREATE TABLE jobs (
  scope TEXT NOT NULL, job_id TEXT NOT NULL, instant REAL, started_at TEXT NOT NULL, finished_at TEXT, kind TEXT NOT NULL,
  status TEXT NOT NULL, project TEXT NOT NULL, program TEXT NOT NULL, prompt TEXT NOT NULL, examples TEXT NOT NULL,
  model TEXT NOT NULL, experiment_id TEXT NOT NULL, result_kind TEXT NOT NULL, name TEXT NOT NULL, label TEXT, search TEXT NOT NULL, document TEXT NOT NULL, stamp TEXT NOT NULL, log_stamp TEXT, log_inode TEXT,
  next_seq INTEGER NOT NULL, log_bytes INTEGER NOT NULL, trials INTEGER NOT NULL, failed_trials INTEGER NOT NULL,
  work INTEGER NOT NULL, cost REAL, best_step INTEGER, told_step INTEGER, PRIMARY KEY (scope, job_id)
) WITHOUT ROWID;
CREATE INDEX jobs_newest ON jobs (scope, instant DESC, started_at DESC, job_id DESC);
CREATE INDEX jobs_label ON jobs (scope, label, instant DESC, started_at DESC, job_id DESC) WHERE label IS NOT NULL;
CREATE TABLE runs (
  run_no INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, run_id TEXT NOT NULL, source TEXT NOT NULL,
  origin TEXT NOT NULL, step_index INTEGER NOT NULL, holdout_of INTEGER, is_listed INTEGER NOT NULL, hide_key TEXT NOT NULL, experiment_id TEXT NOT NULL,
  status TEXT NOT NULL, instant REAL, created_at TEXT, name TEXT NOT NULL, label TEXT, kind TEXT, project TEXT, program TEXT,
  prompt TEXT, model TEXT, dataset TEXT, search TEXT NOT NULL, num_samples INTEGER NOT NULL, total_samples INTEGER NOT NULL,
  failed_samples INTEGER NOT NULL, metrics TEXT NOT NULL, spreads TEXT NOT NULL, figures TEXT, calls TEXT, metadata TEXT NOT NULL, stamp TEXT NOT NULL,
  digest TEXT NOT NULL
);
CREATE UNIQUE INDEX runs_origin ON runs (scope, source, origin, step_index);
CREATE INDEX runs_id ON runs (run_id);
CREATE INDEX runs_themis_name ON runs (name) WHERE source = 'themis';
CREATE INDEX runs_label ON runs (scope, label, instant DESC, created_at DESC, run_id DESC) WHERE source <> 'job' AND label IS NOT NULL;
CREATE INDEX runs_newest ON runs (scope, instant DESC, created_at DESC, run_id DESC);
CREATE TABLE samples (
  run_no INTEGER NOT NULL, pos INTEGER NOT NULL, "row" INTEGER NOT NULL, replicate INTEGER NOT NULL, id TEXT NOT NULL,
  compared_id TEXT, is_failed INTEGER NOT NULL, error_kind TEXT, cluster TEXT, tags TEXT, input_tokens INTEGER,
  output_tokens INTEGER, latency REAL, cost REAL, seq INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
  PRIMARY KEY (run_no, pos)
) WITHOUT ROWID;
CREATE INDEX samples_row ON samples (run_no, "row", replicate);
CREATE TABLE scores (
  run_no INTEGER NOT NULL, metric_no INTEGER NOT NULL, pos INTEGER NOT NULL, score REAL, n INTEGER NOT NULL,
  failed INTEGER NOT NULL, m2 REAL NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
  PRIMARY KEY (run_no, metric_no, pos)
) WITHOUT ROWID;
CREATE TABLE looks (
  run_no INTEGER NOT NULL, pos INTEGER NOT NULL, metric_no INTEGER NOT NULL, look INTEGER NOT NULL, score REAL,
  offset INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (run_no, pos, metric_no, look)
) WITHOUT ROWID;
CREATE TABLE failures (
  run_no INTEGER NOT NULL, pos INTEGER NOT NULL, metric_no INTEGER NOT NULL, look INTEGER NOT NULL, type TEXT NOT NULL,
  message TEXT NOT NULL, reason INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (run_no, pos, metric_no, look)
) WITHOUT ROWID;
CREATE TABLE metrics (
  run_no INTEGER NOT NULL, metric_no INTEGER NOT NULL, name TEXT NOT NULL, description TEXT, kind TEXT,
  PRIMARY KEY (run_no, metric_no)
) WITHOUT ROWID;
CREATE TABLE tags (run_no INTEGER NOT NULL, tag TEXT NOT NULL, pos INTEGER NOT NULL, PRIMARY KEY (run_no, tag, pos)) WITHOUT ROWID;
CREATE TABLE marks (
  scope TEXT NOT NULL, job_id TEXT NOT NULL, seq INTEGER NOT NULL, step_index INTEGER NOT NULL, type TEXT NOT NULL,
  offset INTEGER NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (scope, job_id, seq)
) WITHOUT ROWID;
CREATE TABLE columns (
  run_no INTEGER NOT NULL, name TEXT NOT NULL, stamp TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (run_no, name)
);
CREATE TABLE hidden (hide_key TEXT NOT NULL PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (run_no INTEGER NOT NULL, pos INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (run_no, pos));
PRAGMA user_version = ${INDEX_VERSION};
`;

/** Builds queries over the index, which an `IndexDatabase` runs: it can't run them itself. */
export const query = new Kysely<IndexSchema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
