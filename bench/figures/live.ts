import { LiveComparison } from '../../src/statistics/live/live-comparison.ts';
import type { LiveSetup } from '../../src/statistics/live/live-setup.ts';
import { seededOrder } from '../../src/statistics/seeded-order.ts';
import { AssayServer } from '../assay-server.ts';
import { drain, send } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { longestWaitDuring } from '../longest-wait.ts';
import { milliseconds } from '../numbers.ts';

const SAMPLES = 5_000;
const COMPARISONS = 50;

/** A trial and a scoring each 2 ms: 1,000 events a second. */
const LATENCY_MS = 20;
const WORKERS = 10;

/** The bets of a sample: of 401 differences eight logarithms each. */
const LOGARITHMS = 401 * 8;

/** Equal runs, so that no difference is excluded soon, and every sample costs what it can. */
function setup(): LiveSetup {
  const order = Array.from(seededOrder(SAMPLES, 1), String);
  return {
    runIds: ['candidate', 'baseline'],
    metrics: [{ name: 'right', range: [0, 1], lowerIsBetter: false }],
    order,
    replicates: [1, 1],
    population: 'dataset',
    alpha: 0.05,
    margin: null,
    maxSamples: null,
    isFinalTestPlanned: false,
    hypotheses: 1,
    finished: [{ runId: 'baseline', scores: { right: order.map((_, at) => at % 2) } }],
  };
}

/** The mean and the longest time of a sample with its state. */
function sampleTimes(): { readonly meanMs: number; readonly longestMs: number } {
  const about = setup();
  const live = new LiveComparison(about);
  about.order.forEach((row, at) =>
    live.report('candidate', row, 0, { kind: 'scored', scores: { right: Math.floor(at / 2) % 2 } }),
  );
  const began = performance.now();
  let longestMs = 0;
  for (let last = began; live.advance() !== null;) {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }
  return { meanMs: (performance.now() - began) / SAMPLES, longestMs };
}

function bareLogarithmsMs(): number {
  const began = performance.now();
  let sum = 0;
  for (let at = 0; at < 1_000 * LOGARITHMS; at += 1) sum += Math.log1p((at % 977) / 1_000);
  // It must not be left out.
  return (performance.now() - began) / (sum > 0 ? 1_000 : 1);
}

/** The longest waits while so many comparisons of a job are begun and then follow it, and how long after its end the last of them has ended. */
async function followed(server: AssayServer, baseline: string, comparisons: number) {
  const began = performance.now();
  const candidate = await server.startJob({
    examples: 'five_thousand',
    model: `local:echo?latency_ms=${String(LATENCY_MS)}`,
    workers: WORKERS,
    seed: 7,
  });
  const body = { run_ids: [candidate, baseline] };
  let ids: readonly string[] = [];
  const beginMs = await longestWaitDuring(server.url, async () => {
    ids = await Promise.all(Array.from({ length: comparisons }, () => startComparison(server, body)));
  });
  let jobSeconds = 0;
  let lagMs = 0;
  const waitMs = await longestWaitDuring(server.url, async () => {
    await server.follow(candidate);
    const ended = performance.now();
    jobSeconds = (ended - began) / 1_000;
    for (const id of ids) await drain(await send(`${server.url}/api/comparisons/${id}/events?from_seq=1000000`));
    lagMs = performance.now() - ended;
  });
  return { beginMs, waitMs, lagMs, eventsPerSecond: (2 * SAMPLES) / jobSeconds };
}

async function startComparison(server: AssayServer, body: object): Promise<string> {
  const answer = await send(`${server.url}/api/comparisons`, 'POST', body);
  const pieces: Buffer[] = [];
  await drain(answer, (piece) => pieces.push(piece));
  return (JSON.parse(Buffer.concat(pieces).toString()) as { comparison_id: string }).comparison_id;
}

/** What a live comparison costs, and what the server's other work notices of fifty of them. */
export const live: Figure = {
  name: 'live',
  async *measure(): AsyncGenerator<Row> {
    const { meanMs, longestMs } = sampleTimes();
    yield {
      what: 'a sample with its state, no difference excluded',
      ours: `${milliseconds(meanMs)} (longest ${milliseconds(longestMs)})`,
      limit: `${milliseconds(bareLogarithmsMs())} the logarithms alone`,
      aim: '≤ 1 ms',
    };
    const server = await AssayServer.start();
    try {
      const { jobId: baseline } = await server.finishedJob({ examples: 'five_thousand' });
      const none = await followed(server, baseline, 0);
      const many = await followed(server, baseline, COMPARISONS);
      yield {
        what: `${COMPARISONS} comparisons begun at once, longest wait meanwhile`,
        ours: milliseconds(many.beginMs),
        limit: `${milliseconds(none.beginMs)} without any`,
        aim: '',
      };
      yield {
        what: `${COMPARISONS} comparisons of one job, longest wait meanwhile`,
        ours: `${milliseconds(many.waitMs)} at ${many.eventsPerSecond.toFixed(0)} events/s`,
        limit: `${milliseconds(none.waitMs)} at ${none.eventsPerSecond.toFixed(0)} events/s, no comparison`,
        aim: '≤ 50 ms',
      };
      yield {
        what: `the last of ${COMPARISONS} comparisons, after its job`,
        ours: milliseconds(many.lagMs),
        limit: `${milliseconds(none.lagMs)} without any`,
        aim: '',
      };
    } finally {
      await server.close();
    }
  },
};
