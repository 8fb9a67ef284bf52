import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function assayReport(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'report', ...args], { env: { PATH: process.env['PATH'] } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

/** Reads a job's stream until it has brought so many trials. */
async function untilTrials(server: RunningServer, jobId: string, count: number): Promise<void> {
  const { body } = await fetch(`${server.url}/api/jobs/${jobId}/events`);
  let text = '';
  for await (const chunk of (body ?? new ReadableStream<Uint8Array<ArrayBuffer>>()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.split('"type":"trial"').length > count) return;
  }
  throw new Error(`the stream ended before ${count} trials: ${text}`);
}

describe('the report of a job', () => {
  let server: RunningServer;
  let jobId: string;

  beforeAll(async () => {
    server = await RunningServer.start();
    jobId = await server.startJob('evaluate', {
      ...ADD_FIVE,
      program: 'flaky',
      metrics: ['closeness', 'judged', 'throws'],
      repeats: 2,
    });
    await server.settledJob(jobId);
  });
  afterAll(() => server.close());

  it('is Markdown, with noise between looks, failures with their counts, and the failed trial as the weakest', async () => {
    const { status, headers, body } = await server.get<string>(`/api/jobs/${jobId}/report`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(headers.get('vary')?.toLowerCase()).toContain('accept');
    expect(body).toMatch(
      /^# flaky · plain · local:echo\n\nStatus \*\*done\*\* · Score \*\*0\.\d{3}\*\* \(mean over 3 metrics\) · Failed \*\*2 of 10 trials\*\* \(20\.0 %\)/,
    );
    expect(body).toMatch(
      /\| `closeness` \| program \| 0\.800 \| 0\.223 to 0\.982 \| 0\.447 \| 5 \| 0\.000 \(df 5\) \| not repeated \|/,
    );
    expect(body).toMatch(/\| `judged` \| judge \| .* \| 5 \| \d\.\d{3} \(df \d+\) \| \d\.\d{3} \(df \d+\) \|/);
    expect(body).toContain('Failed trials: 2 of 10 (20.0 %) (2 by the program).');
    expect(body).toMatch(/\| 2 \| trial \| `RangeError` two is too much \| `[0-9a-f]{16}` \|/);
    expect(body).toMatch(/\| 8 \| `throws` \| `TypeError` no score today \|/);
    const [, examples = ''] = body.split('## Examples');
    expect(examples).toMatch(
      /^\n\nAll 5 examples, the weakest first\.\n\n<details>\n<summary>0\.000 row 2 a: 2 · b: 3 failed: two is too much</,
    );
  });

  it('is a page for a browser', async () => {
    const { headers, body } = await server.get<string>(`/api/jobs/${jobId}/report`, HTML);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).toContain('<code>RangeError</code> two is too much</td>');
    const links = Array.from(
      body.matchAll(/ href="([^"]*)"/g),
      ([, href = '']) => new URL(href, `${server.url}/assay/api/jobs/${jobId}/report`),
    );
    expect(links.map(({ pathname }) => pathname)).toEqual(
      expect.arrayContaining(['/assay/', `/assay/jobs/${jobId}`, `/assay/jobs/${jobId}/rows/2`]),
    );
  });

  it('is saved as a file without links, and the page offers that', async () => {
    const { headers, body } = await server.get<string>(`/api/jobs/${jobId}/report?download=true`, HTML);
    expect(headers.get('content-disposition')).toBe('attachment; filename="report.html"');
    expect(body).not.toContain('<a ');
    expect((await server.get<string>(`/api/jobs/${jobId}/report`, HTML)).body).toContain('<a href="?download=true">');
    expect((await server.get<string>(`/api/jobs/${jobId}/report?format=html`)).body).toMatch(/^<!doctype html>/);
    expect(await server.get(`/api/jobs/${jobId}/report?format=xx`)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'format', message: expect.stringMatching(/markdown, html/) }] },
    });
    expect((await server.get(`/api/jobs/${jobId}/report?download=maybe`)).status).toBe(422);
  });

  it('is Markdown for whoever would rather have that', async () => {
    const { headers } = await server.get(`/api/jobs/${jobId}/report`, { accept: 'text/markdown, text/html;q=0.5' });
    expect(headers.get('content-type')).toContain('text/markdown');
  });

  it('is a 404 problem for a job that is not there', async () => {
    const { status, body, headers } = await server.get('/api/jobs/nobody/report');
    expect(status).toBe(404);
    expect(body['detail']).toContain('job not found');
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('is a page with the reason and a way back where a browser asks for a job that is not there', async () => {
    const response = await fetch(`${server.url}/api/jobs/%3Cb%3Enobody/report`, { headers: HTML });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*style-src 'sha256-/);
    const page = await response.text();
    expect(page).toContain('<h1>There is no such report</h1>');
    expect(page).toMatch(/Job not found/);
    expect(page).toContain('<a href="../../../">All runs</a>');
    expect(page).not.toMatch(/<script|<b>/);
  });

  it('says of a running job that it covers the job so far', async () => {
    const running = await server.startJob('run', { ...ADD_FIVE, program: 'never_answers', workers: 5 });
    await untilTrials(server, running, 4);
    const { body } = await server.get<string>(`/api/jobs/${running}/report`);
    expect(body).toContain('This job is running. The report covers it so far: 4 of 5 (80.0 %) trials.');
    expect(body).toContain('A run has no metrics.');
  });

  it('is printed by the command line without a server, in every format', async () => {
    const file = join(server.root.path, 'report.html');
    const root = ['--projects-root', server.root.path];
    const [markdown, html, json] = await Promise.all([
      assayReport(jobId, ...root),
      assayReport(jobId, ...root, '--format', 'html', '--output', file),
      assayReport(jobId, ...root, '--format', 'json'),
    ]);
    expect(markdown).toEqual({ code: 0, stdout: (await server.get<string>(`/api/jobs/${jobId}/report`)).body, stderr: '' });
    expect(html).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await readFile(file, 'utf8')).toBe((await server.get<string>(`/api/jobs/${jobId}/report?download=true`, HTML)).body);
    expect(JSON.parse(json.stdout)).toMatchObject({
      job: { job_id: jobId },
      reliability: { failed_trials: 2 },
      trajectory: null,
    });
  });

  it('is refused by the command line with a sentence where there is no such job or format', async () => {
    const [nobody, format] = await Promise.all([
      assayReport('nobody', '--projects-root', server.root.path),
      assayReport(jobId, '--format', 'pdf'),
    ]);
    expect(nobody).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('There is no job nobody in ') });
    expect(format).toMatchObject({ code: 2, stderr: expect.stringContaining('markdown, html, json') });
  });
});
