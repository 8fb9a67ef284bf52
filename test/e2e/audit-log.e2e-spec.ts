import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE } from './running-server.ts';

const READER = 'reader-key-that-is-long-enough-to-be-taken-0123456789';
const OWNER = 'owner-key-that-is-long-enough-to-be-taken-0123456789';
const SECRET = 'a prompt that nobody but its owner should ever come to read, in no log and in no list of what was done';

const KEYS = [
  { name: 'reader', scope: 'read' as const, sha256: hash('sha256', READER), isShort: false },
  { name: 'owner', scope: 'admin' as const, sha256: hash('sha256', OWNER), isShort: false },
];

type Line = Readonly<Record<string, unknown>>;

describe('what is written down', () => {
  let app: NestFastifyApplication;
  let root: TemporaryRoot;
  let url: string;
  const log: Line[] = [];

  beforeAll(async () => {
    root = await temporaryRoot('arithmetic');
    app = await createApp({
      logLevel: 'info',
      logDestination: { write: (line: string) => void log.push(JSON.parse(line) as Line) },
      projectsRoot: root.path,
      storageDir: join(root.path, '.storage'),
      apiKeys: KEYS,
      maxWrongKeysPerMinute: 0,
    });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(async () => {
    await app.close();
    await root.remove();
  });

  function send(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${OWNER}`, ...type, ...headers }, ...init });
  }

  async function start(body: object, headers: Record<string, string> = {}): Promise<string> {
    const response = await send('POST', '/api/evaluate', body, headers);
    return ((await response.json()) as { job_id: string }).job_id;
  }

  /** The lines of the audit log, once there are so many with this action. */
  async function audited(action: string, count = 1): Promise<Line[]> {
    for (;;) {
      const text = await readFile(join(root.path, '.storage', 'audit.jsonl'), 'utf8').catch(() => '');
      // One may just be written.
      const lines = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line);
      const found = lines.filter((line) => line['action'] === action);
      if (found.length >= count) return found;
      await setTimeout(20);
    }
  }

  async function logged(condition: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = log.find(condition);
      if (found !== undefined) return found;
      await setTimeout(20);
    }
  }

  it('is who started, scored and deleted a job, and who was refused', async () => {
    expect((await send('POST', '/api/evaluate?dry_run=true', ADD_FIVE)).status).toBe(200);
    const jobId = await start(ADD_FIVE, { 'x-request-id': 'start-1' });
    await (await send('GET', `/api/jobs/${jobId}/events`)).text();
    expect(await audited('job.start')).toMatchObject([
      {
        outcome: 'ok',
        subject: jobId,
        principal: { kind: 'key', name: 'owner' },
        address: '127.0.0.1',
        request_id: 'start-1',
        time: expect.stringMatching(/^20\S+Z$/) as unknown,
      },
    ]);
    const scored = await send('POST', `/api/jobs/${jobId}/score`, { metrics: ['correct'] });
    const { job_id: made } = (await scored.json()) as { job_id: string };
    expect(await audited('job.score')).toMatchObject([{ outcome: 'ok', subject: jobId, reason: `made ${made}` }]);
    await (await send('GET', `/api/jobs/${made}/events`)).text();
    expect((await send('POST', `/api/jobs/${jobId}/resume`, {})).status).toBe(409);
    expect(await audited('job.resume')).toMatchObject([{ outcome: 'refused', reason: 'illegal_move', subject: jobId }]);
    expect((await send('DELETE', `/api/jobs/${made}`)).status).toBe(204);
    expect(await audited('job.delete')).toMatchObject([{ outcome: 'ok', subject: made }]);
    expect((await send('POST', '/api/evaluate', { ...ADD_FIVE, program: 'none' })).status).toBe(400);
    expect((await audited('job.start', 2))[1]).toMatchObject({ outcome: 'refused', reason: 'unusable_request', subject: null });
  });

  it('is who imported, labelled and deleted a run', async () => {
    const samples = [{ id: 's', prompt: SECRET, response: SECRET, scores: { m: 1 } }];
    expect((await send('POST', '/api/runs', { run_id: 'mine', experiment_id: 'e', samples })).status).toBe(201);
    expect(await audited('run.import')).toMatchObject([{ outcome: 'ok', subject: 'mine' }]);
    expect((await send('PUT', '/api/runs/mine/labels/good', { labels: [{ row: 0, value: 1 }] })).status).toBe(201);
    expect(await audited('labels.put')).toMatchObject([{ outcome: 'ok', subject: 'mine/good' }]);
    expect((await send('DELETE', '/api/runs/mine/labels/good')).status).toBe(204);
    expect((await send('DELETE', '/api/runs/mine')).status).toBe(204);
    expect(await audited('run.delete')).toMatchObject([{ outcome: 'ok', subject: 'mine' }]);
  });

  it('is who had no key that is one, or one without the right, and is bounded for strangers', async () => {
    expect((await send('DELETE', '/api/jobs/x', undefined, { authorization: `Bearer ${READER}` })).status).toBe(403);
    const refusals = await audited('access.refuse');
    expect(refusals).toMatchObject([
      { outcome: 'refused', reason: 'insufficient_scope', subject: 'DELETE /api/jobs/:job_id', principal: { name: 'reader' } },
    ]);
    const guesses = Array.from({ length: 200 }, () => send('GET', '/api/jobs', undefined, { authorization: 'Bearer guess' }));
    for (const response of await Promise.all(guesses)) expect([401, 429]).toContain(response.status);
    await setTimeout(300);
    const wrong = (await audited('access.refuse', 2)).filter(({ reason }) => reason === 'unknown_key');
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.length).toBeLessThanOrEqual(60);
  });

  it('has neither keys nor prompts in it', async () => {
    await audited('run.import');
    const text = await readFile(join(root.path, '.storage', 'audit.jsonl'), 'utf8');
    for (const secret of [OWNER, READER, 'guess', SECRET]) expect(text).not.toContain(secret);
    for (const secret of [OWNER, READER, SECRET]) expect(JSON.stringify(log)).not.toContain(secret);
  });

  it('is one line in the log when a job begins and one when it ends, with its names and numbers', async () => {
    const jobId = await start({ ...ADD_FIVE, program: 'flaky' });
    const end = await logged((line) => line['job_id'] === jobId && 'status' in line);
    const names = { project: 'arithmetic', program: 'flaky', prompt: 'plain', examples: 'five', model: 'local:echo' };
    expect(end).toMatchObject({ ...names, status: 'done', trials: 5, failed_trials: 1, cost_usd: 0, level: 30 });
    expect(end['msg']).toMatch(/^job \S+ is done: score 0\.8000, 1 of 5 trials failed, \$0\.0000, [\d.]+ s$/);
    const begin = log.find((line) => line['job_id'] === jobId);
    expect(begin).toMatchObject(names);
    expect(begin?.['msg']).toBe(`job ${jobId} begins: evaluate arithmetic/flaky, prompt plain, five, local:echo, 5 trials`);
    expect(log.filter((line) => line['job_id'] === jobId)).toHaveLength(2);
  });

  it('is the reason of a 400 and of a 422, without long texts', async () => {
    await send('POST', '/api/evaluate', { ...ADD_FIVE, program: 'none' }, { 'x-request-id': 'bad-name' });
    const refused = await logged((line) => line['request_id'] === 'bad-name' && 'res' in line);
    expect(refused).toMatchObject({ problem: 'unusable_request', reason: expect.stringContaining('"none"') as unknown });
    expect(refused['msg']).toMatch(/^POST \/api\/evaluate 400: .*"none"/);
    await send('POST', '/api/evaluate', { ...ADD_FIVE, workers: 0 }, { 'x-request-id': 'bad-field' });
    const invalid = await logged((line) => line['request_id'] === 'bad-field' && 'res' in line);
    expect(invalid['reason']).toContain('workers must be');
  });
});
