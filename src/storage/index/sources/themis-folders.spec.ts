import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RigUnderTest } from '../../../../test/fixtures/folder-rig.ts';
import { systemClock } from '../../../domain/clock.ts';
import { query } from '../index-schema.ts';
import { HiddenRuns } from './hidden-runs.ts';
import { ThemisFolders } from './themis-folders.ts';

const HEADER = '{"_type": "header", "_format_version": "2.0.0"}';

interface RunFiles {
  readonly metadata?: object;
  readonly tasks?: readonly string[];
  readonly records?: readonly string[];
  readonly evaluation?: readonly string[];
}

function task(key: string, prompt: string, topic = 'add'): string {
  const metadata = { dataset_id: `s-${key}`, topic };
  return JSON.stringify({ task_key: key, task: { prompt: { text: prompt }, metadata, reference: { value: '4' } } });
}

function record(key: string, text: string | null): string {
  const output = text === null ? null : { text };
  const error = output ? null : { message: 'rate limited', kind: 'rate_limit', details: { status: 429 } };
  const metrics = { generation_time_ms: 250, prompt_tokens: 12, response_tokens: 3 };
  return JSON.stringify({ task_key: key, output, error, metrics, cache_key: key });
}

function evaluation(key: string, value: unknown, metric = 'ExactMatch', sampleId = `s-${key}`): string {
  const scores = [{ metric_name: metric, value, details: {} }];
  return JSON.stringify({ cache_key: `${key}::eval:1`, evaluation: { sample_id: sampleId, scores, failures: [] } });
}

const TWO: RunFiles = {
  tasks: [task('k1', 'What is 2+2?'), task('k2', 'What is 3+3?', 'more')],
  records: [record('k1', '4'), record('k2', null)],
  evaluation: [evaluation('k1', 1)],
};

describe('ThemisFolders', () => {
  let root: string;
  let rig: RigUnderTest;
  let hidden: HiddenRuns;
  let folders: ThemisFolders;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-themis-'));
    open(new RigUnderTest());
  });

  afterEach(async () => {
    await folders.close();
    rig.index.close();
    await rm(root, { recursive: true });
  });

  /** As a process sees it that has just started. */
  function open(over: RigUnderTest): void {
    rig = over;
    hidden = new HiddenRuns(join(root, '.hidden'), rig.index, systemClock);
    folders = new ThemisFolders(root, hidden, rig);
  }

  async function look(): Promise<void> {
    await hidden.refresh();
    await folders.look();
    await folders.settled();
  }

  function fileOf(experiment: string, run: string, file: string): string {
    return join(root, 'experiments', experiment, 'runs', run, file);
  }

  async function write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  /** One gzip member a line, as Themis writes. */
  function members(lines: readonly string[]): Buffer {
    return Buffer.concat([HEADER, ...lines].map((line) => gzipSync(`${line}\n`)));
  }

  async function writeRun(experiment: string, run: string, files: RunFiles): Promise<void> {
    const metadata = {
      run_id: run,
      experiment_id: experiment,
      status: 'completed',
      created_at: '2026-11-22T04:30:31.410321',
      ...files.metadata,
    };
    await write(fileOf(experiment, run, 'metadata.json'), JSON.stringify(metadata));
    await write(fileOf(experiment, run, 'generation/tasks.jsonl.gz'), members(files.tasks ?? []));
    await write(fileOf(experiment, run, 'generation/records.jsonl.gz'), members(files.records ?? []));
    await write(fileOf(experiment, run, 'evaluations/default/evaluation.jsonl.gz'), members(files.evaluation ?? []));
  }

  it('shows a run with its prompts, responses and scores', async () => {
    await writeRun('arith', 'base', { ...TWO, metadata: { total_samples: 2, config_snapshot: { model: 'm', dataset: 'd' } } });
    await look();
    expect(rig.summaries()).toEqual([
      {
        runId: 'base',
        name: 'base',
        label: null,
        kind: null,
        project: null,
        program: null,
        prompt: null,
        model: 'm',
        dataset: 'd',
        stepIndex: null,
        experimentId: 'arith',
        status: 'completed',
        createdAt: new Date('2026-11-22T04:30:31.410').toISOString(),
        source: 'themis',
        sampleCount: 1,
        totalSamples: 2,
        failedSamples: 1,
        costUsd: null,
        metrics: { ExactMatch: 1 },
      },
    ]);
    const example = (id: string, topic: string): object => {
      const metadata = { dataset_id: id, topic };
      return { inputs: metadata, metadata, reference: '4' };
    };
    expect(rig.documents('base')).toEqual([
      { id: 's-k1', prompt: 'What is 2+2?', response: '4', scores: { ExactMatch: 1 }, example: example('s-k1', 'add') },
      {
        id: 's-k2',
        prompt: 'What is 3+3?',
        response: '',
        scores: {},
        error: { type: 'rate_limit', message: 'rate limited' },
        example: example('s-k2', 'more'),
      },
    ]);
    expect(rig.metadata('base')).toEqual({ total_samples: 2, config_snapshot: { model: 'm', dataset: 'd' } });
    expect(rig.scores('base', 'ExactMatch')).toEqual([1, null]);
    expect(rig.faults).toEqual([]);
  });

  it('has what each generation took, and how one failed', async () => {
    await writeRun('arith', 'base', TWO);
    await look();
    expect(rig.index.read((database) => database.all(query.selectFrom('samples').selectAll().orderBy('pos')))).toMatchObject([
      { row: 0, seq: -1, is_failed: 0, error_kind: null, input_tokens: 12, output_tokens: 3, latency: 0.25, length: 0 },
      { row: 1, seq: -1, is_failed: 1, error_kind: 'rate_limit', input_tokens: 12 },
    ]);
    expect(rig.index.read((database) => database.all(query.selectFrom('failures').selectAll()))).toMatchObject([
      { pos: 1, metric_no: -1, type: 'rate_limit', message: 'rate limited' },
    ]);
  });

  it('has its times in UTC', async () => {
    const times = { updated_at: '2026-11-22T04:30:32.789016', completed_at: null };
    await writeRun('arith', 'base', { metadata: { ...times, created_at: '2026-11-22T04:30:31+02:00' } });
    await look();
    expect(rig.row('base')?.created_at).toBe('2026-11-22T02:30:31.000Z');
    expect(rig.metadata('base')).toEqual({ updated_at: new Date('2026-11-22T04:30:32.789').toISOString(), completed_at: null });
  });

  it('reads a run again that was read in another time zone', async () => {
    await writeRun('arith', 'base', TWO);
    await look();
    rig.index.write((database) => {
      database.run(query.updateTable('runs').set({ digest: 'Mars/Olympus', created_at: '2000-01-01T00:00:00.000Z' }));
    });
    await folders.close();
    open(rig);
    await look();
    expect(rig.row('base')?.created_at).toBe(new Date('2026-11-22T04:30:31.410').toISOString());
  });

  it('takes the last line for a key, and a .gz before a plain file', async () => {
    await writeRun('arith', 'base', { ...TWO, evaluation: [evaluation('k1', 0), evaluation('k2', 0), evaluation('k1', 1)] });
    await write(fileOf('arith', 'base', 'generation/records.jsonl'), `${record('k1', 'old')}\n`);
    await look();
    expect(rig.documents('base')).toMatchObject([{ response: '4', scores: { ExactMatch: 1 } }, { scores: { ExactMatch: 0 } }]);
  });

  it('reads plain files where there is no .gz', async () => {
    await writeRun('arith', 'base', TWO);
    await rm(fileOf('arith', 'base', 'generation/records.jsonl.gz'));
    await write(fileOf('arith', 'base', 'generation/records.jsonl'), [HEADER, record('k1', 'plain')].join('\n'));
    await look();
    expect(rig.documents('base')).toMatchObject([{ id: 's-k1', response: 'plain' }]);
  });

  it('joins an evaluation of another key by its sample, and keeps one that has no record', async () => {
    await writeRun('arith', 'base', {
      ...TWO,
      evaluation: [evaluation('other', 1, 'F1', 's-k2'), evaluation('lone', 0.5, 'F1')],
    });
    await look();
    expect(rig.documents('base')).toMatchObject([
      { id: 's-k1', scores: {} },
      { id: 's-k2', scores: { F1: 1 } },
      { id: 's-lone', response: '', scores: { F1: 0.5 } },
    ]);
  });

  it('leaves out scores that are no numbers, and says so', async () => {
    const nan = evaluation('k1', 0)
      .replace('"value":0', '"value":NaN')
      .replace('"details":{}', '"details":{"text":"NaN \\" Infinity"}');
    await writeRun('arith', 'base', { ...TWO, evaluation: [nan, evaluation('k2', 'high')] });
    await writeRun('arith', 'good', TWO);
    await look();
    expect(rig.row('base')).toMatchObject({ num_samples: 0, total_samples: 2, metrics: '{}' });
    expect(rig.metadata('base')).toMatchObject({ faults: [expect.stringContaining('2 scores are')] });
    expect(rig.faults).toEqual([expect.stringContaining('runs/base')]);
    expect(rig.means('good')).toEqual({ ExactMatch: 1 });
  });

  it.each([
    ['at its end', 20],
    ['in its last line', 3],
  ])('reads what is whole of a file that is torn %s', async (_where, missing) => {
    await writeRun('arith', 'base', { ...TWO, evaluation: [evaluation('k1', 1), evaluation('k2', 1)] });
    const path = fileOf('arith', 'base', 'evaluations/default/evaluation.jsonl.gz');
    await truncate(path, (await readFile(path)).length - missing);
    await look();
    expect(rig.scores('base', 'ExactMatch')[0]).toBe(1);
    expect(rig.metadata('base')).toMatchObject({ faults: expect.arrayContaining([expect.stringContaining('torn')]) });
  });

  it('finds the members after one that was torn when a process died', async () => {
    await writeRun('arith', 'base', { ...TWO, evaluation: [] });
    const torn = gzipSync(`${evaluation('k1', 1)}\n`).subarray(0, 40);
    await appendFile(
      fileOf('arith', 'base', 'evaluations/default/evaluation.jsonl.gz'),
      Buffer.concat([torn, members([evaluation('k2', 1)])]),
    );
    await look();
    expect(rig.scores('base', 'ExactMatch')).toEqual([null, 1]);
    expect(rig.metadata('base')).toMatchObject({ faults: [expect.stringContaining('torn')] });
  });

  it('reads a torn file of one long member up to where it breaks off', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => record(`k${at}`, `${Math.sin(at)}`));
    await writeRun('arith', 'base', {});
    const whole = gzipSync(`${lines.join('\n')}\n`);
    await write(fileOf('arith', 'base', 'generation/records.jsonl.gz'), whole.subarray(0, whole.length / 2));
    await look();
    const read = rig.documents('base');
    expect(read.length).toBeGreaterThan(5_000);
    expect(read[5_000]).toMatchObject({ id: 'k5000', response: `${Math.sin(5_000)}` });
    expect(rig.metadata('base')).toMatchObject({ faults: expect.arrayContaining([expect.stringContaining('torn')]) });
  });

  it('leaves out lines that are no JSON, and says which', async () => {
    await writeRun('arith', 'base', { ...TWO, evaluation: ['{"cache_key": ', '[1]', evaluation('k1', 1)] });
    await look();
    expect(rig.means('base')).toEqual({ ExactMatch: 1 });
    expect(rig.metadata('base')).toMatchObject({ faults: [expect.stringContaining('evaluation.jsonl.gz: lines 2, 3 are')] });
  });

  it('leaves out a line above 64 MB that a small file unpacks to, and takes one of 50 MB', async () => {
    const long = record('k1', 'x'.repeat(50_000_000));
    const tooLong = record('k2', 'x'.repeat(68_000_000));
    await writeRun('arith', 'base', { ...TWO, records: [long, tooLong, record('k3', 'short')] });
    await look();
    expect(rig.documents('base').map(({ id, response }) => [id, response.length])).toEqual([
      ['s-k1', 50_000_000],
      ['k3', 5],
    ]);
    expect(rig.metadata('base')).toMatchObject({ faults: [expect.stringContaining('line 3 is longer than 64 MB')] });
  });

  it('leaves out a run whose metadata is broken, says so once, and shows the others', async () => {
    await writeRun('arith', 'good', TWO);
    await writeRun('arith', 'cut', TWO);
    await writeRun('arith', 'odd', { ...TWO, metadata: { run_id: 7 } });
    await write(fileOf('arith', 'cut', 'metadata.json'), '{"run_id": "cut"');
    await mkdir(fileOf('arith', 'empty', 'generation'), { recursive: true });
    await look();
    await look();
    expect(rig.ids()).toEqual(['good']);
    expect(rig.faults.sort()).toEqual([expect.stringContaining('runs/cut'), expect.stringContaining('run_id')]);
  });

  it('hangs on no pipe and no loop of links, and shows the others', async () => {
    await writeRun('arith', 'good', TWO);
    await writeRun('arith', 'pipe', TWO);
    await writeRun('arith', 'loop', TWO);
    await writeRun('arith', 'rest', TWO);
    const pipe = fileOf('arith', 'pipe', 'metadata.json');
    const loop = fileOf('arith', 'loop', 'metadata.json');
    const records = fileOf('arith', 'rest', 'generation/records.jsonl.gz');
    await Promise.all([pipe, loop, records].map((path) => rm(path)));
    execFileSync('mkfifo', [pipe, records]);
    await symlink('metadata.json', loop);
    await mkdir(join(root, 'experiments/round'), { recursive: true });
    await symlink('runs', join(root, 'experiments/round/runs'));
    await symlink('..', join(root, 'experiments/up'));
    await look();
    await look();
    expect(rig.ids()).toEqual(['good', 'rest']);
    expect(rig.metadata('rest')).toMatchObject({ faults: [expect.stringContaining('records.jsonl is no regular file')] });
    expect(rig.faults.map((fault) => /runs\/?\w*/.exec(fault)?.[0]).sort()).toEqual([
      'runs',
      'runs/loop',
      'runs/pipe',
      'runs/rest',
    ]);
  });

  it('says failed for an unknown status', async () => {
    await writeRun('arith', 'base', { metadata: { status: 'exploded', created_at: 'soon' } });
    await look();
    expect(rig.row('base')).toMatchObject({ status: 'failed', created_at: null });
    expect(rig.metadata('base')).toMatchObject({ faults: [expect.stringContaining('exploded')] });
  });

  it('sees what a run that goes on has got since, and keeps nothing of before', async () => {
    await writeRun('arith', 'base', { ...TWO, metadata: { status: 'in_progress' } });
    await look();
    expect(rig.means('base')).toEqual({ ExactMatch: 1 });
    await appendFile(fileOf('arith', 'base', 'evaluations/default/evaluation.jsonl.gz'), members([evaluation('k2', 0)]));
    await look();
    expect(rig.means('base')).toEqual({ ExactMatch: 0.5 });
    expect(rig.scores('base', 'ExactMatch')).toEqual([1, 0]);
    expect([rig.count('runs'), rig.count('samples'), rig.count('scores')]).toEqual([1, 2, 2]);
  });

  it('forgets a run whose folder is gone', async () => {
    await writeRun('arith', 'base', TWO);
    await look();
    await rm(join(root, 'experiments/arith/runs/base'), { recursive: true });
    await look();
    expect([rig.ids(), rig.count('samples')]).toEqual([[], 0]);
  });

  it('reads nothing again after a restart, unless it has changed', async () => {
    await writeRun('arith', 'base', TWO);
    await writeRun('arith', 'other', TWO);
    await look();
    await folders.close();
    await write(fileOf('arith', 'other', 'generation/records.jsonl.gz'), members([]));
    open(rig);
    rig.tasks.length = 0;
    await look();
    expect(rig.tasks.map(({ origin }) => origin)).toEqual(['experiments/arith/runs/other']);
    expect(rig.row('other')).toMatchObject({ total_samples: 1 });
  });

  it('tells runs of one id in two experiments apart', async () => {
    await writeRun('b', 'base', TWO);
    await look();
    await writeRun('a', 'base', { evaluation: [evaluation('k1', 0)] });
    await look();
    expect(rig.rows().map(({ run_id: runId, experiment_id: experimentId }) => [runId, experimentId])).toEqual([
      ['b/base', 'b'],
      ['base', 'a'],
    ]);
    expect([rig.means('b/base'), rig.means('base')]).toEqual([{ ExactMatch: 1 }, { ExactMatch: 0 }]);
    await folders.hide('base');
    expect(rig.rows().map(({ run_id: runId, experiment_id: experimentId }) => [runId, experimentId])).toEqual([['base', 'b']]);
  });

  it('takes any id, and follows none out of its folder', async () => {
    for (const [at, runId] of ['../../../etc/passwd', 'x'.repeat(1_000_000), 'a\0b'].entries())
      await writeRun('arith', `run${at}`, { ...TWO, metadata: { run_id: runId } });
    await look();
    expect(rig.ids()).toEqual(['../../../etc/passwd', 'a\0b', 'x'.repeat(1_000_000)]);
    expect(rig.documents('../../../etc/passwd')).toHaveLength(2);
  });

  it('hides a deleted run and changes nothing that Themis wrote', async () => {
    await writeRun('arith', 'base', TWO);
    await writeRun('arith', 'other', TWO);
    await look();
    expect(await folders.hide('base')).toBe(true);
    expect(await folders.hide('base')).toBe(false);
    expect(rig.ids()).toEqual(['other']);
    await folders.close();
    rig.index.close();
    open(new RigUnderTest());
    await look();
    expect(rig.ids()).toEqual(['other']);
    expect(await readdir(join(root, 'experiments/arith/runs/base'))).toEqual(['evaluations', 'generation', 'metadata.json']);
  });

  it('shows a hidden run again once it has changed', async () => {
    await writeRun('arith', 'base', { ...TWO, metadata: { status: 'in_progress' } });
    await look();
    await folders.hide('base');
    await look();
    expect(rig.ids()).toEqual([]);
    await writeRun('arith', 'base', { ...TWO, evaluation: [evaluation('k1', 0)] });
    await look();
    expect(rig.means('base')).toEqual({ ExactMatch: 0 });
  });
});
