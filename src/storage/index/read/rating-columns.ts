import { UnusableRequestError } from '../../../domain/errors.ts';
import type { HumanLabel } from '../../../domain/label-store.ts';
import type { Rating, RatingColumns } from '../../../domain/ratings.ts';
import { comparedIds } from './compared-ids.ts';
import { labelledPositions } from './labelled-samples.ts';
import type { RunColumns } from './run-columns.ts';
import { metricNumber } from './run-metrics.ts';

/** Looks at one sample that can each be a rater. */
const MOST_LOOKS = 50;

/** What is said of the samples of a run, each repeat on its own. Throws `unusable_request` for a metric or a look that is not there. */
export function ratingColumns(columns: RunColumns, ratings: readonly Rating[]): RatingColumns {
  const rows = columns.datasetRows();
  const { rows: places, ids, digest } = comparedIds(ownIds(columns), rows);
  const inOrder = (values: Float64Array): Float64Array => {
    const sorted = new Float64Array(values.length);
    for (const [pos, value] of values.entries()) sorted[places[pos] ?? 0] = value;
    return sorted;
  };
  return {
    size: columns.size,
    ids,
    digest,
    datasetRows: columns.run.source === 'job' ? Int32Array.from(inOrder(rows)) : null,
    ratings: ratings.map((rating) => ratingsOf(columns, rating).map(inOrder)),
  };
}

function ownIds({ database, run, size }: RunColumns): string[] {
  const ids = new Array<string>(size).fill('');
  for (const [pos, id] of database.values('SELECT pos, id FROM samples WHERE run_no = ? AND pos < ?', run.runNo, size))
    ids[pos as number] = id as string;
  return ids;
}

/** By position. */
function ratingsOf(columns: RunColumns, rating: Rating): Float64Array[] {
  switch (rating.by) {
    case 'people':
      return [labelColumn(columns, rating.labels)];
    case 'metric':
      return [columns.scores(metricNumber(columns.database, columns.run, rating.metric))];
    case 'look':
      return [lookColumn(columns, rating.metric, rating.look)];
    case 'looks':
      return lookColumns(columns, rating.metric);
  }
}

function labelColumn(columns: RunColumns, labels: readonly HumanLabel[]): Float64Array {
  const values = new Float64Array(columns.size).fill(NaN);
  for (const { pos, value } of labelledPositions(columns, labels)) values[pos] = value;
  return values;
}

function lookColumn(columns: RunColumns, metric: string, look: number): Float64Array {
  const found = lookColumns(columns, metric);
  const column = found[look];
  if (column !== undefined) return column;
  const there = `it looked ${found.length} times, from 0 to ${found.length - 1}`;
  throw new UnusableRequestError(
    `The metric ${JSON.stringify(metric)} of run ${columns.run.runId} has no look ${look}; ${there}.`,
  );
}

/** All looks of a judge are in the index. Throws for a metric that never looked twice. */
function lookColumns(columns: RunColumns, metric: string): Float64Array[] {
  const { database, run, size } = columns;
  const metricNo = metricNumber(database, run, metric);
  const looks = 'SELECT pos, look, score FROM looks WHERE run_no = ? AND metric_no = ? AND pos < ? AND look < ?';
  const found: Float64Array[] = [];
  const columnOf = (look: number): Float64Array => (found[look] ??= new Float64Array(size).fill(NaN));
  for (const [pos, look, score] of database.values(looks, run.runNo, metricNo, size, MOST_LOOKS))
    if (score !== null) columnOf(look as number)[pos as number] = score as number;
  if (found.length < 2) {
    const name = JSON.stringify(metric);
    throw new UnusableRequestError(
      `The metric ${name} of run ${run.runId} looked at each sample once: it has no looks to compare.`,
    );
  }
  return Array.from(found, (_, look) => columnOf(look));
}
