import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { foreignLabels } from '../../../domain/run.ts';
import { batchesOf, NEW_RUN, samplesIn, scored } from '../../../../test/contracts/run-store.contract.ts';
import { systemClock } from '../../../domain/clock.ts';
import { MemoryJobStore } from '../../memory/memory-job-store.ts';
import { FileRunStore } from '../file-run-store.ts';

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
  return JSON.stringify({ task_key: key, output, error: output ? null : { message: 'rate limited' }, cache_key: key });
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

describe('ThemisRuns', () => {
  let root: string;
  let faults: string[];
  let store: FileRunStore;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-themis-'));
    faults = [];
    store = open();
  });

  afterEach(async () => {
    await store.close();
    await rm(root, { recursive: true });
  });

  function open(): FileRunStore {
    const onFault = (message: string): void => void faults.push(message);
    return new FileRunStore({
      projectsRoot: join(root, 'projects'),
      storageDir: root,
      jobs: new MemoryJobStore(),
      clock: systemClock,
      onFault,
    });
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
    await writeRun('arith', 'base', { ...TWO, metadata: { total_samples: 2, config_snapshot: { model: 'm' } } });
    expect(await store.list()).toEqual([
      {
        ...foreignLabels('base'),
        runId: 'base',
        experimentId: 'arith',
        status: 'completed',
        createdAt: new Date('2026-11-22T04:30:31.410').toISOString(),
        source: 'themis',
        sampleCount: 2,
        totalSamples: 2,
        failedSamples: 0,
        metrics: { ExactMatch: 1 },
      },
    ]);
    expect(await samplesIn(store, 'base')).toEqual([
      { id: 's-k1', prompt: 'What is 2+2?', response: '4', scores: { ExactMatch: 1 } },
      { id: 's-k2', prompt: 'What is 3+3?', response: 'rate limited', scores: {} },
    ]);
    expect((await store.find('base'))?.metadata).toEqual({ total_samples: 2, config_snapshot: { model: 'm' } });
    expect((await store.scores('base')).metrics.get('ExactMatch')).toEqual(Float64Array.of(1, NaN));
    expect((await store.scores('base', 'metadata.topic')).clusters).toEqual(['add', 'more']);
    expect(faults).toEqual([]);
  });

  it('takes the last line for a key, and a .gz before a plain file', async () => {
    await writeRun('arith', 'base', { ...TWO, evaluation: [evaluation('k1', 0), evaluation('k2', 0), evaluation('k1', 1)] });
    await write(fileOf('arith', 'base', 'generation/records.jsonl'), `${record('k1', 'old')}\n`);
    expect(await samplesIn(store, 'base')).toMatchObject([
      { response: '4', scores: { ExactMatch: 1 } },
      { scores: { ExactMatch: 0 } },
    ]);
  });

  it('reads plain files where there is no .gz', async () => {
    await writeRun('arith', 'base', TWO);
    await rm(fileOf('arith', 'base', 'generation/records.jsonl.gz'));
    await write(fileOf('arith', 'base', 'generation/records.jsonl'), [HEADER, record('k1', 'plain')].join('\n'));
    expect(await samplesIn(store, 'base')).toMatchObject([{ id: 's-k1', response: 'plain' }]);
  });

  it('joins an evaluation of another key by its sample, and keeps one that has no record', async () => {
    await writeRun('arith', 'base', {
      ...TWO,
      evaluation: [evaluation('other', 1, 'F1', 's-k2'), evaluation('lone', 0.5, 'F1')],
    });
    expect(await samplesIn(store, 'base')).toMatchObject([
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
    const run = await store.find('base');
    expect(run).toMatchObject({ sampleCount: 2, metrics: {}, metadata: { faults: [expect.stringContaining('2 scores are')] } });
    expect(faults).toEqual([expect.stringContaining('run base')]);
    expect(await store.find('good')).toMatchObject({ metrics: { ExactMatch: 1 } });
  });

  it.each([
    ['at its end', 20],
    ['in its last line', 3],
  ])('reads what is whole of a file that is torn %s', async (_where, missing) => {
    await writeRun('arith', 'base', { ...TWO, evaluation: [evaluation('k1', 1), evaluation('k2', 1)] });
    const path = fileOf('arith', 'base', 'evaluations/default/evaluation.jsonl.gz');
    await truncate(path, (await readFile(path)).length - missing);
    expect((await store.scores('base')).metrics.get('ExactMatch')?.[0]).toBe(1);
    expect((await store.find('base'))?.metadata.faults).toEqual(expect.arrayContaining([expect.stringContaining('torn')]));
  });

  it('finds the members after one that was torn when a process died', async () => {
    await writeRun('arith', 'base', { ...TWO, evaluation: [] });
    const torn = gzipSync(`${evaluation('k1', 1)}\n`).subarray(0, 40);
    await appendFile(
      fileOf('arith', 'base', 'evaluations/default/evaluation.jsonl.gz'),
      Buffer.concat([torn, members([evaluation('k2', 1)])]),
    );
    expect(await samplesIn(store, 'base')).toMatchObject([{ scores: {} }, { scores: { ExactMatch: 1 } }]);
    expect((await store.find('base'))?.metadata.faults).toEqual([expect.stringContaining('torn')]);
  });

  it('leaves out a line that is no JSON, and says how many', async () => {
    await writeRun('arith', 'base', { ...TWO, evaluation: ['{"cache_key": ', '[1]', evaluation('k1', 1)] });
    const faulty = expect.stringContaining('2 lines');
    expect(await store.find('base')).toMatchObject({ metrics: { ExactMatch: 1 }, metadata: { faults: [faulty] } });
  });

  it('leaves out a run whose metadata is broken, says so once, and shows the others', async () => {
    await writeRun('arith', 'good', TWO);
    await writeRun('arith', 'cut', TWO);
    await writeRun('arith', 'odd', { ...TWO, metadata: { run_id: 7 } });
    await write(fileOf('arith', 'cut', 'metadata.json'), '{"run_id": "cut"');
    await mkdir(fileOf('arith', 'empty', 'generation'), { recursive: true });
    await store.list();
    expect((await store.list()).map(({ runId }) => runId)).toEqual(['good']);
    expect(faults.sort()).toEqual([expect.stringContaining('runs/cut'), expect.stringContaining('run_id')]);
    expect((await store.scores('good')).ids).toEqual(['s-k1', 's-k2']);
  });

  it('says failed for an unknown status', async () => {
    await writeRun('arith', 'base', { metadata: { status: 'exploded', created_at: 'soon' } });
    expect(await store.find('base')).toMatchObject({
      status: 'failed',
      createdAt: null,
      metadata: { faults: [expect.stringContaining('exploded')] },
    });
  });

  it('sees what a run that goes on has got since', async () => {
    await writeRun('arith', 'base', { ...TWO, metadata: { status: 'in_progress' } });
    expect(await store.list()).toMatchObject([{ metrics: { ExactMatch: 1 } }]);
    await appendFile(fileOf('arith', 'base', 'evaluations/default/evaluation.jsonl.gz'), members([evaluation('k2', 0)]));
    expect(await store.list()).toMatchObject([{ metrics: { ExactMatch: 0.5 } }]);
    expect((await store.scores('base')).metrics.get('ExactMatch')).toEqual(Float64Array.of(1, 0));
  });

  it('tells runs of one id in two experiments apart', async () => {
    await writeRun('b', 'base', TWO);
    await writeRun('a', 'base', { evaluation: [evaluation('k1', 0)] });
    expect((await store.list()).map(({ runId, experimentId }) => [runId, experimentId]).sort()).toEqual([
      ['b/base', 'b'],
      ['base', 'a'],
    ]);
    expect((await store.scores('b/base')).metrics.get('ExactMatch')?.[0]).toBe(1);
    expect((await store.scores('base')).metrics.get('ExactMatch')?.[0]).toBe(0);
  });

  it('takes any id, and follows none out of its folder', async () => {
    await writeRun('arith', 'base', { ...TWO, metadata: { run_id: '../../../etc/passwd' } });
    expect(await store.list()).toMatchObject([{ runId: '../../../etc/passwd' }]);
    expect(await samplesIn(store, '../../../etc/passwd')).toHaveLength(2);
  });

  it('hides a deleted run for good and changes nothing that Themis wrote', async () => {
    await writeRun('arith', 'base', TWO);
    await writeRun('arith', 'other', TWO);
    await store.list();
    await store.delete('base');
    expect(await store.find('base')).toBeUndefined();
    expect((await store.list()).map(({ runId }) => runId)).toEqual(['other']);
    expect((await open().list()).map(({ runId }) => runId)).toEqual(['other']);
    expect(await readdir(join(root, 'experiments/arith/runs/base'))).toEqual(['evaluations', 'generation', 'metadata.json']);
  });

  it('refuses an import under the id of a run', async () => {
    await writeRun('arith', 'base', TWO);
    const samples = batchesOf([scored('a', { m: 1 })]);
    await expect(store.import({ ...NEW_RUN, runId: 'base' }, samples)).rejects.toMatchObject({ code: 'already_exists' });
  });
});
