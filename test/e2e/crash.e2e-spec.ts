import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess } from './assay-process.ts';
import { gone } from './gone.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=20', workers: 2 };

/** Starts a job on a server and kills the server with -9 when a client has seen so many of its events. */
async function seenBeforeTheCrash(
  root: TemporaryRoot,
  { body = SLOW, count = 12 } = {},
): Promise<{ jobId: string; seen: JobEvent[] }> {
  const server = new AssayProcess(['serve', '--port', '0', '--projects-root', root.path, '--log-level', 'silent']);
  const url = await server.said(/http:\/\/127\.0\.0\.1:\d+/);
  const started = await fetch(`${url}/api/evaluate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { job_id: jobId } = (await started.json()) as { job_id: string };
  const stream = await fetch(`${url}/api/jobs/${jobId}/events`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (eventsOf(text.slice(0, text.lastIndexOf('\n\n') + 2)).length < count) text += (await reader?.read())?.value ?? '';
  server.kill();
  await server.outcome;
  return { jobId, seen: eventsOf(text.slice(0, text.lastIndexOf('\n\n') + 2)) };
}

describe('a server that is killed in the middle of a job', () => {
  let server: RunningServer;

  afterEach(() => server.close());

  it('has lost nothing that a client saw, shows the job as interrupted, and takes the next', async () => {
    const root = await temporaryRoot('arithmetic');
    const { jobId, seen } = await seenBeforeTheCrash(root);
    server = await RunningServer.start({}, root);
    const { manifest, events, summary } = await server.job(jobId);
    expect(manifest).toMatchObject({ status: 'interrupted', error: expect.stringMatching(/Assay stopped/) as unknown });
    expect(manifest.finished_at).not.toBeNull();
    expect(events.slice(0, seen.length)).toEqual(seen);
    expect(eventsOf(await server.stream(jobId))).toEqual(events);
    const trials = events.filter(({ type }) => type === 'trial').length;
    expect(summary).toMatchObject({ job_id: jobId, status: 'interrupted', trial_count: trials });
    expect((await server.settledJob(await server.startJob('evaluate', ADD_FIVE))).manifest.status).toBe('done');
  });

  it('leaves no process behind, whatever the program of its job does', async () => {
    const root = await temporaryRoot('arithmetic');
    const body = { ...SLOW, program: 'outlives_its_server' };
    const { seen } = await seenBeforeTheCrash(root, { body, count: 1 });
    await gone((seen[0]?.payload as { output: number }).output);
    server = await RunningServer.start({}, root);
  });
});
