import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, eventsOf, type JobDocument, RunningServer } from './running-server.ts';

const HUNDRED = { ...ADD_FIVE, examples: 'hundred', model: 'compatible:m', workers: 4 };

describe('a job whose server was killed in its middle', () => {
  let root: TemporaryRoot;
  let provider: ModelServer;
  let server: RunningServer | undefined;
  let answersHeld: PromiseWithResolvers<undefined> | null;

  beforeEach(async () => {
    answersHeld = null;
    root = await temporaryRoot('arithmetic');
    provider = await startModelServer(async ({ number }) => {
      if (number > 40) await answersHeld?.promise;
      return {};
    });
    process.env.ASSAY_COMPATIBLE_BASE_URL = provider.url;
  });

  afterEach(async () => {
    answersHeld?.resolve(undefined);
    await server?.close();
    await provider.close();
    delete process.env.ASSAY_COMPATIBLE_BASE_URL;
  });

  /** Starts a job on a server whose model stops to answer, and kills the server with -9 then. */
  async function killedJob(): Promise<string> {
    answersHeld = Promise.withResolvers();
    const env = { ASSAY_COMPATIBLE_BASE_URL: provider.url };
    const killed = new AssayProcess(['serve', '--port', '0', '--projects-root', root.path, '--log-level', 'silent'], env);
    const url = await killed.said(/http:\/\/127\.0\.0\.1:\d+/);
    const headers = { 'content-type': 'application/json' };
    const started = await fetch(`${url}/api/evaluate`, { method: 'POST', headers, body: JSON.stringify(HUNDRED) });
    const { job_id: jobId } = (await started.json()) as { job_id: string };
    const stream = await fetch(`${url}/api/jobs/${jobId}/events`);
    let text = '';
    for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (eventsOf(text.slice(0, text.lastIndexOf('\n\n') + 2)).length >= 60) break;
    }
    killed.kill();
    await killed.outcome;
    answersHeld.resolve(undefined);
    return jobId;
  }

  function trialsOf({ events }: JobDocument): number {
    return events.filter(({ type }) => type === 'trial').length;
  }

  it('goes on after the restart, pays for no answer twice, and comes out as one that was never stopped', async () => {
    const jobId = await killedJob();
    server = await RunningServer.start({}, root);
    const before = await server.job(jobId);
    expect(before.manifest.status).toBe('interrupted');
    const callsBefore = provider.calls;
    expect((await server.post(`/api/jobs/${jobId}/resume`, {})).status).toBe(202);
    const resumed = await server.settledJob(jobId);
    expect(resumed.manifest.status).toBe('done');
    expect(provider.calls - callsBefore).toBe(100 - trialsOf(before));
    expect(resumed.events.slice(0, before.events.length)).toEqual(before.events);
    expect(resumed.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, seq) => seq));
    const whole = await server.settledJob(await server.startJob('evaluate', HUNDRED));
    const { job_id: _id, telemetry, ...results } = whole.summary ?? {};
    expect(resumed.summary).toMatchObject(results);
    const { latency: _seconds, ...tokens } = telemetry as { latency: number };
    expect(resumed.summary?.telemetry).toMatchObject(tokens);
  });

  it('goes on by the command too, without a server', async () => {
    const jobId = await killedJob();
    const env = { ASSAY_COMPATIBLE_BASE_URL: provider.url };
    const command = new AssayProcess(['resume', jobId, '--projects-root', root.path, '--format', 'json'], env);
    const { code, stdout, stderr } = await command.outcome;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    expect(JSON.parse(stdout)).toMatchObject({ manifest: { job_id: jobId, status: 'done' }, summary: { trial_count: 100 } });
    const again = await new AssayProcess(['resume', jobId, '--projects-root', root.path]).outcome;
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringContaining(`job ${jobId} is done: there is nothing to resume`),
    ]);
  });
});
