import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { AssayProcess } from './assay-process.ts';
import { eventsOf, RunningServer } from './running-server.ts';
import { WsClient } from './ws-client.ts';

/** Ends of lines by the rules of Unicode, which Python's `str.splitlines` follows. */
const SEPARATOR = /[\u0085\u2028\u2029]/;
const TEXT = 'a\u2028b\u2029c\u0085d';
const JOB = { project: 'notes', program: 'ask', prompt: 'plain', examples: 'few', model: 'local:echo' };

describe('line separators in texts', () => {
  let server: RunningServer;
  let jobId: string;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    await writeProject(root.path, 'notes', {
      'prompts/plain.jinja': '{{ text }}',
      'data/few.jsonl': `${JSON.stringify({ inputs: { text: TEXT } })}\n`,
    });
    server = await RunningServer.start({}, root);
    jobId = await server.startJob('run', { ...JOB, label: TEXT });
    await server.stream(jobId);
  });
  afterAll(() => server.close());

  const archived = (name: string): string => join(server.root.path, 'jobs', jobId, name);

  it('are escaped in the event stream, whose events have them', async () => {
    const stream = await server.stream(jobId);
    expect(stream).not.toMatch(SEPARATOR);
    expect(eventsOf(stream)[0]?.payload).toMatchObject({
      example: { inputs: { text: TEXT } },
      telemetry: { rendered_prompt: TEXT },
    });
  });

  it('are escaped in the archive', async () => {
    for (const name of ['events.jsonl', 'manifest.json', 'summary.json'])
      expect(await readFile(archived(name), 'utf8')).not.toMatch(SEPARATOR);
  });

  it.each(['/api/jobs', '/api/runs', `/api/catalog`])('are escaped in the JSON of %s', async (path) => {
    expect(await (await fetch(`${server.url}${path}`)).text()).not.toMatch(SEPARATOR);
  });

  it('are escaped in the JSON of a job, a run, its samples and what is wrong', async () => {
    for (const path of [
      `/api/jobs/${jobId}`,
      `/api/jobs/${jobId}/trials`,
      `/api/runs/${jobId}`,
      `/api/runs/${jobId}/samples`,
    ]) {
      const text = await (await fetch(`${server.url}${path}`)).text();
      expect(text).toContain('\\u2028');
      expect(text).not.toMatch(SEPARATOR);
    }
    const problem = await (await fetch(`${server.url}/api/runs/${encodeURIComponent(TEXT)}`)).text();
    expect(problem).toContain('\\u2029');
    expect(problem).not.toMatch(SEPARATOR);
  });

  it('are escaped over the WebSocket', async () => {
    const client = await WsClient.open(server.url);
    const texts: string[] = [];
    client.socket.on('message', (data: Buffer) => texts.push(data.toString()));
    client.send({ type: 'subscribe', run_id: jobId, events: true, from_seq: 0 });
    await client.upTo('run_completed');
    client.socket.terminate();
    expect(texts.filter((text) => text.includes('\\u2028'))).toHaveLength(3);
    expect(texts.join('')).not.toMatch(SEPARATOR);
  });

  it('are escaped on their way out of an archive that another writer left them in', async () => {
    const raw = (await readFile(archived('events.jsonl'), 'utf8'))
      .replaceAll('\\u2028', '\u2028')
      .replaceAll('\\u0085', '\u0085');
    await writeFile(archived('events.jsonl'), raw);
    const stream = await server.stream(jobId);
    expect(stream).not.toMatch(SEPARATOR);
    expect(eventsOf(stream)[0]?.payload).toMatchObject({ example: { inputs: { text: TEXT } } });
    expect(await (await fetch(`${server.url}/api/jobs/${jobId}`)).text()).not.toMatch(SEPARATOR);
  });

  it('are escaped in the lines that the command prints', async () => {
    const root = await temporaryRoot('arithmetic');
    await writeProject(root.path, 'notes', {
      'prompts/plain.jinja': '{{ text }}',
      'data/few.jsonl': `${JSON.stringify({ inputs: { text: TEXT } })}\n`,
    });
    const args = ['--projects-root', root.path, '--project', 'notes', '--program', 'ask', '--prompt', 'plain'];
    const { code, stdout } = await new AssayProcess(
      ['run', ...args, '--examples', 'few', '--model', 'local:echo', '--format', 'ndjson'],
      { ASSAY_STORAGE: join(root.path, '.storage') },
    ).outcome;
    await root.remove();
    expect(code).toBe(0);
    expect(stdout).toContain('\\u2028');
    expect(stdout).not.toMatch(SEPARATOR);
  });
});
