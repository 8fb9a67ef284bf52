import { Agent, request } from 'node:http';
import { AssayServer } from '../assay-server.ts';
import type { Figure } from '../figure.ts';
import { median } from '../numbers.ts';

const ROUNDS = 9;
const ROUND_MS = 1_500;
const CONNECTIONS = 8;
const KEY = 'bench-0123456789-0123456789-0123456789';

/** Answers per second over eight persistent connections with one request in flight each. */
async function perSecond(url: string, headers: Readonly<Record<string, string>>, durationMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const until = performance.now() + durationMs;
  let answers = 0;
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      request(url, { agent, headers }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url} answered ${String(answer.statusCode)}`));
        answer.resume().once('end', resolve);
      })
        .on('error', reject)
        .end();
    });
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        await ask();
        answers += 1;
      }
    }),
  );
  agent.destroy();
  return (answers / (performance.now() - began)) * 1_000;
}

/**
 * What a key costs: requests a second for a page of jobs, of a server that asks for keys, and of one that does not. Both run at once and are asked by
 * turns, so that the machine's load meets both; the figure is the median of the rounds' ratios.
 */
export const keys: Figure = {
  name: 'keys',
  async *measure() {
    const limits = { ASSAY_MAX_REQUESTS_PER_MINUTE: '0' };
    const [open, guarded] = await Promise.all([
      AssayServer.start(undefined, limits),
      AssayServer.start(undefined, { ...limits, ASSAY_API_KEYS: `${KEY}:read` }),
    ]);
    const headers = { authorization: `Bearer ${KEY}` };
    try {
      const path = '/api/jobs?limit=10';
      const rounds: { readonly without: number; readonly with: number }[] = [];
      // The first round warms both up.
      for (let round = 0; round <= ROUNDS; round += 1) {
        const withKey = (): Promise<number> => perSecond(guarded.url + path, headers, ROUND_MS);
        const before = round % 2 === 0 ? await withKey() : undefined;
        const without = await perSecond(open.url + path, {}, ROUND_MS);
        const measured = { without, with: before ?? (await withKey()) };
        if (round > 0) rounds.push(measured);
      }
      const cost = 1 - median(rounds.map((round) => round.with / round.without));
      yield {
        what: 'requests with a key, of a page of jobs',
        ours: `${median(rounds.map((round) => round.with)).toFixed(0)} a second, ${(cost * 100).toFixed(1)} % less`,
        limit: `${median(rounds.map(({ without }) => without)).toFixed(0)} a second without a key`,
        aim: '≤ 5 % less',
      };
    } finally {
      await Promise.all([open.close(), guarded.close()]);
    }
  },
};
