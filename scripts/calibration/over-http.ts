import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListeningProcess } from '../../bench/listening-process.ts';
import { getJson, send, drain } from '../../bench/client.ts';
import type { ComparisonDto } from '../../src/compare/comparison.dto.ts';
import type { PairwiseResultDto } from '../../src/compare/pairwise-result.dto.ts';
import { decidedRow } from './decided-row.ts';
import { discordant, type Draw, rightOrWrong, type Scores, tenths } from './draws.ts';
import { pairOf } from './comparing.ts';
import type { Outcome, Row, Situation } from './situation.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
/** Comparisons that are independent of each other, as metrics of one pair of runs. */
const METRICS = 100;

/** The same through the API of a built server, which is started for it: imports, comparisons, and their answers. */
export async function* overHttp(draws: number, seed: number): AsyncGenerator<Row> {
  const root = await mkdtemp(join(tmpdir(), 'assay-calibrate-'));
  const folders = ['--projects-root', root, '--storage', join(root, '.storage')];
  const server = await ListeningProcess.start([MAIN, 'serve', '--port', '0', ...folders]);
  try {
    for (const [at, situation] of situations(server.url).entries())
      yield await decidedRow(situation, draws, seed + 104_729 * at);
  } finally {
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function situations(url: string): readonly Situation[] {
  const isWinner = ({ winner }: PairwiseResultDto): boolean => winner !== 'tie';
  const isShown = ({ verdict }: PairwiseResultDto): boolean => verdict === 'equivalent' || verdict === 'a_not_worse';
  const margin = { margin: 0.05, ranges: Object.fromEntries(metricNames().map((name) => [name, [0, 1]])) };
  return [
    overApi(url, 'right or wrong, half right, n = 50', 'better', rightOrWrong(0.5), 50, {}, isWinner),
    overApi(url, 'tenths, n = 20', 'better', tenths, 20, {}, isWinner),
    overApi(
      url,
      'only B right on 5 %, margin 0.05, n = 100',
      'equivalent, or not worse',
      discordant(0, 0.05),
      100,
      margin,
      isShown,
    ),
  ];
}

function overApi(
  url: string,
  name: string,
  claim: string,
  draw: Draw,
  n: number,
  options: object,
  isClaimed: (pair: PairwiseResultDto) => boolean,
): Situation {
  return {
    part: 'over HTTP',
    name,
    claim,
    nominal: 0.05,
    cost: 2,
    async draw(random, seed) {
      const columns = Array.from({ length: METRICS }, () => draw(random, n));
      const ids = [`a ${name} ${seed}`, `b ${name} ${seed}`];
      await Promise.all(ids.map((runId, side) => importRun(url, runId, n, columns, side === 0)));
      const asked = { run_ids: ids, family: 'per-metric', ...options };
      const { pairwise_results: pairs } = await getJson<ComparisonDto>(`${url}/api/compare`, 'POST', asked);
      if (pairs.length !== METRICS) throw new Error(`the server compared ${pairs.length} metrics of ${METRICS}`);
      checkFirst(pairs[0], columns[0]);
      return pairs.map((pair): Outcome => ({ isFalse: isClaimed(pair), isWarned: false }));
    },
  };
}

/** What the server answers is what the pure function gives. */
function checkFirst(pair: PairwiseResultDto | undefined, scores: Scores | undefined): void {
  const p = scores && pairOf(scores, {}).p;
  if (pair?.p_value !== p) throw new Error(`the server’s p is ${pair?.p_value}, that of compareRuns() ${p}`);
}

function metricNames(): readonly string[] {
  return Array.from({ length: METRICS }, (_, m) => `m${String(m).padStart(3, '0')}`);
}

async function importRun(url: string, runId: string, n: number, columns: readonly Scores[], isA: boolean): Promise<void> {
  const samples = Array.from({ length: n }, (_, i) => ({
    id: String(i).padStart(7, '0'),
    scores: Object.fromEntries(metricNames().map((name, m) => [name, columns[m]?.[isA ? 'a' : 'b'][i]])),
  }));
  const answer = await send(`${url}/api/runs`, 'POST', { run_id: runId, samples });
  await drain(answer);
  if (answer.statusCode !== 201) throw new Error(`the import was answered ${String(answer.statusCode)}`);
}
