import { type JobFigures, shownStepOf, type StoredFigures } from '../../../domain/job-figures.ts';
import type { Job } from '../../../domain/job.ts';
import type { ProposalPayload, ScoringPayload, TrialPayload } from '../../../evaluation/event.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { failureCounts } from './failure-counts.ts';
import { figuresFromRows } from './figures-from-rows.ts';
import { latencyFigures, telemetryCounts } from './latency-figures.ts';
import { noiseOf } from './noise.ts';
import { weakestExamples } from './weakest-examples.ts';

/** How many of the weakest examples there are. */
const WEAK_EXAMPLES = 5;

/** Reads a line of the job's log; `undefined` where it is not there any more. */
export type ReadLine = (offset: number, length: number) => string | undefined;

/** A step of a job, and its run in the index. */
export interface IndexedStep {
  readonly runNo: number;
  readonly figures: StoredFigures;
}

/** What a report needs of the events of a job, out of the index and a few lines of its log. */
export function jobFigures(database: IndexDatabase, scope: string, job: Job, readLine: ReadLine): JobFigures {
  const steps = stepsOf(database, scope, job);
  const runNos = steps.map(({ runNo }) => runNo);
  const shown = shownStepOf(steps.map(({ figures }) => figures));
  const shownRun = steps.find(({ figures }) => figures === shown);
  const isRepeated = job.spec.repeats > 1;
  return {
    steps: steps.map(({ figures }) => figures),
    proposals: job.spec.kind === 'optimize' ? proposalsOf(database, scope, job, readLine) : [],
    shownStep: shown?.stepIndex ?? null,
    noise: shownRun === undefined ? [] : noiseOf(database, shownRun.runNo, isRepeated),
    weakest: shownRun === undefined ? [] : weakestOf(database, shownRun.runNo, isRepeated, readLine),
    ...failureCounts(database, runNos),
    ...telemetryCounts(database, runNos),
    latency: latencyFigures(database, runNos),
  };
}

function stepsOf(database: IndexDatabase, scope: string, job: Job): readonly IndexedStep[] {
  const rows = database.all(
    query
      .selectFrom('runs')
      .select(['run_no', 'step_index', 'figures'])
      .where('scope', '=', scope)
      .where('source', '=', 'job')
      .where('origin', '=', job.id)
      .orderBy('step_index'),
  );
  return rows.map(({ run_no: runNo, step_index: stepIndex, figures }) => ({
    runNo,
    figures:
      figures === null
        ? figuresFromRows(database, runNo, Math.max(0, stepIndex), job.spec.repeats > 1)
        : (JSON.parse(figures) as StoredFigures),
  }));
}

/** Each by its proposal event, or else by the event that ended its step. */
function proposalsOf(database: IndexDatabase, scope: string, job: Job, readLine: ReadLine): JobFigures['proposals'] {
  const marks = database.all(
    query
      .selectFrom('marks')
      .select(['step_index', 'offset', 'length'])
      .where('scope', '=', scope)
      .where('job_id', '=', job.id)
      .where('type', 'in', ['proposal', 'step'])
      .orderBy('seq'),
  );
  const proposals = new Map<number, ProposalPayload>();
  for (const { step_index: stepIndex, offset, length } of marks) {
    const proposal = proposals.has(stepIndex)
      ? undefined
      : (payloadOf(readLine(offset, length)) as ProposalPayload | undefined);
    if (proposal !== undefined) proposals.set(stepIndex, proposal);
  }
  return Array.from(proposals, ([stepIndex, proposal]) => ({ stepIndex, proposal }));
}

function weakestOf(database: IndexDatabase, runNo: number, isRepeated: boolean, readLine: ReadLine): JobFigures['weakest'] {
  return weakestExamples(database, runNo, isRepeated, WEAK_EXAMPLES).flatMap(({ pos, meanScore, trials }) => {
    const sample = database.first(
      query.selectFrom('samples').select(['offset', 'length']).where('run_no', '=', runNo).where('pos', '=', pos),
    );
    const trial = sample && (payloadOf(readLine(sample.offset, sample.length)) as TrialPayload | undefined);
    if (trial === undefined) return [];
    const scorings = scoringPlaces(database, runNo, pos).map(({ offset, length }) => readLine(offset, length));
    return [
      { meanScore, trials, trial, scorings: scorings.flatMap((line) => (payloadOf(line) as ScoringPayload | undefined) ?? []) },
    ];
  });
}

/** Where the scorings of a sample are, in their order. */
function scoringPlaces(
  database: IndexDatabase,
  runNo: number,
  pos: number,
): readonly { readonly offset: number; readonly length: number }[] {
  const looks = database.all(
    query.selectFrom('looks').select(['metric_no', 'offset', 'length']).where('run_no', '=', runNo).where('pos', '=', pos),
  );
  const looked = new Set(looks.map(({ offset }) => offset));
  const metrics = database.all(query.selectFrom('metrics').select('metric_no').where('run_no', '=', runNo));
  const lasts = metrics.flatMap(({ metric_no: metricNo }) =>
    database.all(
      query
        .selectFrom('scores')
        .select(['metric_no', 'offset', 'length'])
        .where('run_no', '=', runNo)
        .where('metric_no', '=', metricNo)
        .where('pos', '=', pos),
    ),
  );
  return [...looks, ...lasts.filter(({ offset }) => !looked.has(offset))].sort((a, b) => a.offset - b.offset);
}

/** `undefined` for a line that is not an event. */
function payloadOf(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as { readonly payload: unknown }).payload;
  } catch {
    return undefined;
  }
}
