import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LiveComparisonListDto } from '../../src/live/comparisons.dto.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { FleetRig, followed, HUNDRED, jobOf, type Member, startJob, until } from './fleet-rig.ts';
import { asked, writeAskedProject } from './live-rig.ts';
import { WsClient } from './ws-client.ts';

let rig: FleetRig;

beforeEach(async () => {
  rig = await FleetRig.start();
});

afterEach(() => rig.close());

function expectWhole(events: readonly JobEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, seq) => seq));
  expect(events.filter(({ type }) => type === 'trial')).toHaveLength(100);
}

async function trialsOf(member: Member, jobId: string): Promise<number> {
  return (await jobOf(member, jobId)).events.filter(({ type }) => type === 'trial').length;
}

// Processes start for seconds, and leases are void after fifteen.
jest.setTimeout(180_000);

describe('several processes over one database', () => {
  it('are one Assay: a job posted to one, run by another, is followed, listed and cancelled at a third', async () => {
    rig.answerMs = 10;
    const [a, b] = await Promise.all([rig.join('api'), rig.join('api')]);
    const worker = await rig.join('worker');
    const socket = await WsClient.open(a.url);
    socket.send({ type: 'subscribe', run_id: '*' });
    await socket.upTo('subscribed');
    const jobId = await startJob(b);
    const events = await followed(a, jobId);
    expectWhole(events);
    const [onA, onB] = [await jobOf(a, jobId), await jobOf(b, jobId)];
    expect(onA).toEqual(onB);
    expect(onA.manifest.status).toBe('done');
    expect(onA.events).toEqual(events);
    expect((await socket.upTo('run_completed', jobId)).length).toBeGreaterThan(1);
    socket.socket.close();
    rig.answerMs = 100;
    const next = await startJob(a, { ...HUNDRED, workers: 1 });
    await until(async () => ((await jobOf(b, next)).progress ?? null) !== null);
    const cancelled = await fetch(`${b.url}/api/jobs/${next}/cancel`, { method: 'POST' });
    expect([cancelled.status, await cancelled.json()]).toMatchObject([202, { status: 'cancelled' }]);
    expect((await fetch(`${a.url}/api/runs`)).status).toBe(200);
    const misdirected = await fetch(`${worker.url}/api/jobs`);
    expect([misdirected.status, (await fetch(`${worker.url}/api/health`)).status]).toEqual([421, 200]);
  });

  it('stop a job by the verdict of a comparison that another server follows', async () => {
    await writeAskedProject(rig.projects.path, 300);
    // The old wording is right in a third of the rows, the new one in all.
    rig.reply = (prompt) => (prompt.endsWith('new') || Number(/\d+/.exec(prompt)?.[0]) % 3 === 0 ? 'yes' : 'nope');
    const [a, b] = await Promise.all([rig.join('api'), rig.join('api'), rig.join('worker')]);
    const baseline = await startJob(a, asked('old'));
    await followed(a, baseline);
    rig.answerMs = 40;
    const candidate = await startJob(b, asked('new', { against: { run_id: baseline, stop: true } }));
    await followed(a, candidate);
    const { manifest } = await jobOf(a, candidate);
    expect(manifest).toMatchObject({ status: 'done', stopped: { reason: 'decided', because: 'verdict' } });
    const comparison = async () => {
      const list = (await (await fetch(`${a.url}/api/comparisons?run_id=${candidate}`)).json()) as LiveComparisonListDto;
      return list.comparisons[0];
    };
    await until(async () => (await comparison())?.status === 'ended');
    expect(await comparison()).toMatchObject({ state: { ended: { reason: 'decided' } } });
  });

  it('lose nothing when one worker is killed and another stopped: others go on where those were, and no stream breaks', async () => {
    rig.answerMs = 20;
    const api = await rig.join('api');
    const workers = await Promise.all([rig.join('worker'), rig.join('worker')]);
    const jobIds = [await startJob(api, { ...HUNDRED, workers: 2 }), await startJob(api, { ...HUNDRED, workers: 2 })];
    const following = jobIds.map((jobId) => followed(api, jobId));
    await until(async () => Math.min(...(await Promise.all(jobIds.map((jobId) => trialsOf(api, jobId))))) >= 10);
    workers[0].process.kill();
    workers[1].process.signal('SIGSTOP');
    await Promise.all([rig.join('worker'), rig.join('worker')]);
    await until(async () => Math.min(...(await Promise.all(jobIds.map((jobId) => trialsOf(api, jobId))))) >= 60);
    workers[1].process.signal('SIGCONT');
    for (const events of await Promise.all(following)) expectWhole(events);
    for (const jobId of jobIds) expectWhole((await jobOf(api, jobId)).events);
    // What was not stored is asked for again; the child of a stopped process goes on as far as its buffer lets it.
    expect(rig.provider.calls).toBeLessThan(310);
    // The one that came back is a worker like any other.
    for (const jobId of [await startJob(api), await startJob(api), await startJob(api)])
      expectWhole(await followed(api, jobId));
  });

  it('hand their jobs on when they are told to end', async () => {
    rig.answerMs = 20;
    const api = await rig.join('api');
    const first = await rig.join('worker', { env: { ASSAY_DRAIN_SECONDS: '0' } });
    const jobId = await startJob(api, { ...HUNDRED, workers: 2 });
    await until(async () => (await trialsOf(api, jobId)) >= 10);
    await rig.join('worker');
    first.process.terminate();
    expect((await first.process.outcome).code).toBe(0);
    expectWhole(await followed(api, jobId));
    expect((await jobOf(api, jobId)).manifest.status).toBe('done');
    expect(rig.provider.calls).toBeLessThan(115);
  });

  it('wait while the database is away, and pay for no trial twice', async () => {
    rig.answerMs = 20;
    const api = await rig.join('api');
    await rig.join('worker');
    const jobId = await startJob(api, { ...HUNDRED, workers: 2 });
    const following = followed(api, jobId);
    await until(async () => (await trialsOf(api, jobId)) >= 10);
    await rig.postgres.halt('SIGKILL');
    await until(async () => (await fetch(`${api.url}/api/jobs`)).status === 503);
    const away = await fetch(`${api.url}/api/jobs`);
    expect([away.status, Number(away.headers.get('retry-after'))]).toEqual([503, expect.any(Number)]);
    expect((await fetch(`${api.url}/api/ready`)).status).toBe(503);
    expect((await fetch(`${api.url}/api/health`)).status).toBe(200);
    await rig.postgres.resume();
    expectWhole(await following);
    expect((await jobOf(api, jobId)).manifest.status).toBe('done');
    expect(rig.provider.calls).toBe(100);
  });

  it('refuse a job where a worker has other code, and say so once no worker is left', async () => {
    const other = await mkdtemp(join(tmpdir(), 'assay-other-'));
    await cp(rig.projects.path, other, { recursive: true });
    const program = join(other, 'arithmetic', 'programs.ts');
    await writeFile(program, `${await readFile(program, 'utf8')}\n// not the same\n`);
    const api = await rig.join('api');
    await rig.join('worker', { projectsRoot: other });
    const jobId = await startJob(api);
    await until(async () => (await jobOf(api, jobId)).manifest.status === 'error');
    expect((await jobOf(api, jobId)).manifest.error).toMatch(
      /no worker can run this job as it was started \(.*: the program's module \(add\).* is not what it was when the job was started\)/,
    );
    expect(rig.provider.calls).toBe(0);
    await rig.join('worker');
    const next = await startJob(api);
    expectWhole(await followed(api, next));
    await rm(other, { recursive: true });
  });
});
