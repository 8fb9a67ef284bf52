import type { IndexDatabase } from '../index-database.ts';

/** An example with a low score: the place of the weakest of its trials. */
export interface WeakPlace {
  readonly pos: number;
  readonly meanScore: number;
  /** Of the example. */
  readonly trials: number;
}

interface ScoredExample {
  pos: number;
  weakest: number;
  sum: number;
  scored: number;
  trials: number;
}

/**
 * The examples with the lowest mean scores, the lowest first, equal ones in the order in which they came. The score of a trial is its
 * mean over metrics, 0 where it failed and nothing scored it; examples without any score are left out.
 */
export function weakestExamples(
  database: IndexDatabase,
  runNo: number,
  isRepeated: boolean,
  count: number,
): readonly WeakPlace[] {
  const scores = trialScores(database, runNo);
  const examples = isRepeated ? repeatedExamples(database, runNo, scores) : singleExamples(scores);
  return lowest(examples, count).map(({ pos, sum, scored, trials }) => ({ pos, meanScore: sum / scored, trials }));
}

/** By trial its mean over metrics; NaN where it has none. */
function trialScores(database: IndexDatabase, runNo: number): Float64Array {
  const last = database.statement('SELECT max(pos) AS pos FROM samples WHERE run_no = ?').get(runNo);
  const size = last?.pos === null || last?.pos === undefined ? 0 : Number(last.pos) + 1;
  const means = new Float64Array(size);
  const counts = new Int32Array(size);
  for (const [pos, score] of database.values('SELECT pos, score FROM scores WHERE run_no = ? AND score IS NOT NULL', runNo)) {
    const at = Number(pos);
    const n = (counts[at] ?? 0) + 1;
    counts[at] = n;
    means[at] = (means[at] ?? 0) + (Number(score) - (means[at] ?? 0)) / n;
  }
  for (const [at, n] of counts.entries()) if (n === 0) means[at] = NaN;
  for (const [pos] of database.values('SELECT pos FROM samples WHERE run_no = ? AND is_failed = 1', runNo))
    if (counts[Number(pos)] === 0) means[Number(pos)] = 0;
  return means;
}

function* singleExamples(scores: Float64Array): Generator<ScoredExample> {
  for (const [pos, score] of scores.entries())
    if (!Number.isNaN(score)) yield { pos, weakest: score, sum: score, scored: 1, trials: 1 };
}

function repeatedExamples(database: IndexDatabase, runNo: number, scores: Float64Array): readonly ScoredExample[] {
  const examples = new Map<number, ScoredExample>();
  for (const [place, row] of database.values('SELECT pos, "row" FROM samples WHERE run_no = ? ORDER BY pos', runNo)) {
    const pos = Number(place);
    const example = examples.get(Number(row)) ?? { pos: -1, weakest: Infinity, sum: 0, scored: 0, trials: 0 };
    examples.set(Number(row), example);
    example.trials += 1;
    const score = scores[pos] ?? NaN;
    if (Number.isNaN(score)) continue;
    example.sum += score;
    example.scored += 1;
    if (score >= example.weakest) continue;
    example.weakest = score;
    example.pos = pos;
  }
  return [...examples.values()].filter(({ scored }) => scored > 0);
}

/** In one pass, which holds no more than are wanted. */
function lowest(examples: Iterable<ScoredExample>, count: number): readonly ScoredExample[] {
  const kept: ScoredExample[] = [];
  for (const example of examples) {
    const score = example.sum / example.scored;
    const last = kept.at(-1);
    if (kept.length === count && last !== undefined && score >= last.sum / last.scored) continue;
    const place = kept.findIndex(({ sum, scored }) => score < sum / scored);
    kept.splice(place < 0 ? kept.length : place, 0, example);
    kept.length = Math.min(kept.length, count);
  }
  return kept;
}
