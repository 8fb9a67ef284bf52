import { randomStream } from '../../../statistics/random.ts';
import { exampleCount, type RunColumns } from './run-columns.ts';
import { metricNames } from './run-metrics.ts';

/** How many samples to draw, and the seed of the draw. */
export interface RandomDraw {
  readonly count: number;
  readonly seed: number;
}

/**
 * The positions of samples of different examples, drawn at random and in the order of the draw: a part of them from the first on is a random
 * sample too. Of an example's repeats one is drawn. Samples that no metric has scored are left out, unless that is true of all.
 */
export function randomSamples(columns: RunColumns, { count, seed }: RandomDraw): number[] {
  const stream = randomStream(seed);
  const below = (n: number): number => Math.floor((stream.next() / 2 ** 32) * n);
  const examples = scoredByExample(columns);
  const drawn: number[] = [];
  for (let at = 0; at < examples.length && drawn.length < count; at += 1) {
    const pick = at + below(examples.length - at);
    const chosen = examples[pick] ?? [];
    examples[pick] = examples[at] ?? [];
    drawn.push(chosen[below(chosen.length)] ?? 0);
  }
  return drawn;
}

/** The positions of the samples of each example that have a score; of all samples where none has. */
function scoredByExample(columns: RunColumns): number[][] {
  const isScored = new Uint8Array(columns.size);
  for (const metricNo of metricNames(columns.database, columns.run).keys())
    for (const [pos, score] of columns.scores(metricNo).entries()) if (!Number.isNaN(score)) isScored[pos] = 1;
  const takesAll = !isScored.includes(1);
  const { rows } = columns.compared();
  const examples = Array.from({ length: exampleCount(rows) }, (): number[] => []);
  for (const [pos, example] of rows.entries()) if (takesAll || isScored[pos] === 1) examples[example]?.push(pos);
  return examples.filter((positions) => positions.length > 0);
}
