import { decisionOf, type JobFigures, shownStepOf, type StoredFigures } from '../../../domain/job-figures.ts';
import type { Job } from '../../../domain/job.ts';
import type { ProposalPayload, ScoringPayload, TrialPayload } from '../../../evaluation/event.ts';
import type { JsonObject } from '../../../evaluation/json.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import type { ColumnCache } from '../read/column-cache.ts';
import { linesAt } from '../read/file-lines.ts';
import { latencyFigures } from '../read/latency-figures.ts';
import { placedSamples } from '../read/placed-samples.ts';
import { type ReadableRun, readableStamp } from '../read/readable-run.ts';
import { exampleMeans, RunColumns } from '../read/run-columns.ts';
import { metricNames } from '../read/run-metrics.ts';
import { eventIn } from '../read/sample-text.ts';
import { StaleRowsError } from '../read/stale-rows.error.ts';
import { distributionOf, presentValues } from '../read/value-aggregate.ts';
import { exampleNumbers } from './example-numbers.ts';
import { failureCounts } from './failure-counts.ts';
import { figuresFromRows } from './figures-from-rows.ts';
import { noiseOf } from './noise.ts';
import { telemetryCounts } from './telemetry-counts.ts';
import { weakestExamples } from './weakest-examples.ts';

/** A job in the index, and its log. */
export interface FiguresSource {
  readonly database: IndexDatabase;
  readonly cache: ColumnCache;
  readonly scope: string;
  readonly job: Job;
  /** The path of its log. */
  readonly file: string;
  /** See `ReadableRun`. */
  readonly refusesOtherLines: boolean;
  /** How many of the weakest examples are wanted. */
  readonly examples: number;
}

/** A step of a job, and its run in the index. */
interface IndexedStep {
  readonly run: ReadableRun;
  readonly figures: StoredFigures;
}

/** What a report needs of the events of a job, out of the index and a few lines of its log. */
export function jobFigures(source: FiguresSource): JobFigures {
  const { database, cache, job } = source;
  const steps = stepsOf(source);
  const runNos = steps.map(({ run }) => run.runNo);
  const shown = shownStepOf(steps.map(({ figures }) => figures));
  const shownRun = steps.find(({ figures }) => figures === shown)?.run;
  return {
    steps: steps.map(({ figures }) => figures),
    proposals: job.spec.kind === 'optimize' ? proposalsOf(source) : [],
    shownStep: shown?.stepIndex ?? null,
    ...(shownRun === undefined ? { noise: [], distributions: [], weakest: [] } : shownFigures(source, shownRun)),
    ...failureCounts(database, runNos),
    ...telemetryCounts(database, runNos),
    latency: latencyFigures(steps.map(({ run }) => new RunColumns(database, run, cache))),
  };
}

function stepsOf({ database, scope, job, file, refusesOtherLines }: FiguresSource): readonly IndexedStep[] {
  const rows = database.all(
    query
      .selectFrom('runs as r')
      .innerJoin('jobs as j', (join) => join.onRef('j.scope', '=', 'r.scope').onRef('j.job_id', '=', 'r.origin'))
      .select(['r.run_no', 'r.run_id', 'r.step_index', 'r.figures', 'r.stamp', 'r.digest', 'j.log_inode'])
      .where('r.scope', '=', scope)
      .where('r.source', '=', 'job')
      .where('r.origin', '=', job.id)
      .orderBy('r.step_index'),
  );
  return rows.map(({ run_no: runNo, run_id: runId, step_index: stepIndex, figures, log_inode: inode, ...row }) => ({
    run: { runNo, runId, source: 'job', file, stamp: readableStamp(row, inode), refusesOtherLines },
    figures:
      figures === null
        ? figuresFromRows(database, runNo, Math.max(0, stepIndex), job.spec.repeats > 1)
        : (JSON.parse(figures) as StoredFigures),
  }));
}

/** What is shown of one step only. */
function shownFigures(
  { database, cache, job, examples: count }: FiguresSource,
  run: ReadableRun,
): Pick<JobFigures, 'noise' | 'distributions' | 'weakest'> {
  const columns = new RunColumns(database, run, cache);
  const examples = job.spec.repeats > 1 ? exampleNumbers(columns) : null;
  return {
    noise: noiseOf(columns, examples),
    distributions: distributionsOf(columns, examples),
    weakest: count === 0 ? [] : weakestOf(columns, examples, count),
  };
}

/** Of the scores of examples, each by the mean of its trials. */
function distributionsOf(columns: RunColumns, examples: Int32Array | null): JobFigures['distributions'] {
  return metricNames(columns.database, columns.run).flatMap((metric, metricNo) => {
    const scores = columns.scores(metricNo);
    const values = examples === null ? scores : exampleMeans(scores, examples);
    const distribution = distributionOf(presentValues(values, null));
    return distribution === null ? [] : [{ metric, distribution }];
  });
}

/** Those whose trials are still in the log. */
function weakestOf(columns: RunColumns, examples: Int32Array | null, count: number): JobFigures['weakest'] {
  return weakestExamples(columns, examples, count).flatMap(({ pos, meanScore, trials }) => {
    const [sample] = placedSamples(columns.database, columns.run, [pos], { hasEvents: true, differences: null });
    const events = sample?.events ?? null;
    if (sample === undefined || events === null) return [];
    const scorings = events.scorings.toSorted((a, b) => Number(a['seq']) - Number(b['seq']));
    const trial = payloadOf(events.trial) as TrialPayload;
    const payloads = scorings.map((scoring) => payloadOf(scoring) as ScoringPayload);
    return [{ meanScore, trials, row: sample.row, trial, scorings: payloads }];
  });
}

/** Each by its proposal event, or else by the event that ended its step. */
function proposalsOf({ database, scope, job, file, refusesOtherLines }: FiguresSource): JobFigures['proposals'] {
  const marks = database.all(
    query
      .selectFrom('marks')
      .select(['seq', 'step_index', 'type', 'offset', 'length'])
      .where('scope', '=', scope)
      .where('job_id', '=', job.id)
      .where('type', 'in', ['proposal', 'step'])
      .orderBy('seq'),
  );
  const lines = linesAt(file, marks);
  const payloads = new Map<number, ProposalPayload[]>();
  for (const [at, { seq, step_index: stepIndex, type }] of marks.entries()) {
    const event = eventIn(lines[at], { type, seq });
    if (event === undefined && refusesOtherLines) throw new StaleRowsError();
    if (event !== undefined) payloads.set(stepIndex, [...(payloads.get(stepIndex) ?? []), payloadOf(event) as ProposalPayload]);
  }
  return [...payloads].flatMap(([stepIndex, [proposal, ...others]]) =>
    proposal === undefined ? [] : [{ stepIndex, proposal, decision: decisionOf(proposal, ...others) }],
  );
}

function payloadOf(event: JsonObject): unknown {
  return event['payload'];
}
