import { readFile } from 'node:fs/promises';
import type { LiveState } from '../../src/statistics/live/live-comparison.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { level } from './live.ts';
import { watched, type WatchedRuns } from './watched.ts';

/** One candidate against one baseline, in many orders of the rows. */
export interface WatchedPair {
  readonly candidate: string;
  readonly baseline: string;
  /** Share of the rows by which the candidate is better. */
  readonly difference: number;
  /** The mean share of the rows that the candidate has scored when the verdict is known: beside a running baseline, with the baseline as control, with all finished runs. */
  readonly shares: Readonly<Record<'running' | 'baseline' | 'finished', number>>;
  /** Verdicts for the side that is not ahead on all rows, of three times as many as there are orders. */
  readonly wrong: number;
}

export interface WatchedBenchmark {
  readonly rows: number;
  readonly pairs: readonly WatchedPair[];
  /** False verdicts on pairs whose means were made equal, with all finished runs as control. */
  readonly equal: { readonly orders: number; readonly falseVerdicts: number };
}

interface Model {
  readonly name: string;
  /** 1 for each question that it answered right, else 0. */
  readonly scores: Float64Array;
}

/**
 * The four models of GSM8K whose answers to its 1,319 test questions were published with it (Cobbe et al. 2021): each a candidate against each other one, in so many
 * random orders. `path` is that of the publication's example_model_solutions.jsonl.
 */
export async function watchedGsm8k(path: string, orders: number): Promise<WatchedBenchmark> {
  const models = await readModels(path);
  const pairs = models.flatMap((candidate) =>
    models.filter((model) => model !== candidate).map((baseline) => watchedPair(models, candidate, baseline, orders)),
  );
  return { rows: models[0]?.scores.length ?? 0, pairs, equal: equalPairs(models, 2 * orders) };
}

async function readModels(path: string): Promise<readonly Model[]> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as Readonly<Record<string, string | { readonly is_correct: boolean }>>);
  const names = Object.keys(rows[0] ?? {}).filter((name) => typeof rows[0]?.[name] === 'object');
  if (names.length < 3) throw new Error(`${path} does not have the answers of several models to each question`);
  return names.map((name) => ({ name, scores: Float64Array.from(rows, (row) => (isRight(row[name]) ? 1 : 0)) }));
}

function isRight(answer: string | { readonly is_correct: boolean } | undefined): boolean {
  return typeof answer === 'object' && answer.is_correct;
}

function watchedPair(models: readonly Model[], candidate: Model, baseline: Model, orders: number): WatchedPair {
  const difference = meanOf(candidate.scores) - meanOf(baseline.scores);
  const runs = { candidate: [candidate.scores], baseline: [baseline.scores], history: [], baselineEndsAt: 0 };
  const history = othersOf(models, candidate, baseline);
  const running = decided({ ...runs, baselineEndsAt: Infinity }, orders, difference);
  const alone = decided(runs, orders, difference);
  const finished = decided({ ...runs, history }, orders, difference);
  return {
    candidate: candidate.name,
    baseline: baseline.name,
    difference,
    shares: { running: running.share, baseline: alone.share, finished: finished.share },
    wrong: running.wrong + alone.wrong + finished.wrong,
  };
}

function othersOf(models: readonly Model[], ...compared: readonly Model[]): WatchedRuns['history'] {
  return models.filter((model) => !compared.includes(model)).map(({ scores }) => [scores]);
}

function decided(runs: WatchedRuns, orders: number, difference: number): { readonly share: number; readonly wrong: number } {
  let [share, wrong] = [0, 0];
  const right = difference > 0 ? 'a_better' : 'b_better';
  for (let seed = 1; seed <= orders; seed += 1) {
    const state = watched(runs, seed, {}, ({ isDecided }) => isDecided);
    if (state) share += state.n / state.of / orders;
    if (state?.metrics[0]?.verdict !== right) wrong += 1;
  }
  return { share, wrong };
}

/** Each model against the one before, of whose answers random ones are turned round until both have as many right. */
function equalPairs(models: readonly Model[], orders: number): WatchedBenchmark['equal'] {
  const random = randomStream(1);
  let falseVerdicts = 0;
  models.forEach((model, i) => {
    const baseline = models.at(i - 1) ?? model;
    const candidate = model.scores.slice();
    level(candidate, baseline.scores, 0, 1, random);
    const history = othersOf(models, model, baseline);
    const runs = { candidate: [candidate], baseline: [baseline.scores], history, baselineEndsAt: 0 };
    for (let seed = 1; seed <= orders; seed += 1) if (watched(runs, seed, {}, isFalse) !== null) falseVerdicts += 1;
  });
  return { orders: models.length * orders, falseVerdicts };
}

function isFalse({ metrics: [metric] }: LiveState): boolean {
  return metric?.isFact === false && metric.verdict !== 'inconclusive';
}

function meanOf(scores: Float64Array): number {
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
