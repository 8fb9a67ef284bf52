import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { NO_CALLS } from '../../../evaluation/call-totals.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoringEvent, trialEvent } from '../../../../test/contracts/run-store.contract.ts';
import { sampleJob } from '../../../../test/contracts/sample-job.ts';
import { type EventBatch, eventLine } from '../../../domain/event-batch.ts';
import type { Sample } from '../../../domain/run.ts';
import { IndexDatabase } from '../index-database.ts';
import { RunRows } from '../index-rows.ts';
import { query } from '../index-schema.ts';
import { JobIndexer } from '../job-indexer.ts';
import { jobRow, NO_LOG, putRun, runRowOfJob } from '../run-rows.ts';
import type { ReadableRun } from './readable-run.ts';

export type EventBody = ReturnType<typeof trialEvent>;

export { scoringEvent, trialEvent };

/** A trial with more in its example, or other things of its own, than `trialEvent` gives. */
export function trialWith(id: string, row: number, change: Readonly<Record<string, unknown>>): EventBody {
  const event = trialEvent(id, { row });
  return { ...event, payload: { ...event.payload, ...change } };
}

/** A run with one trial for each of the scores, in rows 0, 1, …; `null` for a trial that failed and has no score. */
export function scoredTrials(scores: readonly (number | null)[], metric = 'correct'): EventBody[] {
  return scores.flatMap((score, row) =>
    score === null
      ? [trialEvent(`t${row}`, { row, failed: true })]
      : [trialEvent(`t${row}`, { row }), scoringEvent(`t${row}`, score, { row, metric })],
  );
}

/** An index in a temporary folder, and the files of its runs. */
export class IndexedRuns {
  readonly folder = mkdtempSync(join(tmpdir(), 'assay-reads-'));
  readonly path = join(this.folder, 'index.sqlite');
  readonly textPath = `${this.path}.text`;
  readonly database = new IndexDatabase(this.path);

  /** A job with these events, written to its log and into the index; in the place of the one that had the id. */
  job(
    id: string,
    events: readonly EventBody[],
    { repeats = 1, hasEnded = true }: { readonly repeats?: number; readonly hasEnded?: boolean } = {},
  ): IndexedJob {
    return new IndexedJob(this, id, events, { repeats, hasEnded });
  }

  /** An import, written as its samples and into the index. */
  import(id: string, samples: readonly Sample[]): ReadableRun {
    const file = join(this.folder, `${id}.samples.jsonl`);
    const rows = new RunRows();
    const metrics = new Map<string, number>();
    let offset = 0;
    for (const [pos, sample] of samples.entries()) {
      const length = Buffer.byteLength(JSON.stringify(sample));
      rows.samples.push({ ...NO_NUMBERS, pos, row: pos, id: sample.id, cluster: sample.cluster ?? null, offset, length });
      for (const [name, score] of Object.entries(sample.scores)) {
        const metricNo = metrics.get(name) ?? metrics.size;
        metrics.set(name, metricNo);
        rows.scores.push({ metric_no: metricNo, pos, score, n: 1, failed: 0, m2: 0, offset, length });
      }
      offset += length + 1;
    }
    for (const [name, metricNo] of metrics) rows.metrics.push({ metric_no: metricNo, name, description: null, kind: null });
    writeFileSync(file, samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
    const counted = { ...NO_FIGURES, totalSamples: samples.length };
    const row = runRowOfJob('', sampleJob(id), null, { counted, figures: null });
    const runNo = putRun(this.database, { ...row, source: 'import', status: 'completed' }, 'remove');
    rows.write(this.database, runNo);
    return { runNo, runId: id, source: 'import', file, stamp: '' };
  }

  close(): void {
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A job whose events may go on. */
export class IndexedJob {
  readonly file: string;
  readonly run: ReadableRun;
  readonly #runs: IndexedRuns;
  readonly #indexer: JobIndexer;
  readonly #lines: string[] = [];

  constructor(
    runs: IndexedRuns,
    id: string,
    events: readonly EventBody[],
    { repeats, hasEnded }: { readonly repeats: number; readonly hasEnded: boolean },
  ) {
    const { spec } = sampleJob(id);
    const job = sampleJob(id, { spec: { ...spec, repeats }, status: hasEnded ? 'done' : 'running' });
    this.#runs = runs;
    this.file = join(runs.folder, `${id}.events.jsonl`);
    this.#indexer = new JobIndexer('scope', job);
    const known = { ...jobRow('scope', job), stamp: '', ...NO_LOG };
    runs.database.run(
      query
        .insertInto('jobs')
        .values(known)
        .onConflict((conflict) => conflict.doNothing()),
    );
    this.add(events);
    const ofJob = query.selectFrom('runs').select('run_no').where('scope', '=', 'scope').where('origin', '=', id);
    const row = runs.database.first(ofJob);
    this.run = { runNo: row?.run_no ?? 0, runId: id, source: 'job', file: this.file, stamp: '' };
  }

  add(events: readonly EventBody[]): void {
    const firstSeq = this.#lines.length;
    const offset = Buffer.byteLength(this.#lines.join(''));
    const lines = events.map((event, at) => eventLine({ seq: firstSeq + at, job_id: 'job', step_index: 0, ...event }));
    this.#lines.push(...lines);
    writeFileSync(this.file, this.#lines.join(''));
    const batch: EventBatch = { firstSeq, count: events.length, bytes: Buffer.from(lines.join('')) };
    this.#indexer.add(batch, offset);
    this.#indexer.write(this.#runs.database, 'exact');
  }

  /** No more events are to come. */
  end(): void {
    this.#indexer.job = { ...this.#indexer.job, status: 'done' };
    this.#indexer.write(this.#runs.database, 'exact');
  }
}

const NO_NUMBERS = {
  replicate: 0,
  compared_id: null,
  is_failed: 0,
  error_kind: null,
  tags: null,
  input_tokens: null,
  output_tokens: null,
  latency: null,
  cost: null,
  seq: -1,
};

const NO_FIGURES = {
  sampleCount: 0,
  failedTrials: 0,
  failures: { provider: 0, answer: 0, program: 0 },
  calls: NO_CALLS,
  failedScorings: 0,
  metrics: {},
  spreads: {},
  metricDefinitions: {},
  promptTemplate: null,
  isFinished: false,
  holdoutOf: null,
};
