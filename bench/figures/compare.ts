import { setTimeout as delay } from 'node:timers/promises';
import { compareRuns } from '../../src/statistics/compare.ts';
import type { StatisticalTest } from '../../src/statistics/comparison-request.ts';
import type { ScoredRun } from '../../src/statistics/scored-run.ts';
import { AssayServer } from '../assay-server.ts';
import { drain, send } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { importRun } from '../import-run.ts';
import { median, milliseconds } from '../numbers.ts';
import { METRICS, ndjsonRun, sampleId, scoresOf } from '../scored-samples.ts';
import { StreamGaps } from '../stream-gaps.ts';
import { medianTime, timed } from '../timed.ts';

const SIZES = [100, 1_000, 10_000];
const TESTS = ['bootstrap', 'permutation', 't_test'] as const satisfies readonly StatisticalTest[];
const UP_MS = 2_000;
const REPETITIONS = 51;
const LARGE = { runs: 10, samples: 10_000, repetitions: 5 };
/** The metrics that cost the tests the least and the most work. */
const SMALL_METRICS = ['yes_or_no', 'any_number'] as const;
const SMALL_METRIC_COUNT = 3;
/** An event every 2 ms or so, for 12 s. */
const STREAM = { examples: 'five_thousand', model: 'local:echo?latency_ms=5', workers: 2 };
const GAP_ROUNDS = 3;
const REST_MS = 300;

function number(value: number): string {
  return value.toLocaleString('en-GB');
}

function runId(run: number, samples: number): string {
  return `run-${String(run)}-of-${String(samples)}`;
}

async function leaveRuns(root: string): Promise<void> {
  const server = await AssayServer.launch(root);
  const put = (run: number, samples: number, metrics: number): Promise<void> =>
    importRun(server.url, ndjsonRun(runId(run, samples), run, samples, metrics));
  for (const samples of SIZES.filter((size) => size !== LARGE.samples))
    for (const run of [0, 1]) await put(run, samples, SMALL_METRIC_COUNT);

  for (let run = 0; run < LARGE.runs; run += 1) await put(run, LARGE.samples, METRICS.length);
  await server.stop();
}

/** The same runs as the server keeps them: with samples in the order of their ids. */
function scoredRuns(runs: number, samples: number): readonly ScoredRun[] {
  const sampleOf = new Map(Array.from({ length: samples }, (_, sample) => [sampleId(sample), sample]));
  const ids = [...sampleOf.keys()].sort();
  return Array.from({ length: runs }, (_, run) => {
    const scores = ids.map((id) => scoresOf(run, sampleOf.get(id) ?? NaN, METRICS.length));
    const columns = METRICS.map((metric) => [metric, Float64Array.from(scores, (of) => of[metric] ?? NaN)] as const);
    return { runId: runId(run, samples), ids, metrics: new Map(columns) };
  });
}

async function compared(server: AssayServer, request: object): Promise<void> {
  const answer = await send(`${server.url}/api/compare`, 'POST', request);
  await drain(answer);
  if (answer.statusCode !== 200) throw new Error(`the comparison was answered ${String(answer.statusCode)}`);
}

async function* pairRows(server: AssayServer): AsyncGenerator<Row> {
  await delay(UP_MS);
  const run_ids = [runId(0, 100), runId(1, 100)];
  const first = await timed(() => compared(server, { run_ids, metrics: ['yes_or_no'] }));
  yield { what: 'first comparison, server up for 2 s', ours: milliseconds(first), limit: '', aim: '' };
  for (const samples of SIZES) {
    const runs = scoredRuns(2, samples);
    for (const test of TESTS) yield await pairRow(server, runs, test);
  }
}

async function pairRow(server: AssayServer, runs: readonly ScoredRun[], test: StatisticalTest): Promise<Row> {
  const run_ids = runs.map((run) => run.runId);
  const ours: string[] = [];
  const bare: string[] = [];
  for (const metric of SMALL_METRICS) {
    const request = { run_ids, metrics: [metric], statistical_test: test };
    ours.push(milliseconds(await medianTime(REPETITIONS, () => compared(server, request))));
    bare.push(milliseconds(await medianTime(REPETITIONS, () => compareRuns({ runs, metrics: [metric], test }))));
  }
  const samples = runs[0]?.ids.length ?? 0;
  return {
    what: `2 runs × ${number(samples)}, ${test}, yes or no · any number`,
    ours: ours.join(' · '),
    limit: `${bare.join(' · ')} compareRuns()`,
    aim: samples === 1_000 ? '≤ 5 ms · ≤ 20 ms' : '',
  };
}

async function* largeRows(server: AssayServer): AsyncGenerator<Row> {
  const runs = scoredRuns(LARGE.runs, LARGE.samples);
  const request = { run_ids: runs.map((run) => run.runId) };
  const largeComparison = (): Promise<void> => compared(server, request);
  const firstMs = await timed(largeComparison);
  const ours = await medianTime(LARGE.repetitions, largeComparison);
  const bare = await medianTime(LARGE.repetitions, () => compareRuns({ runs }));
  yield {
    what: '10 runs × 5 metrics × 10,000, 225 pairs',
    ours: `${milliseconds(ours)} (first ${milliseconds(firstMs)})`,
    limit: `${milliseconds(bare)} compareRuns()`,
    aim: '< 1 s',
  };
  const jobId = await server.startJob(STREAM);
  const stream = await StreamGaps.follow(server.eventsUrl(jobId));
  const idle: number[] = [];
  const busy: number[] = [];
  for (let round = 0; round < GAP_ROUNDS; round += 1) {
    await delay(REST_MS);
    idle.push(await stream.longestDuring(() => delay(ours)));
    busy.push(await stream.longestDuring(largeComparison));
  }
  await stream.close();
  yield {
    what: 'longest gap of a live stream meanwhile',
    ours: milliseconds(median(busy)),
    limit: `${milliseconds(median(idle))} with nothing beside it`,
    aim: '< 50 ms',
  };
  await server.settled(jobId);
}

/** Comparisons over HTTP, beside the pure function in this process, and the effect of a large one on a live stream. */
export const compare: Figure = {
  name: 'compare',
  async *measure() {
    const server = await AssayServer.start(leaveRuns);
    try {
      yield* pairRows(server);
      yield* largeRows(server);
    } finally {
      await server.close();
    }
  },
};
