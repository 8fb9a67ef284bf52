import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { assay, AssayProcess } from './assay-process.ts';
import { ADD_FIVE, eventsOf, RunningServer, type JobDocument } from './running-server.ts';

jest.setTimeout(60_000);

const ESCAPE = String.fromCharCode(27);
const WHAT = ['--project', 'arithmetic', '--program', 'add', '--prompt', 'plain', '--model', 'local:echo'];
const SLOW = ['--project', 'arithmetic', '--program', 'add', '--prompt', 'plain', '--model', 'local:echo?latency_ms=100'];
const FIVE = ['--examples', 'five', '--metric', 'correct'];

let root: TemporaryRoot;
let here: readonly string[];

beforeAll(async () => {
  root = await temporaryRoot('arithmetic');
  here = ['--projects-root', root.path];
});

afterAll(() => root.remove());

async function archived(jobId: string): Promise<{ manifest: JobDocument['manifest']; events: JobEvent[] }> {
  const read = (file: string): Promise<string> => readFile(join(root.path, 'jobs', jobId, file), 'utf8');
  const lines = (await read('events.jsonl')).trimEnd().split('\n');
  return {
    manifest: JSON.parse(await read('manifest.json')) as JobDocument['manifest'],
    events: lines.map((line) => JSON.parse(line) as JobEvent),
  };
}

describe('assay evaluate without a server', () => {
  it('prints one JSON document and nothing else on standard output, and archives the job', async () => {
    const options = [
      '--metric',
      'correct,judged',
      '--examples',
      'five',
      '--repeats',
      '2',
      '--workers',
      '4',
      '--label',
      'twice',
    ];
    const { code, stdout, stderr } = await assay('evaluate', ...here, ...WHAT, ...options, '--format', 'json');

    expect(code).toBe(0);
    const { manifest, summary, scores } = JSON.parse(stdout) as JobDocument & { scores: object };
    expect(manifest).toMatchObject({ status: 'done', kind: 'evaluate', metrics: ['correct', 'judged'], label: 'twice' });
    expect(scores).toMatchObject({
      overall: expect.any(Number) as unknown,
      // 5 examples, each asked twice: n / (n + t²), with t of 4 degrees of freedom.
      per_metric: { correct: { mean: 1, n: 5, interval: [expect.closeTo(0.3934, 4), 1] } },
    });
    expect(summary).toMatchObject({ trial_count: 10, scoring_count: 30 });
    expect(stderr).toMatch(/^evaluate 10\/10 trials · .*\/s · score [01]\.\d{3} · 0 failed · [\d.]+K tokens\n$/);
    const archive = await archived(String(manifest['job_id']));
    expect(archive.manifest).toEqual(manifest);
    expect(archive.events).toHaveLength(40);
  });

  it('shows a table, the job and its folder, without escape codes where there is no terminal', async () => {
    const { code, stdout, stderr } = await assay('evaluate', ...here, ...WHAT, ...FIVE, '--quiet');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/correct +1\.000 \[0\.566, 1\.000\] n 5/);
    const [, jobId = ''] = /^Job +(\S+)$/m.exec(stdout) ?? [];
    expect(stdout).toContain(`Archive  ${join(root.path, 'jobs', jobId)}\n`);
    expect(stdout).not.toContain(ESCAPE);
  });

  it('refuses names and values that cannot be used with 2, and says what there is', async () => {
    const [dataset, generation, workers, unknown, missing] = await Promise.all([
      assay('run', ...here, ...WHAT, '--examples', 'six'),
      assay('run', ...here, ...WHAT, '--examples', 'five', '--generation', 'warmth=1'),
      assay('run', ...here, ...WHAT, '--examples', 'five', '--workers', '0'),
      assay('run', ...here, ...WHAT, '--exampels', 'five'),
      assay('optimize', ...here, ...WHAT, '--examples', 'five'),
    ]);

    expect([dataset, generation, workers, unknown, missing].map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      Array(5).fill({ code: 2, stdout: '' }),
    );
    expect(dataset.stderr).toMatch(/^error: project arithmetic has no dataset "six"; the datasets are: .*five/);
    expect(generation.stderr).toMatch(/^error: .*warmth/);
    expect(workers.stderr).toMatch(/--workers.*whole number of at least 1/);
    expect(unknown.stderr).toMatch(/unknown option '--exampels'\n\(Did you mean --examples\?\)/);
    expect(missing.stderr).toContain('missing --metric <name>, --steps <n>, --proposer-model <provider:id>');
  });

  it('exits with 3 below --fail-under and with 1 when the job fails', async () => {
    const program = ['--project', 'arithmetic', '--prompt', 'plain', '--model', 'local:echo', ...FIVE];
    const below = await assay('evaluate', ...here, ...program, '--program', 'flaky', '--fail-under', '0.9', '--quiet');
    const failed = await assay('evaluate', ...here, ...program, '--program', 'ends_the_process', '--format', 'json', '--quiet');

    expect(below).toMatchObject({ code: 3, stderr: 'error: the score is 0.8, below --fail-under 0.9\n' });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^error: job \S+ ended as error: the project's code ended its process with exit code 3/);
    expect(JSON.parse(failed.stdout)).toMatchObject({ manifest: { status: 'error' }, summary: { failure_rate: 0 } });
  });
});

describe('failures on the command line', () => {
  const picky = [
    '--project',
    'picky',
    '--program',
    'read',
    '--prompt',
    'plain',
    '--examples',
    'words',
    '--model',
    'local:echo',
  ];

  beforeAll(() =>
    writeProject(root.path, 'picky', {
      'programs.ts': `import { defineProgram } from 'assay';
        export const read = defineProgram(async ({ render, complete }) => {
          const { output } = await complete(render());
          throw new SyntaxError('the answer is no JSON: ' + JSON.stringify(output));
        });`,
      'prompts/plain.jinja': 'Say {{ word }}.',
      'data/words.json': JSON.stringify(['yes', 'no', 'it’s 7'].map((word) => ({ inputs: { word }, reference: word }))),
    }),
  );

  it('are told by reason, with the report to see, and the exit code is 1 where every trial failed', async () => {
    const { code, stdout, stderr } = await assay('run', ...here, ...picky);
    const [, jobId = ''] = /^Job +(\S+)$/m.exec(stdout) ?? [];
    expect(code).toBe(1);
    expect(stderr).toContain(
      `Most frequent failures:\n  3 × SyntaxError: the answer is no JSON: "…"\nSee: assay report ${jobId} --projects-root ${root.path}\n`,
    );
    expect(stderr).toContain('all 3 trials failed: 3 × SyntaxError: the answer is no JSON: "…"');
    expect(stderr).not.toContain(ESCAPE);
  });

  it('are in the JSON document, each with an example', async () => {
    const { stdout } = await assay('run', ...here, ...picky, '--format', 'json', '--quiet');
    const { failures } = JSON.parse(stdout) as { failures: readonly object[] };
    expect(failures).toEqual([
      {
        reason: expect.stringMatching(/^[0-9a-f]{12}$/),
        metric: null,
        type: 'SyntaxError',
        shape: 'the answer is no JSON: "…"',
        count: 3,
        example: expect.stringContaining('the answer is no JSON: "Say '),
      },
    ]);
  });
});

describe('--dry-run', () => {
  it('says what a job would take, starts nothing, and refuses what the job would be refused for', async () => {
    const before = (await readdir(join(root.path, 'jobs')).catch(() => [])).length;
    const [text, json, refused] = await Promise.all([
      assay('evaluate', ...here, ...WHAT, ...FIVE, '--dry-run'),
      assay('run', ...here, ...WHAT, '--examples', 'five', '--dry-run', '--format', 'json'),
      assay('evaluate', ...here, ...WHAT, '--examples', 'six', '--metric', 'correct', '--dry-run'),
    ]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^Trials +5\nScorings +5\nCalls +5\n[^]*Nothing was started\.\n$/);
    expect(JSON.parse(json.stdout)).toMatchObject({ job_id: null, plan: { trials: 5, scorings: 0, calls: 5 } });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('has no dataset "six"') });
    expect((await readdir(join(root.path, 'jobs')).catch(() => [])).length).toBe(before);
  });

  it('asks the server with --server', async () => {
    const server = await RunningServer.start();
    try {
      const { code, stdout } = await assay('evaluate', ...WHAT, ...FIVE, '--dry-run', '--server', server.url);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Trials +5\n/) });
      expect((await server.get('/api/jobs')).body).toMatchObject({ jobs: [] });
    } finally {
      await server.close();
    }
  });
});

describe('assay optimize', () => {
  it('tells each step as it is done, and shows the trajectory and the best template', async () => {
    const what = ['--examples', 'five', '--metric', 'judged', '--steps', '1', '--proposer-model', 'local:proposer'];
    const { code, stdout, stderr } = await assay('optimize', ...here, ...WHAT, ...what);

    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^No rows are held out: .*\nbaseline {2}0\.\d{3} {2}★ best so far\nstep 1 {4}0\.\d{3} {2}[+−]0\.\d{3}.*\noptimize step 1\/1 5\/5 trials/,
    );
    expect(stdout).toMatch(/^baseline.* 0\.\d{3} [^]*^step 1.* 0\.\d{3} +[+−]0\.\d{3}[^]*In all 10 trials, 20 scorings/m);
    expect(stdout).toMatch(/The best template \((baseline|step 1)\):\n\n[^]*\{\{/);
  });
});

describe('a server over the same root', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start({}, root);
  });

  afterAll(() => server.stop());

  it('shows and streams a job of the command line, which Ctrl-C stops with what there is', async () => {
    const command = new AssayProcess(['run', ...here, ...SLOW, '--examples', 'hundred', '--format', 'ndjson']);
    const [first = ''] = await command.lines(1);
    const { job_id: jobId } = JSON.parse(first) as JobEvent;
    const during = await server.job(jobId);
    const stream = server.stream(jobId);
    command.interrupt();
    const { code, stdout, stderr } = await command.outcome;
    const streamed = eventsOf(await stream);

    expect(during.manifest).toMatchObject({ status: 'running', planned_trials: 100 });
    expect(code).toBe(130);
    expect(stderr).toContain(`assay report ${jobId}`);
    const { manifest, events } = await archived(jobId);
    expect(manifest.status).toBe('interrupted');
    expect(events.length).toBeLessThan(100);
    expect(streamed).toEqual(events);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(events);
    expect((await server.job(jobId)).manifest.status).toBe('interrupted');
  });

  it('runs the job itself with --server, and is followed to the end', async () => {
    const { code, stdout } = await assay('evaluate', '--server', server.url, ...WHAT, ...FIVE, '--format', 'ndjson', '--quiet');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JobEvent);

    expect(code).toBe(0);
    expect(events).toHaveLength(10);
    expect(events).toEqual((await server.job(events[0]?.job_id ?? '')).events);
  });

  it('keeps a job of --server when Ctrl-C detaches from it', async () => {
    const command = new AssayProcess([
      'run',
      '--server',
      server.url,
      ...SLOW,
      '--examples',
      'hundred',
      '--workers',
      '8',
      '--format',
      'ndjson',
    ]);
    const [first = ''] = await command.lines(1);
    const { job_id: jobId } = JSON.parse(first) as JobEvent;
    command.interrupt();
    const { code, stderr } = await command.outcome;

    expect(code).toBe(130);
    expect(stderr).toContain(
      `Detached; job ${jobId} goes on.\nReport: ${server.url}/api/jobs/${jobId}/report\n` +
        `Cancel: assay cancel ${jobId} --server ${server.url}\n`,
    );
    expect((await server.settledJob(jobId)).manifest).toMatchObject({ status: 'done' });
  });

  it('cancels a job of a server, and says what became of it', async () => {
    const jobId = await server.startJob('run', { ...ADD_FIVE, program: 'never_answers', examples: 'hundred' });
    const cancelled = await assay('cancel', jobId, '--server', server.url);
    const again = await assay('cancel', jobId, '--server', server.url);

    expect(cancelled).toMatchObject({ code: 0, stderr: '' });
    expect(cancelled.stdout).toBe(
      `Job ${jobId} is cancelled; everything it did so far is kept.\nReport  ${server.url}/api/jobs/${jobId}/report\n`,
    );
    expect((await server.job(jobId)).manifest).toMatchObject({ status: 'cancelled' });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`Job ${jobId} had already ended as cancelled.`) });
  });

  it('says how a job is stopped that no server here runs', async () => {
    const [unknown, nowhere] = await Promise.all([
      assay('cancel', 'b0ba8e36', '--server', server.url),
      assay('cancel', 'b0ba8e36', '--server', 'http://127.0.0.1:9'),
    ]);

    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toMatch(/^error: http:\/\/\S+ has no job b0ba8e36\. .*--server.*Ctrl-C/);
    expect(nowhere).toMatchObject({ code: 1, stdout: '' });
    expect(nowhere.stderr).toMatch(/^error: http:\/\/127\.0\.0\.1:9 can't be reached: .*--server.*Ctrl-C/);
  });

  it('says in its own words what it refuses, and 1 says that there is none', async () => {
    const [unusable, absent, both] = await Promise.all([
      assay('run', '--server', server.url, ...WHAT, '--examples', 'six'),
      assay('run', '--server', 'http://127.0.0.1:9', ...WHAT, '--examples', 'five'),
      assay('run', '--server', server.url, ...here, ...WHAT, '--examples', 'five'),
    ]);

    expect(unusable).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: project arithmetic has no dataset "six"/),
    });
    expect(absent).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: http:\/\/127\.0\.0\.1:9 can't be reached/),
    });
    expect(both).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'--server <url>' cannot be used with option '--projects-root <dir>'"),
    });
  });
});

describe('assay init', () => {
  it('makes a project that works at once and that tsc accepts', async () => {
    const folder = join(root.path, 'fresh folder');
    const made = await assay('init', folder, '--name', 'tone');
    const what = ['--project', 'tone', '--program', 'v1', '--examples', 'messages', '--model', 'local:lexicon'];
    const evaluate = (prompt: string) =>
      assay(
        'evaluate',
        '--projects-root',
        folder,
        ...what,
        '--prompt',
        prompt,
        '--metric',
        'is_right',
        '--format',
        'json',
        '--wait',
      );
    const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
    const [plain, marked] = await Promise.all([
      evaluate('plain'),
      evaluate('marked'),
      promisify(execFile)(process.execPath, [tsc, '-p', folder]),
    ]);

    expect([made, plain, marked].map(({ code, stderr }) => ({ code, error: /^error: .*/m.exec(stderr)?.[0] }))).toEqual(
      Array.from({ length: 3 }, () => ({ code: 0 })),
    );
    expect(made.stdout).toContain(`assay evaluate --projects-root '${folder}' --project tone`);
    const means = [plain, marked].map(
      ({ stdout }) => (JSON.parse(stdout) as { summary: { overall: { mean: number } } }).summary.overall.mean,
    );
    expect(means[0]).toBeGreaterThan(0.5);
    expect(means[1]).toBeGreaterThan(means[0] ?? 1);
    expect(await readFile(join(folder, '.gitignore'), 'utf8')).toContain('jobs/');
  });

  it('prints commands that work where npx has started it', async () => {
    const folder = join(root.path, 'by-npx');
    const { stdout } = await new AssayProcess(['init', folder], { npm_command: 'exec' }).outcome;
    expect(stdout.match(/^ {2}(npx )?assay \w+/gm)).toEqual([
      '  npx assay evaluate',
      '  npx assay evaluate',
      '  npx assay serve',
    ]);
  });

  it('overwrites nothing', async () => {
    const folder = join(root.path, 'kept');
    await assay('init', folder);
    await writeFile(join(folder, 'README.md'), 'mine');
    const again = await assay('init', folder);
    const second = await assay('init', folder, '--name', 'another');
    const misnamed = await assay('init', folder, '--name', 'jobs');

    expect(again).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('exists already') });
    expect(misnamed).toMatchObject({ code: 2, stderr: expect.stringContaining("can't be the name of a project") });
    expect(second.stdout).toContain(`kept   ${join(folder, 'README.md')}`);
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['another', 'mood']));
  });
});

describe('assay completion', () => {
  it('completes names without running any of the projects', async () => {
    const { code, stdout } = await assay('__complete', '--', 'run', ...here, '--project', 'arithmetic', '--program', 'ch');

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'chatty\n' });
  });

  it('prints a script for each shell, and bash completes by it, running nothing of what is typed', async () => {
    const [bash, zsh, fish, tcsh] = await Promise.all(
      ['bash', 'zsh', 'fish', 'tcsh'].map((shell) => assay('completion', shell)),
    );
    expect([bash?.code, zsh?.code, fish?.code, tcsh?.code]).toEqual([0, 0, 0, 2]);
    expect(zsh?.stdout).toContain('compdef _assay assay');
    expect(fish?.stdout).toContain('complete -c assay');

    // Takes the place of the command, to show what the script asks and what it does with the answer.
    const script = `${bash?.stdout ?? ''}
      assay() { printf '%s|' "$@" >&2; printf 'local:echo\\tsays it again\\nlocal:lexicon\\n'; }
      exec 3>&2; complete -p assay
      COMP_LINE='assay run --label $(touch ran) --model local: --seed 1'; COMP_POINT=45
      _assay assay; printf '%s\\n' "\${COMPREPLY[@]}"`.replace('2>/dev/null)', '2>&3)');
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', script], { cwd: root.path });

    expect(stdout).toBe('complete -F _assay assay\necho\nlexicon\n');
    expect(stderr).toBe('__complete|--|run|--label|$(touch|ran)|--model|local:|');
    expect(await readdir(root.path)).not.toContain('ran');
  });
});
