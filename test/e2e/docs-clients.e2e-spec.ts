import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { codeBlocks, namedBlock } from '../fixtures/code-blocks.ts';
import { cuttingProxy } from '../fixtures/cutting-proxy.ts';
import { runProgram, type ProgramEnd } from '../fixtures/run-program.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const PAGE = 'docs/event-stream.md';
const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=20', workers: 10 };
const CLIENTS = [
  ['watch.ts', process.execPath],
  ['watch.py', 'python3'],
] as const;

let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-clients-'));
  await Promise.all(CLIENTS.map(([name]) => writeFile(join(folder, name), namedBlock(PAGE, name).text)));
  server = await RunningServer.start({ maxRunningJobs: 10 });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The output of a client of the page for these events. */
function printed(events: readonly JobEvent[]): string {
  return events.map(({ seq, type, payload }) => `${seq} ${type} ${'trial_id' in payload ? payload.trial_id : ''}\n`).join('');
}

function shell(script: string): Promise<ProgramEnd> {
  return runProgram('sh', ['-eu'], script.replaceAll('http://127.0.0.1:8080', server.url));
}

describe.each(CLIENTS)('%s in docs/event-stream.md', (name, command) => {
  function watch(url: string, jobId: string): Promise<ProgramEnd> {
    return runProgram(command, [join(folder, name), url, jobId]);
  }

  it('watches a job from its first event to its last', async () => {
    const jobId = await server.startJob('evaluate', SLOW);

    const end = await watch(server.url, jobId);

    const { manifest, events } = await server.job(jobId);
    expect([manifest.status, events.length]).toEqual(['done', 200]);
    expect(end).toEqual({ code: 0, stdout: printed(events), stderr: '' });
  });

  it('comes back after a lost connection, and sees each event once', async () => {
    const jobId = await server.startJob('evaluate', { ...SLOW, model: 'local:echo' });
    const events = eventsOf(await server.stream(jobId));
    const proxy = await cuttingProxy(server.url, 20_000, 2);

    const end = await watch(proxy.url, jobId);
    proxy.close();

    expect(proxy.cuts()).toBe(2);
    expect(end).toEqual({ code: 0, stdout: printed(events), stderr: '' });
  });

  it('says what the server says of an unknown job', async () => {
    const { code, stdout, stderr } = await watch(server.url, 'nothing');

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('job not found');
  });
});

describe('the curl lines in docs/event-stream.md', () => {
  const blocks = codeBlocks(PAGE).filter(({ language }) => language === 'sh');

  it('has the two curl blocks that this test knows', () => {
    expect(blocks).toHaveLength(2);
  });

  it('prints the events of the newest job, all of them or from a given one on', async () => {
    const jobId = await server.startJob('evaluate', ADD_FIVE);
    const lines = eventsOf(await server.stream(jobId)).map((event) => `${JSON.stringify(event)}\n`);
    const [all, later] = blocks.map(({ text }) => text);

    expect(await shell(all ?? '')).toEqual({ code: 0, stdout: lines.join(''), stderr: '' });
    const rest = lines.slice(2).join('');
    expect(await shell(later ?? '')).toEqual({ code: 0, stdout: rest + rest, stderr: '' });
  });
});
