import { AssayServer } from '../assay-server.ts';
import { drain, send } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { milliseconds } from '../numbers.ts';
import { medianTime } from '../timed.ts';
import { compareRuns } from '../../src/statistics/compare.ts';
import type { ComparisonOptions } from '../../src/statistics/comparison-request.ts';
import type { ScoredRun } from '../../src/statistics/scored-run.ts';

const REPETITIONS = 21;
const CLUSTERS = 100;
const RANGE = [0, 1] as const;

/** A comparison of two runs that takes more than a sign flip. */
interface Case {
  readonly what: string;
  readonly samples: number;
  readonly score: (run: number, sample: number) => number;
  readonly clusters?: number;
  readonly margin?: number;
  readonly aim: string;
}

const CASES: readonly Case[] = [
  {
    what: `clusters: ${CLUSTERS}, 10,000 samples, tenths`,
    samples: 10_000,
    score: tenth,
    clusters: CLUSTERS,
    aim: '≤ 20 ms',
  },
  { what: 'equivalence: 1,000 samples, tenths', samples: 1_000, score: tenth, margin: 0.05, aim: '≤ 20 ms' },
  {
    what: 'equivalence: 1,000 samples, as many differences',
    samples: 1_000,
    score: anyNumber,
    margin: 0.05,
    aim: '≤ 80 ms',
  },
];

/** A draw from [0, 1) that depends only on its arguments. */
function anyNumber(run: number, sample: number): number {
  let state = Math.imul(run + 1, 0x9e3779b1) ^ Math.imul(sample + 1, 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 16), 0x7feb352d);
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b);
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32;
}

function tenth(run: number, sample: number): number {
  return Math.round(anyNumber(run, sample) * 10) / 10;
}

function clusterOf(sample: number): string {
  return `document ${sample % CLUSTERS}`;
}

function scoredRun(run: number, { samples, score, clusters }: Case): ScoredRun {
  const ids = Array.from({ length: samples }, (_, i) => String(i).padStart(7, '0'));
  const metrics = new Map([['m', Float64Array.from(ids, (_, i) => score(run, i))]]);
  return { runId: `run ${run}`, ids, metrics, ...(clusters !== undefined && { clusters: ids.map((_, i) => clusterOf(i)) }) };
}

async function post(url: string, body: object, expected: number): Promise<void> {
  const answer = await send(url, 'POST', body);
  await drain(answer);
  if (answer.statusCode !== expected) throw new Error(`${url} answered ${String(answer.statusCode)}`);
}

async function importCase(server: AssayServer, at: number, tried: Case): Promise<readonly string[]> {
  const runIds = [0, 1].map((run) => `case-${at}-${run}`);
  for (const [run, runId] of runIds.entries()) {
    const samples = Array.from({ length: tried.samples }, (_, i) => ({
      id: String(i).padStart(7, '0'),
      scores: { m: tried.score(run, i) },
      ...(tried.clusters !== undefined && { cluster: clusterOf(i) }),
    }));
    await post(`${server.url}/api/runs`, { run_id: runId, samples }, 201);
  }
  return runIds;
}

async function caseRow(server: AssayServer, at: number, tried: Case): Promise<Row> {
  const { margin, clusters } = tried;
  const run_ids = await importCase(server, at, tried);
  const asked = {
    run_ids,
    ranges: { m: RANGE },
    ...(margin !== undefined && { margin }),
    ...(clusters && { cluster_by: 'cluster' }),
  };
  const options: ComparisonOptions = { ranges: new Map([['m', RANGE]]), margin, clustered: clusters !== undefined };
  const runs = [scoredRun(0, tried), scoredRun(1, tried)];
  const ours = await medianTime(REPETITIONS, () => post(`${server.url}/api/compare`, asked, 200));
  const bare = await medianTime(REPETITIONS, () => compareRuns({ runs, ...options }));
  return { what: tried.what, ours: milliseconds(ours), limit: `${milliseconds(bare)} compareRuns()`, aim: tried.aim };
}

/** Comparisons with clusters or a margin over HTTP, beside the pure function in this process. */
export const verdicts: Figure = {
  name: 'verdicts',
  async *measure() {
    const server = await AssayServer.start();
    try {
      for (const [at, tried] of CASES.entries()) yield await caseRow(server, at, tried);
    } finally {
      await server.close();
    }
  },
};
