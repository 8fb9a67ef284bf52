import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import { temporaryRoot, type TemporaryRoot } from '../../test/fixtures/temporary-root.ts';
import { type EventBatch, eventsOf } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { PreparedJob } from '../domain/runner.ts';
import { ForkedRunner, type ForkedRunnerOptions } from './forked-runner.ts';

const { metrics: _metrics, ...fields } = sampleJob('').spec;

/** Five trials of a program that adds two numbers. */
const ADD_FIVE: JobSpec = {
  ...fields,
  kind: 'run',
  project: 'arithmetic',
  program: 'add',
  prompt: 'plain',
  examples: 'five',
  model: 'local:echo',
  workers: 1,
};

const PRINTS_TS = `import { defineProgram } from 'assay';
export const in_typescript = defineProgram({ calls: 'any' }, () => {
  console.log('größer: 1 2');
  console.log();
  console.error('as an error');
});
`;

const PRINTS_PY = `import sys
from assay import program
@program(calls="any")
def in_python():
    print("größer:", 1, end=" ")
    print("2\\n")
    print("as an error", file=sys.stderr)
`;

/** Writes down which process it is in, and says when it begins to spin. */
const SPINS = `import { writeFileSync } from 'node:fs';
import { defineProgram } from 'assay';
writeFileSync(new URL('pid', import.meta.url), String(process.pid));
export const spins = defineProgram(async ({ render, complete }) => {
  await complete(render());
  console.log('spinning');
  for (;;);
});
`;

const THEN_PROGRAM = `import { defineProgram } from 'assay';
export const then = defineProgram(async ({ render, complete }) => (await complete(render())).output);
`;

const THEN_METRIC = `import { programmaticMetric, range } from 'assay';
export const then = programmaticMetric({ description: 'Always full.', scale: range(0, 1), score: () => 1 });
`;

const SPIN: JobSpec = { ...ADD_FIVE, project: 'spinning', program: 'spins' };

const PROCESS = { memoryMb: 512, unresponsiveMs: 60_000, inspectFlag: null, onOutput: () => undefined };

const never = new AbortController().signal;

describe('ForkedRunner', () => {
  let root: TemporaryRoot;
  let runner: ForkedRunner;
  const owned: ForkedRunner[] = [];

  beforeAll(async () => {
    root = await temporaryRoot('arithmetic');
    const folder = join(root.path, 'spinning');
    await mkdir(join(folder, 'prompts'), { recursive: true });
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'programs.ts'), SPINS);
    await writeFile(join(folder, 'prompts', 'plain.jinja'), 'spin');
    await writeFile(join(folder, 'data', 'five.jsonl'), '{"inputs":{},"reference":null}\n');

    await cp(folder, join(root.path, 'loading'), { recursive: true });
    await writeFile(join(root.path, 'loading', 'programs.ts'), 'for (;;);\n');
    runner = makeRunner();
    runner.warmUp();
  });

  afterEach(async () => {
    for (const one of owned.splice(0)) await one.close();
  });

  afterAll(async () => {
    await runner.close();
    await root.remove();
  });

  /** A runner that the test may close. */
  function own(change: Partial<ForkedRunnerOptions> = {}): ForkedRunner {
    const made = makeRunner(change);
    owned.push(made);
    return made;
  }

  function makeRunner(change: Partial<ForkedRunnerOptions> = {}): ForkedRunner {
    return new ForkedRunner({
      settings: {
        projectsRoot: root.path,
        builtIns: [],
        trialTimeoutMs: 60_000,
        maxResponseBytes: 1024 ** 2,
        cache: { folder: join(root.path, '.cache'), maxBytes: 64 * 1024 ** 2 },
        retryPolicy: { maxRetries: 0, timeoutMs: 60_000 },
      },
      process: PROCESS,
      importTimeoutMs: 60_000,
      maxCheckingProcesses: 4,
      fetchData: () => Promise.reject(new Error('no data is missing')),
      ...change,
    });
  }

  async function batchesOf(spec: JobSpec, signal: AbortSignal = never): Promise<EventBatch[]> {
    return batchesIn((await runner.prepare(spec)).start('j', signal));
  }

  describe('prepare', () => {
    it('says what the job takes', async () => {
      const prepared = await runner.prepare({
        ...ADD_FIVE,
        kind: 'evaluate',
        metrics: ['correct', 'judged'],
        repeats: 2,
        limit: 3,
      });
      expect(prepared).toMatchObject({
        plannedTrials: 6,
        plannedScorings: 18,
        dataset: { datasetPath: join(root.path, 'arithmetic/data/five.jsonl'), exampleCount: 5 },
      });
      prepared.release();
    });

    it.each([
      ['project', { project: 'geometry' }, 'there is no project "geometry"; the projects are: arithmetic'],
      ['program', { program: 'divide' }, 'project arithmetic has no program "divide"; the programs are: aborts, add, '],
    ])('refuses a wrong name of a %s, and lists the right ones', async (_what, change, message) => {
      await expect(runner.prepare({ ...ADD_FIVE, ...change })).rejects.toMatchObject({
        code: 'unusable_request',
        message: expect.stringContaining(message) as unknown,
      });
    });

    it('refuses all wrong names at once', async () => {
      const wrong = { kind: 'evaluate', program: 'divide', prompt: 'none', examples: 'six', metrics: ['odd', 'even'] } as const;
      const refusal = await runner.prepare({ ...ADD_FIVE, ...wrong }).catch((error: unknown) => error as Error);
      expect((refusal as Error).message.split('\n').map((line) => line.replace(/;.*/, ''))).toEqual([
        'project arithmetic has no program "divide"',
        'project arithmetic has no prompt "none"',
        'project arithmetic has no dataset "six"',
        'project arithmetic has no metric "odd"',
        'project arithmetic has no metric "even"',
      ]);
    });

    it('loads a program and a metric that are called "then"', async () => {
      const folder = join(root.path, 'thenable');
      await cp(join(root.path, 'arithmetic'), folder, { recursive: true });
      await writeFile(join(folder, 'programs.ts'), THEN_PROGRAM);
      await writeFile(join(folder, 'metrics.ts'), THEN_METRIC);
      const spec = { ...ADD_FIVE, kind: 'evaluate', project: 'thenable', program: 'then', metrics: ['then'] } as const;
      const events = (await batchesOf(spec)).flatMap(eventsOf);
      expect(events.map(({ type, payload }) => [type, (payload as { status?: string }).status])).toEqual(
        new Array<string[][]>(5)
          .fill([
            ['trial', 'success'],
            ['scoring', 'success'],
          ])
          .flat(),
      );
    });

    it('a module that is a pipe, which it does not wait for', async () => {
      const folder = join(root.path, 'piped');
      await cp(join(root.path, 'arithmetic'), folder, { recursive: true });
      await writeFile(join(folder, 'programs.ts'), "export { add } from './more.ts';\n");
      execFileSync('mkfifo', [join(folder, 'more.ts')]);
      await expect(runner.prepare({ ...ADD_FIVE, project: 'piped' })).rejects.toMatchObject({
        code: 'unusable_request',
        message: expect.stringContaining('piped/more.ts is not a regular file') as unknown,
      });
      await rm(folder, { recursive: true });
    });

    it('refuses a project whose modules take too long to load', async () => {
      const looping = own({ importTimeoutMs: 50 });
      await expect(looping.prepare({ ...ADD_FIVE, project: 'loading', prompt: 'plain' })).rejects.toThrow(
        'the modules of project loading were not loaded within 0.05 s',
      );
    });

    it('refuses a program that does not come to its completion while its prompt is checked', async () => {
      const looping = own({ importTimeoutMs: 2_000 });
      await expect(looping.prepare({ ...ADD_FIVE, program: 'spins_at_once', prompt: 'needs_more' })).rejects.toThrow(
        'program spins_at_once did not come to its completion within 2 s on the first row of five',
      );
    });

    it('throws the reason of its signal', async () => {
      const reason = new Error('changed my mind');
      await expect(runner.prepare(ADD_FIVE, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });

    it('throws what `admit` throws', async () => {
      const refusal = new Error('no place');
      await expect(runner.prepare(ADD_FIVE, { admit: () => Promise.reject(refusal) })).rejects.toBe(refusal);
    });

    it('is unavailable once the runner is closed', async () => {
      const closed = own();
      await closed.close();
      await expect(closed.prepare(ADD_FIVE)).rejects.toMatchObject({ code: 'unavailable' });
    });
  });

  describe('start', () => {
    it('fails at once where the process has ended since it was prepared', async () => {
      const closing = own();
      const prepared = await closing.prepare(ADD_FIVE);
      await closing.close();
      await expect(batchesIn(prepared.start('j', never))).rejects.toThrow('the server stops');
    });

    it('yields every event once, without a gap, and ends', async () => {
      const batches = await batchesOf({ ...ADD_FIVE, examples: 'hundred' });
      const events: JobEvent[] = batches.flatMap((batch) => eventsOf(batch));
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, seq) => seq));
      expect(events.every(({ job_id: id, type }) => id === 'j' && type === 'trial')).toBe(true);
    });

    it('ends without an error when its signal aborts, and keeps what came before', async () => {
      const abort = new AbortController();
      const prepared = await runner.prepare({ ...ADD_FIVE, program: 'never_answers' });
      let count = 0;
      for await (const batch of prepared.start('j', abort.signal)) {
        count += batch.count;
        abort.abort();
      }
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThan(5);
    });

    it('ends a program that never returns when its signal aborts', async () => {
      const abort = new AbortController();
      const onOutput = (text: string): void => {
        if (text.includes('spinning')) abort.abort();
      };
      const spinning = own({ process: { ...PROCESS, onOutput } });
      const batches = batchesIn((await spinning.prepare(SPIN)).start('j', abort.signal));
      expect(await batches).toEqual([]);
      const pid = await pidOf(root);
      await spinning.close();
      expect(isAlive(pid)).toBe(false);
    });

    it('runs nothing when its signal has aborted before', async () => {
      expect(await batchesOf(ADD_FIVE, AbortSignal.abort())).toEqual([]);
    });

    it.each([
      ['ends_the_process', /exit code 3: programs and metrics must not call process\.exit/],
      ['aborts', /process aborted: by process\.abort/],
      ['disconnects', /must not call process\.disconnect/],
      ['forges_events', /Assay received event 10 where \d was due/],
    ])('says how the program ended the job: %s', async (program, message) => {
      await expect(batchesOf({ ...ADD_FIVE, program })).rejects.toMatchObject({
        name: 'JobFailedError',
        message: expect.stringMatching(message) as unknown,
      });
    });
  });

  it.each(['in_typescript', 'in_python'])('passes on what a program prints: %s', async (program) => {
    const folder = join(root.path, 'printing');
    await cp(join(root.path, 'spinning'), folder, { recursive: true });
    await writeFile(join(folder, 'programs.ts'), PRINTS_TS);
    await writeFile(join(folder, 'programs.py'), PRINTS_PY);
    const printed: string[] = [];
    const printing = own({ process: { ...PROCESS, onOutput: (lines) => printed.push(lines) } });
    await batchesIn((await printing.prepare({ ...SPIN, project: 'printing', program })).start('j', never));
    await printing.close();
    expect(printed.join('\n').split(/\n+/).toSorted()).toEqual(['as an error', 'größer: 1 2']);
  });

  it('says how much of what a program printed is not in the log', async () => {
    const printed: string[] = [];
    const printing = own({ process: { ...PROCESS, onOutput: (lines) => printed.push(lines) } });
    await batchesIn((await printing.prepare({ ...ADD_FIVE, program: 'prints_much' })).start('j', never));
    await printing.close();
    expect(printed.at(-1)).toMatch(/^… \d+ bytes more that the project printed are not in this log/);
  });

  it.each([
    ['is released', (prepared: PreparedJob) => prepared.release()],
    ['is left to the runner that closes', () => undefined],
  ])('ends the process of a prepared job that %s', async (_what, giveUp) => {
    const closing = own();
    const prepared = await closing.prepare(SPIN);
    const pid = await pidOf(root);
    expect(isAlive(pid)).toBe(true);
    giveUp(prepared);
    await closing.close();
    expect(isAlive(pid)).toBe(false);
  });

  it('ends jobs and its spare process when it closes', async () => {
    const closing = own();
    const work = (await closing.prepare(SPIN)).start('j', never);
    const events = batchesIn(work);
    closing.warmUp();
    await Promise.all([expect(events).rejects.toThrow('the server stops'), closing.close()]);
    expect(isAlive(await pidOf(root))).toBe(false);
  });

  it('starts the process of a job with the flag of a debugger', async () => {
    let output = '';
    const inspectFlag = '--inspect=127.0.0.1:0';
    const debugged = own({ process: { ...PROCESS, inspectFlag, onOutput: (text) => (output += text) } });
    (await debugged.prepare(ADD_FIVE)).release();
    await debugged.close();
    expect(output).toContain('Debugger listening on ws://127.0.0.1:');
  });
});

async function batchesIn(work: AsyncIterable<EventBatch>): Promise<EventBatch[]> {
  const batches: EventBatch[] = [];
  for await (const batch of work) batches.push(batch);
  return batches;
}

/** The process that loaded the project `spinning` last. */
async function pidOf(root: TemporaryRoot): Promise<number> {
  return Number(await readFile(join(root.path, 'spinning', 'pid'), 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
