import type { StoredFigures, StoredMetricFigures } from '../../../domain/job-figures.ts';
import { aggregate, RunningAggregate } from '../../../evaluation/aggregate.ts';
import { type CallsByRole, NO_CALLS } from '../../../evaluation/call-totals.ts';
import type { ScoreBounds } from '../../../evaluation/score-bounds.ts';
import type { FailureCounts } from '../../../evaluation/step-fold.ts';
import { isFailureKind } from '../../../evaluation/trial.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';

const SCORED_EXAMPLES =
  'SELECT count(DISTINCT sample."row") FROM samples AS sample WHERE sample.run_no = ? ' +
  'AND EXISTS (SELECT 1 FROM scores AS score WHERE score.run_no = sample.run_no AND score.pos = sample.pos AND score.score IS NOT NULL)';

/** The figures of a step under way, out of its rows: another process has them, and writes them when it ends. */
export function figuresFromRows(database: IndexDatabase, runNo: number, stepIndex: number, isRepeated: boolean): StoredFigures {
  const samples = database
    .statement(
      'SELECT count(*) AS trials, sum(is_failed) AS failed, count(DISTINCT "row") AS examples FROM samples WHERE run_no = ?',
    )
    .get(runNo);
  const looks = database
    .statement('SELECT sum(n + failed) AS scorings, sum(failed) AS failed FROM scores WHERE run_no = ?')
    .get(runNo);
  const [[scored] = []] = database.values(SCORED_EXAMPLES, runNo);
  const metrics = metricFigures(database, runNo, isRepeated);
  return {
    stepIndex,
    isFinished: false,
    promptTemplate: null,
    holdoutOf: holdoutOf(database, runNo),
    score: null,
    worstScore: null,
    trials: Number(samples?.trials ?? 0),
    scoredExamples: Number(scored ?? 0),
    failedTrials: Number(samples?.failed ?? 0),
    failures: failuresOf(database, runNo),
    scorings: Number(looks?.scorings ?? 0),
    failedScorings: Number(looks?.failed ?? 0),
    calls: callsOf(database, runNo),
    examples: Number(samples?.examples ?? 0),
    metrics,
    overall: aggregate(metrics.flatMap(({ overExamples: { mean } }) => (mean === null ? [] : [mean]))),
    summary: null,
  };
}

function holdoutOf(database: IndexDatabase, runNo: number): number | null {
  return database.first(query.selectFrom('runs').select('holdout_of').where('run_no', '=', runNo))?.holdout_of ?? null;
}

function failuresOf(database: IndexDatabase, runNo: number): FailureCounts {
  const counts = { provider: 0, answer: 0, program: 0 };
  const kinds = 'SELECT error_kind, count(*) FROM samples WHERE run_no = ? AND is_failed = 1 GROUP BY error_kind';
  for (const [kind, count] of database.values(kinds, runNo)) if (isFailureKind(kind)) counts[kind] = Number(count);
  return counts;
}

function callsOf(database: IndexDatabase, runNo: number): CallsByRole {
  const row = database.first(query.selectFrom('runs').select('calls').where('run_no', '=', runNo));
  return row?.calls === null || row === undefined ? NO_CALLS : (JSON.parse(row.calls) as CallsByRole);
}

function metricFigures(database: IndexDatabase, runNo: number, isRepeated: boolean): readonly StoredMetricFigures[] {
  const metrics = database.all(query.selectFrom('metrics').selectAll().where('run_no', '=', runNo).orderBy('metric_no'));
  return metrics.map(({ metric_no: metricNo, name, description, kind }) => {
    const overExamples = new RunningAggregate();
    for (const mean of exampleMeans(database, runNo, metricNo, isRepeated)) overExamples.add(mean);
    const { aggregate: figures } = overExamples;
    const info = { name, description: description ?? '', kind: kind === 'llm_judge' ? kind : 'programmatic' } as const;
    return { name, info, overExamples: figures, overScorings: figures, bounds: boundsOf(database, runNo, metricNo) };
  });
}

function boundsOf(database: IndexDatabase, runNo: number, metricNo: number): ScoreBounds {
  const counts =
    'SELECT count(score), coalesce(sum(score NOT IN (0, 1)), 0), coalesce(sum(score < 0 OR score > 1), 0) ' +
    'FROM scores WHERE run_no = ? AND metric_no = ?';
  const [[count, others, outside] = []] = database.values(counts, runNo, metricNo);
  return { isNormalized: outside === 0, binaryScores: others === 0 ? Number(count) : null };
}

/** By the mean of its trials. */
function exampleMeans(database: IndexDatabase, runNo: number, metricNo: number, isRepeated: boolean): number[] {
  const single = 'SELECT score FROM scores WHERE run_no = ? AND metric_no = ? AND score IS NOT NULL';
  const repeated =
    'SELECT avg(score.score) FROM scores AS score ' +
    'JOIN samples AS sample ON sample.run_no = score.run_no AND sample.pos = score.pos ' +
    'WHERE score.run_no = ? AND score.metric_no = ? AND score.score IS NOT NULL GROUP BY sample."row"';
  return Array.from(database.values(isRepeated ? repeated : single, runNo, metricNo), ([mean]) => Number(mean));
}
