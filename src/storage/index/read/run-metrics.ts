import { UnusableRequestError } from '../../../domain/errors.ts';
import { isDifferenceSort, type SampleFilter, type SampleQuery } from '../../../domain/sample-query.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import type { ReadableRun } from './readable-run.ts';

/** Metrics that a message names. */
const NAMED = 10;
const LONGEST_NAME = 100;

/** Stands for the metric of a run that has none: nothing has a score by it. */
export const NO_METRIC = -1;

/** What a request is about, by the numbers of its metrics. */
export interface ChosenMetrics {
  /** Of bounds and differences; `null` where there are none. */
  readonly metricNo: number | null;
  /** The same metric in the run that differences are to; `null` where there is no such run. */
  readonly otherMetricNo: number | null;
}

/** The metrics that a request names or implies. Throws `unusable_request` where there is no such metric, or it could be several. */
export function chosenMetrics(
  database: IndexDatabase,
  run: ReadableRun,
  filter: SampleFilter & Pick<Partial<SampleQuery>, 'sort'>,
  against: ReadableRun | null,
): ChosenMetrics {
  const { metric, min, max, deltaMin, deltaMax, paired, sort } = filter;
  const hasBounds = deltaMin !== undefined || deltaMax !== undefined || paired !== undefined;
  if (against === null && (hasBounds || isDifferenceSort(sort?.by))) {
    throw new UnusableRequestError(
      'differences need another run: name it with against, or leave out delta_min, delta_max, paired and a sort by delta or abs_delta',
    );
  }
  if (metric === undefined && min === undefined && max === undefined && against === null)
    return { metricNo: null, otherMetricNo: null };
  const name = metric ?? onlyMetric(database, run);
  if (name === undefined) return { metricNo: NO_METRIC, otherMetricNo: against && NO_METRIC };
  return { metricNo: metricNumber(database, run, name), otherMetricNo: against && metricNumber(database, against, name) };
}

/** The number of a metric. Throws `unusable_request` where the run has no metric of that name. */
export function metricNumber(database: IndexDatabase, run: ReadableRun, name: string): number {
  const found = database.first(
    query.selectFrom('metrics').select('metric_no').where('run_no', '=', run.runNo).where('name', '=', name),
  );
  if (found !== undefined) return found.metric_no;
  const names = metricNames(database, run, NAMED + 1);
  const there = names.length === 0 ? 'it has none yet' : `it has ${listed(names)}`;
  throw new UnusableRequestError(`the run ${run.runId} has no metric "${shortened(name)}": ${there}`);
}

/** The metrics of a run, in the order of their numbers. */
export function metricNames(database: IndexDatabase, { runNo }: ReadableRun, limit = -1): string[] {
  const metrics = query.selectFrom('metrics').select('name').where('run_no', '=', runNo).orderBy('metric_no').limit(limit);
  return database.all(metrics).map(({ name }) => name);
}

function onlyMetric(database: IndexDatabase, run: ReadableRun): string | undefined {
  const names = metricNames(database, run, NAMED + 1);
  if (names.length > 1)
    throw new UnusableRequestError(`the run ${run.runId} has several metrics: name one with metric, of ${listed(names)}`);
  return names[0];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(shortened).join(', ');
  return names.length > NAMED ? `${shown} and more` : shown;
}

function shortened(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}
