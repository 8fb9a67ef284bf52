import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LiveStateDto } from '../../src/live/live-state.dto.ts';
import { AssayProcess } from './assay-process.ts';
import { allStates, asked, lastOf, LiveRig, statesOf } from './live-rig.ts';
import { RunningServer } from './running-server.ts';

const ROWS = 120;

describe('a comparison whose server was killed in its middle', () => {
  let rig: LiveRig;
  let server: RunningServer | undefined;
  let held: PromiseWithResolvers<undefined> | null = null;
  let answered = 0;

  beforeEach(async () => {
    held = Promise.withResolvers();
    answered = 0;
    rig = await LiveRig.make(ROWS, async (wording, row) => {
      // The new wording is a little better, so that no verdict comes before the end.
      if (wording === 'old') return row % 2 === 0 ? 'yes' : 'nope';
      answered += 1;
      if (answered > 50) await held?.promise;
      return row % 2 === 0 || row % 15 === 0 ? 'yes' : 'nope';
    });
  });

  afterEach(async () => {
    held?.resolve(undefined);
    await server?.close();
    await rig.close();
  });

  it('goes on after the restart with all of its states, which are those of one that was never stopped', async () => {
    server = await RunningServer.start({}, rig.root);
    const baseline = await server.startJob('evaluate', asked('old'));
    await server.settledJob(baseline);
    await server.stop();
    const env = { ASSAY_COMPATIBLE_BASE_URL: rig.model.url };
    const flags = ['--projects-root', rig.root.path, '--storage', `${rig.root.path}/.storage`, '--log-level', 'silent'];
    const killed = new AssayProcess(['serve', '--port', '0', ...flags], env);
    const url = await killed.said(/http:\/\/127\.0\.0\.1:\d+/);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(asked('new', { seed: 5, against: { run_id: baseline } }));
    const started = await fetch(`${url}/api/evaluate`, { method: 'POST', headers, body });
    const { job_id: jobId, comparison_id: id } = (await started.json()) as { job_id: string; comparison_id: string };
    const seen = await firstStates(`${url}/api/comparisons/${id}/events`, 20);
    killed.kill();
    await killed.outcome;
    held?.resolve(undefined);

    server = await RunningServer.start({}, rig.root);
    await until(async () => (await status(id)) === 'waiting');
    expect((await server.post(`/api/jobs/${jobId}/resume`, {})).status).toBe(202);
    const states = await allStates(server, id);
    expect(states.slice(0, seen.length)).toEqual(seen);
    expect(states.map(({ seq }) => seq)).toEqual(states.map((_, seq) => seq));
    expect(lastOf(states)).toMatchObject({
      n: ROWS,
      ended: { reason: 'complete' },
      metrics: [{ verdict: 'a_better', is_fact: true }],
    });

    // It would be a control of the next one.
    expect((await server.delete(`/api/jobs/${jobId}`)).status).toBe(204);
    // The same seed gives the same order, and the model the same answers.
    const unbroken = await server.post<{ comparison_id: string }>(
      '/api/evaluate',
      asked('new', { seed: 5, against: { run_id: baseline } }),
    );
    const expected = new Map((await allStates(server, unbroken.body.comparison_id)).map((state) => [state.n, state.metrics]));
    const common = states.filter(({ n }) => expected.has(n));
    expect(common.length).toBeGreaterThan(1);
    for (const { n, metrics } of common) expect([n, metrics]).toEqual([n, expected.get(n)]);
  });

  async function status(id: string): Promise<unknown> {
    return (await server?.get(`/api/comparisons/${id}`))?.body['status'];
  }
});

/** The states of a stream until so many rows have counted. */
async function firstStates(url: string, rows: number): Promise<LiveStateDto[]> {
  const stream = await fetch(url);
  let text = '';
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const states = statesOf(text.slice(0, text.lastIndexOf('\n\n') + 2));
    if ((states.at(-1)?.n ?? 0) >= rows) return states;
  }
  throw new Error('the stream has ended');
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
