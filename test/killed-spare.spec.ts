import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { childProcesses } from '../scripts/chaos/child-processes.ts';
import { sampleJob } from './contracts/sample-job.ts';
import { temporaryRoot } from './fixtures/temporary-root.ts';
import type { JobSpec } from '../src/domain/job-fields.ts';
import { ForkedRunner } from '../src/runner/forked-runner.ts';

const { metrics: _metrics, ...fields } = sampleJob('').spec;
const names = { project: 'arithmetic', program: 'add', prompt: 'plain', examples: 'five', model: 'local:echo' };
const ADD_FIVE: JobSpec = { ...fields, ...names, kind: 'run', workers: 1 };

describe('a runner whose spare process is killed', () => {
  it('gives the next job another one', async () => {
    const root = await temporaryRoot('arithmetic');
    const runner = new ForkedRunner({
      settings: {
        projectsRoot: root.path,
        builtIns: [],
        trialTimeoutMs: 60_000,
        maxResponseBytes: 1024 ** 2,
        cache: { folder: join(root.path, '.cache'), maxBytes: 1024 ** 2 },
        retryPolicy: { maxRetries: 0, timeoutMs: 60_000 },
      },
      process: { memoryMb: 512, unresponsiveMs: 60_000, inspectFlag: null, onOutput: () => undefined },
      importTimeoutMs: 60_000,
      maxCheckingProcesses: 1,
      fetchData: () => Promise.reject(new Error('no data is missing')),
    });
    try {
      runner.warmUp();
      await runner.checkStart();
      const pids = await childProcesses(process.pid);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      while (pids.some(isAlive)) await new Promise(setImmediate);
      const prepared = await runner.prepare(ADD_FIVE);
      prepared.release();
      expect(pids.length).toBeGreaterThan(0);
    } finally {
      await runner.close();
      await root.remove();
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
