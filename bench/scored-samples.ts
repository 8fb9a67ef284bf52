import { createHash } from 'node:crypto';

/** Scores of one sample by metric. */
export type Scores = Readonly<Record<string, number>>;

const LINES_A_CHUNK = 1_000;

/** How a metric is scored, given a draw from [0, 1): a yes or no, a grade from 0 to 4 of 4, or any number. */
const SCALES: readonly ((draw: number) => number)[] = [
  (draw) => Number(draw < 0.7),
  (draw) => Math.floor(draw * 5) / 4,
  (draw) => draw,
  (draw) => Number(draw < 0.4),
  (draw) => Math.round(draw * 100) / 100,
];

/** The names of the metrics, in the order of their scales. */
export const METRICS = ['yes_or_no', 'grade', 'any_number', 'rarely', 'percentage'] as const;

/** Scores like those of good runs: half of each comes from the sample's own difficulty, which is the same in every run. */
export function scoresOf(run: number, sample: number, metrics: number): Scores {
  const names = METRICS.slice(0, metrics);
  return Object.fromEntries(
    names.map((name, at) => {
      const luck = draw(run, sample, at) < 0.5 ? draw(-1, sample, at) : draw(run + 1_000, sample, at);
      return [name, SCALES[at]?.(luck) ?? luck];
    }),
  );
}

/** A draw from [0, 1) that depends only on the three arguments: the same run always has the same scores. */
function draw(run: number, sample: number, metric: number): number {
  let state = Math.imul(run * 31 + metric + 1, 0x9e3779b1) ^ Math.imul(sample + 1, 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d);
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b);
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32;
}

/** The id of a sample, in the form of a trial id. */
export function sampleId(sample: number): string {
  return createHash('sha256').update(String(sample)).digest('hex').slice(0, 16);
}

/** A run as NDJSON that can be imported, a thousand lines at a time; with `tags`, each sample has one of them. */
export function* ndjsonRun(
  runId: string,
  run: number,
  samples: number,
  metrics: number,
  tags: readonly string[] = [],
): Generator<Buffer> {
  yield Buffer.from(`${JSON.stringify({ run_id: runId, experiment_id: 'bench' })}\n`);
  for (let from = 0; from < samples; from += LINES_A_CHUNK) {
    const lines: string[] = [];
    for (let sample = from; sample < Math.min(from + LINES_A_CHUNK, samples); sample += 1) {
      const prompt = `Question ${String(sample)}`;
      const scores = scoresOf(run, sample, metrics);
      const tag = tags[sample % tags.length];
      const tagged = tag === undefined ? {} : { tags: [tag] };
      lines.push(`${JSON.stringify({ id: sampleId(sample), prompt, response: `Answer ${String(run)}`, scores, ...tagged })}\n`);
    }
    yield Buffer.from(lines.join(''));
  }
}
