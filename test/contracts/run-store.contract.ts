import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ScoredColumns, scoredRun } from '../../src/domain/scored-columns.ts';
import { eventLine } from '../../src/domain/event-batch.ts';
import type { Job } from '../../src/domain/job.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { JobStore } from '../../src/domain/job-store.ts';
import { foreignLabels, type NewRun, type Sample, type WholeSample } from '../../src/domain/run.ts';
import type { RunStore, SampleRange } from '../../src/domain/run-store.ts';
import type { StepPayload } from '../../src/evaluation/event.ts';
import { sampleEnd, sampleJob, sampleSummary } from './sample-job.ts';

export interface RunStoreUnderTest {
  readonly store: RunStore;
  /** Where its jobs come from. */
  readonly jobs: JobStore;
  close(): Promise<void>;
}

type EventBody = Omit<JobEvent, 'seq' | 'job_id' | 'step_index'>;

export const NEW_RUN: NewRun = { runId: 'mine', experimentId: 'e', status: 'completed', metadata: { model: 'm' } };

export async function* batchesOf(...batches: readonly (readonly Sample[])[]): AsyncGenerator<readonly Sample[]> {
  yield* batches;
}

export function scored(id: string, scores: Sample['scores'], rest: Partial<Sample> = {}): Sample {
  return { id, prompt: `prompt ${id}`, response: `response ${id}`, scores, ...rest };
}

export async function samplesIn(store: RunStore, runId: string, range: SampleRange = { offset: 0 }): Promise<Sample[]> {
  const batches: (readonly Sample[])[] = [];
  for await (const batch of store.samples(runId, range)) batches.push(batch);
  return batches.flat();
}

/** The scores of one run, ready to be compared. */
export async function scoresOf(store: RunStore, runId: string, clusterBy?: string): Promise<ScoredColumns> {
  const [compared] = await store.compared([runId], clusterBy);
  if (compared === undefined) throw new Error(`no scores of ${runId}`);
  return compared.columns;
}

export function trialEvent(
  id: string,
  {
    row,
    replicate = 0,
    question = id,
    failed = false,
  }: { row?: number; replicate?: number; question?: string; failed?: boolean } = {},
): EventBody {
  const example = { inputs: { question, document: question.slice(0, 1) }, reference: true };
  const identity = { trial_id: id, ...(row === undefined ? {} : { row }), example, replicate };
  if (failed) return { type: 'trial', payload: { ...identity, status: 'failed', error: { type: 'Error', message: 'no' } } };
  const request = { model_id: 'echo', prompt: [], system_instruction: null, output_schema: null, generation_kwargs: {} };
  const response = { content: '', input_tokens: 1, output_tokens: 1, latency: 0 };
  const telemetry = { rendered_prompt: `asked ${question}`, request, response };
  return { type: 'trial', payload: { ...identity, status: 'success', output: { answer: question }, telemetry } };
}

export function scoringEvent(
  id: string,
  normalized: number | null,
  { row, metric = 'correct', replicate = 0 }: { row?: number; metric?: string; replicate?: number } = {},
): EventBody {
  const info = { name: metric, description: `is ${metric}`, kind: 'programmatic' } as const;
  const identity = { trial_id: id, ...(row === undefined ? {} : { row }), metric: info, replicate };
  return normalized === null
    ? { type: 'scoring', payload: { ...identity, status: 'failed', error: { type: 'Error', message: 'no' } } }
    : { type: 'scoring', payload: { ...identity, status: 'success', score: { raw: normalized, normalized, reason: '' } } };
}

/** Adds events to a job, from `firstSeq` on. */
export async function append(
  jobs: JobStore,
  jobId: string,
  firstSeq: number,
  events: readonly (readonly [number, EventBody])[],
): Promise<void> {
  const lines = events.map(([step, event], at) => eventLine({ seq: firstSeq + at, job_id: jobId, step_index: step, ...event }));
  await jobs.append(jobId, { firstSeq, count: events.length, bytes: Buffer.from(lines.join('')) });
}

export async function settledJob(jobs: JobStore, job: Job, events: readonly (readonly [number, EventBody])[]): Promise<void> {
  await jobs.create(job);
  await append(jobs, job.id, 0, events);
  await jobs.finish(job.id, sampleEnd, sampleSummary);
}

const inFirstStep = (events: readonly EventBody[]): (readonly [number, EventBody])[] => events.map((event) => [0, event]);

function stepEvent(template: string): EventBody {
  const summary = { overall: { mean: 1, sd: 0, n: 1 }, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };
  const payload: StepPayload = { prompt_template: template, thinking: null, advice: null, score: 1, summary };
  return { type: 'step', payload };
}

const OPTIMIZE_EVENTS: readonly (readonly [number, EventBody])[] = [
  [0, trialEvent('t1')],
  [0, scoringEvent('t1', 0)],
  [0, stepEvent('first')],
  [1, trialEvent('t1')],
  [1, scoringEvent('t1', 1)],
  [1, stepEvent('second')],
  [2, trialEvent('t1')],
];

/** What every run store promises. */
export function describeRunStore(name: string, make: () => Promise<RunStoreUnderTest>): void {
  describe(`${name} as a run store`, () => {
    let store: RunStore;
    let jobs: JobStore;
    let close: () => Promise<void>;

    beforeEach(async () => {
      const made = await make();
      ({ store, jobs } = made);
      close = () => made.close();
    });

    afterEach(() => close());

    it('knows no run before there is one', async () => {
      expect((await store.list()).runs).toEqual([]);
      expect(await store.find('mine')).toBeUndefined();
    });

    it('gives an import back as it was', async () => {
      const samples = [scored('b', { m: 1, k: 0.5 }), scored('a', { m: 0 }, { cluster: 'c1', response: 'très bien 好\n' })];
      const { run, isNew } = await store.import({ ...NEW_RUN, createdAt: '2026-01-01T00:00:00.000Z' }, batchesOf(samples));
      expect(isNew).toBe(true);
      expect(run).toEqual({
        ...foreignLabels('mine'),
        model: 'm',
        runId: 'mine',
        experimentId: 'e',
        status: 'completed',
        createdAt: '2026-01-01T00:00:00.000Z',
        source: 'import',
        sampleCount: 2,
        totalSamples: 2,
        failedSamples: 0,
        costUsd: null,
        metrics: { m: 0.5, k: 0.5 },
        metadata: { model: 'm' },
      });
      expect(await store.find('mine')).toEqual(run);
      const { metadata: _metadata, ...summary } = run;
      expect((await store.list()).runs).toEqual([summary]);
      expect(await samplesIn(store, 'mine')).toEqual(samples);
    });

    it('has the scores as columns in the order of code units, with what is missing counted', async () => {
      await store.import(
        NEW_RUN,
        batchesOf([scored('b', { m: 1, k: 0.5 }), scored('é', { m: 1 })], [scored('B', { m: 0 }, { cluster: 'c1' })]),
      );
      const columns = scoredRun(await scoresOf(store, 'mine'));
      expect(columns.ids).toEqual(['B', 'b', 'é']);
      expect(columns.metrics).toEqual(
        new Map([
          ['m', Float64Array.of(0, 1, 1)],
          ['k', Float64Array.of(NaN, 0.5, NaN)],
        ]),
      );
      expect(columns.clusters).toEqual(['c1', null, null]);
      expect(columns.invalid?.get('k')).toEqual({ count: 2, ids: ['B', 'é'] });
      expect(columns.invalid?.get('m')).toEqual({ count: 0, ids: [] });
      expect(columns.duplicates).toEqual({ count: 0, ids: [] });
    });

    it('averages the repeats of an id and counts them', async () => {
      await store.import(NEW_RUN, batchesOf([scored('a', { m: 1 }), scored('b', { m: 1 }), scored('a', { m: 0 })]));
      const columns = scoredRun(await scoresOf(store, 'mine'));
      expect(columns.metrics.get('m')).toEqual(Float64Array.of(0.5, 1));
      expect(columns.duplicates).toEqual({ count: 1, ids: ['a'] });
      expect((await store.find('mine'))?.sampleCount).toBe(2);
    });

    it('takes a run without samples', async () => {
      await store.import(NEW_RUN, batchesOf());
      expect(await store.find('mine')).toMatchObject({ sampleCount: 0, metrics: {} });
      expect(await samplesIn(store, 'mine')).toEqual([]);
      expect(scoredRun(await scoresOf(store, 'mine'))).toMatchObject({ ids: [] });
    });

    it('finds the same import again and refuses another under its id', async () => {
      await store.import(NEW_RUN, batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 })]));
      const again = await store.import(NEW_RUN, batchesOf([scored('a', { m: 1 })], [scored('b', { m: 0 })]));
      expect(again).toMatchObject({ isNew: false, run: { sampleCount: 2 } });
      const taken = { code: 'already_exists' };
      await expect(store.import(NEW_RUN, batchesOf([scored('a', { m: 0 })]))).rejects.toMatchObject(taken);
      const samples = batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 })]);
      await expect(store.import({ ...NEW_RUN, status: 'failed' }, samples)).rejects.toMatchObject(taken);
      expect(await samplesIn(store, 'mine')).toHaveLength(2);
    });

    it('keeps one of two imports that come at once under one id', async () => {
      const both = [1, 0].map((score) => store.import(NEW_RUN, batchesOf([scored('a', { m: score })])));
      const outcomes = await Promise.allSettled(both);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await store.list()).runs).toHaveLength(1);
    });

    it('keeps nothing of an import that breaks off', async () => {
      const torn = (async function* () {
        yield [scored('a', { m: 1 })];
        throw new Error('line 3 is bad');
      })();
      await expect(store.import(NEW_RUN, torn)).rejects.toThrow('line 3 is bad');
      expect((await store.list()).runs).toEqual([]);
      expect((await store.import(NEW_RUN, batchesOf([scored('a', { m: 0 })]))).isNew).toBe(true);
    });

    it('gives an import without an id one of its own, and the present time', async () => {
      const { runId: _runId, ...anonymous } = NEW_RUN;
      const first = await store.import(anonymous, batchesOf());
      const second = await store.import(anonymous, batchesOf());
      expect(first.run.runId).toMatch(/^[0-9a-f-]{36}$/);
      expect(first.run.runId).not.toBe(second.run.runId);
      expect(Date.parse(first.run.createdAt ?? '')).not.toBeNaN();
    });

    it('gives a page of the samples', async () => {
      const samples = Array.from({ length: 3000 }, (_, at) => scored(`s${at}`, { m: at }));
      await store.import(NEW_RUN, batchesOf(samples.slice(0, 1000), samples.slice(1000)));
      expect(await samplesIn(store, 'mine', { offset: 1500, limit: 3 })).toEqual(samples.slice(1500, 1503));
      expect(await samplesIn(store, 'mine', { offset: 2999, limit: 3 })).toEqual(samples.slice(2999));
      expect(await samplesIn(store, 'mine', { offset: 3000, limit: 3 })).toEqual([]);
      expect(await samplesIn(store, 'mine')).toEqual(samples);
    });

    it('finds samples by their ids', async () => {
      await store.import(NEW_RUN, batchesOf([scored('a', { m: 1 }), scored('b', { m: 0 }), scored('a', { m: 0 })]));
      expect(
        await store.samplesOf('mine', [
          { id: 'b', nth: 0 },
          { id: 'unknown', nth: 0 },
          { id: 'a', nth: 0 },
        ]),
      ).toEqual([
        { ...scored('b', { m: 0 }), inputs: 'prompt b', reference: null, reasons: {} },
        undefined,
        { ...scored('a', { m: 1 }), inputs: 'prompt a', reference: null, reasons: {} },
      ]);
    });

    it('gives the samples of an import with all that was said of them', async () => {
      const rich = {
        ...scored('a', { m: 1 }),
        reference: 'r',
        tags: ['x'],
        example: { inputs: { question: 'q' } },
        reasons: { m: 'the same' },
        usage: { input_tokens: 3, output_tokens: 1, latency: 0.5 },
      };
      const failed = { ...scored('a', {}), response: '', error: { type: 'E', message: 'no' }, rawResponse: 'half' };
      await store.import(NEW_RUN, batchesOf([rich], [scored('b', { m: 0 }), failed]));
      expect(await wholeSamplesIn(store, 'mine')).toEqual([
        { ...rich, row: 0, replicate: 0, cost: null },
        { ...scored('b', { m: 0 }), row: 1, replicate: 0, cost: null },
        { ...failed, row: 2, replicate: 1, cost: null },
      ]);
      await expect(wholeSamplesIn(store, 'nobody')).rejects.toMatchObject({ code: 'run_not_found' });
    });

    it('gives all samples of a long run with all that is known of them', async () => {
      const samples = Array.from({ length: 700 }, (_, at) => scored(`s${at}`, { m: at }));
      await store.import(NEW_RUN, batchesOf(samples));
      expect((await wholeSamplesIn(store, 'mine')).map(({ id, row, scores }) => [id, row, scores['m']])).toEqual(
        samples.map(({ id }, at) => [id, at, at]),
      );
    });

    it('gives the trials of a job under the ids of their examples', async () => {
      const events = [
        trialEvent('x1', { replicate: 1, question: 'x' }),
        scoringEvent('x1', 0),
        trialEvent('x0', { question: 'x' }),
        scoringEvent('x0', 1),
      ];
      await settledJob(jobs, sampleJob('job', { spec: { ...sampleJob('job').spec, repeats: 2 } }), inFirstStep(events));
      expect(await wholeSamplesIn(store, 'job')).toMatchObject([
        { id: 'x0', replicate: 1, prompt: 'asked x', scores: { correct: 0 }, usage: { input_tokens: 1, output_tokens: 1 } },
        { id: 'x0', replicate: 0, example: { inputs: { question: 'x', document: 'x' }, reference: true } },
      ]);
    });

    it('lists the newest run first', async () => {
      await settledJob(jobs, sampleJob('job', { startedAt: '2026-03-01T10:00:00.000Z' }), []);
      await store.import({ ...NEW_RUN, runId: 'old', createdAt: '2026-02-01T10:00:00.000Z' }, batchesOf());
      await store.import({ ...NEW_RUN, runId: 'new', createdAt: '2026-04-01T10:00:00.000Z' }, batchesOf());
      expect((await store.list()).runs.map(({ runId }) => runId)).toEqual(['new', 'job', 'old']);
    });

    it('has a job as a run, with the mean of the looks at each trial', async () => {
      const events = [
        trialEvent('t2'),
        scoringEvent('t2', 1),
        scoringEvent('t2', 0, { replicate: 1 }),
        trialEvent('t1', { failed: true }),
        scoringEvent('t1', 0),
        trialEvent('t3'),
        scoringEvent('t3', null),
      ];
      await settledJob(jobs, sampleJob('job', { startedAt: '2026-03-01T10:00:00.000Z' }), inFirstStep(events));
      const run = await store.find('job');
      expect(run).toMatchObject({
        runId: 'job',
        experimentId: 'classify_sentiment',
        status: 'completed',
        createdAt: '2026-03-01T10:00:00.000Z',
        source: 'job',
        name: 'v1 · english · local:echo',
        sampleCount: 2,
        metrics: { correct: 0.25 },
        metadata: {
          kind: 'evaluate',
          model: 'local:echo',
          dataset_sha256: sampleJob('job').datasetSha256,
          failed_trials: 1,
          failed_scorings: 1,
        },
      });
      expect(run?.metadata.metric_definitions).toEqual({ correct: { description: 'is correct', kind: 'programmatic' } });
      expect(await samplesIn(store, 'job')).toEqual([
        { id: 't2', prompt: 'asked t2', response: '{"answer":"t2"}', reference: 'true', scores: { correct: 0.5 } },
        {
          id: 't1',
          prompt: '',
          response: '',
          reference: 'true',
          scores: { correct: 0 },
          error: { type: 'Error', message: 'no' },
        },
        { id: 't3', prompt: 'asked t3', response: '{"answer":"t3"}', reference: 'true', scores: {} },
      ]);
      expect(await samplesIn(store, 'job', { offset: 1, limit: 1 })).toMatchObject([{ id: 't1' }]);
      expect(
        await store.samplesOf('job', [
          { id: 't3', nth: 0 },
          { id: 'nobody', nth: 0 },
        ]),
      ).toMatchObject([{ id: 't3' }, undefined]);
      const columns = scoredRun(await scoresOf(store, 'job'));
      expect(columns.ids).toEqual(['t1', 't2', 't3']);
      expect(columns.metrics.get('correct')).toEqual(Float64Array.of(0, 0.5, NaN));
      expect(columns.invalid?.get('correct')).toEqual({ count: 1, ids: ['t3'] });
    });

    it('compares the replicates of an example as repeats of one sample', async () => {
      const events = [
        trialEvent('x1', { replicate: 1, question: 'x' }),
        scoringEvent('x1', 0),
        trialEvent('x0', { question: 'x' }),
        scoringEvent('x0', 1),
        trialEvent('y0', { question: 'y' }),
        scoringEvent('y0', 1),
      ];
      await settledJob(jobs, sampleJob('job', { spec: { ...sampleJob('job').spec, repeats: 2 } }), inFirstStep(events));
      const columns = scoredRun(await scoresOf(store, 'job'));
      expect(columns.ids).toEqual(['x0', 'y0']);
      expect(columns.metrics.get('correct')).toEqual(Float64Array.of(0.5, 1));
      expect(columns.duplicates).toEqual({ count: 1, ids: ['x0'] });
      expect((await samplesIn(store, 'job')).map(({ id, scores }) => [id, scores.correct])).toEqual([
        ['x1', 0],
        ['x0', 1],
        ['y0', 1],
      ]);
    });

    it('takes equal rows for samples of their own, in the order of their rows', async () => {
      const events = [
        trialEvent('x', { row: 2 }),
        scoringEvent('x', 0, { row: 2 }),
        trialEvent('x', { row: 0 }),
        scoringEvent('x', 1, { row: 0 }),
        trialEvent('a', { row: 1 }),
        scoringEvent('a', 0.25, { row: 1 }),
      ];
      await settledJob(jobs, sampleJob('job'), inFirstStep(events));
      const columns = scoredRun(await scoresOf(store, 'job'));
      expect(columns.ids).toEqual(['a', 'x', 'x']);
      expect(columns.metrics.get('correct')).toEqual(Float64Array.of(0.25, 1, 0));
      expect(columns.duplicates).toEqual({ count: 0, ids: [] });
      expect((await samplesIn(store, 'job')).map(({ id, scores }) => [id, scores.correct])).toEqual([
        ['x', 0],
        ['x', 1],
        ['a', 0.25],
      ]);
    });

    it('takes equal rows for samples of their own in archives without row numbers too', async () => {
      const events = [trialEvent('x'), trialEvent('x'), scoringEvent('x', 0), scoringEvent('x', 1)];
      await settledJob(jobs, sampleJob('job'), inFirstStep(events));
      expect(scoredRun(await scoresOf(store, 'job')).metrics.get('correct')).toEqual(Float64Array.of(0, 1));
      expect(await store.find('job')).toMatchObject({ sampleCount: 2, metrics: { correct: 0.5 } });
    });

    it('has no score of a trial whose provider gave no answer, as the class of its error says in an archive', async () => {
      const refused = { type: 'RateLimitError', message: 'slow down' };
      const failed = trialEvent('x', { row: 0, failed: true });
      const events = [
        { ...failed, payload: { ...failed.payload, error: refused } } as EventBody,
        trialEvent('y', { row: 1 }),
        scoringEvent('x', 0, { row: 0 }),
        scoringEvent('y', 1, { row: 1 }),
      ];
      await settledJob(jobs, sampleJob('job'), inFirstStep(events));
      expect(scoredRun(await scoresOf(store, 'job')).metrics.get('correct')).toEqual(Float64Array.of(NaN, 1));
      expect(await store.find('job')).toMatchObject({ metrics: { correct: 1 }, metadata: { unanswered_trials: 1 } });
    });

    it('averages over examples, each by the mean of its trials, and a trial by the mean of its looks', async () => {
      const events = [
        trialEvent('x0', { question: 'x' }),
        trialEvent('x1', { question: 'x', replicate: 1 }),
        trialEvent('y0', { question: 'y' }),
        scoringEvent('x0', 1),
        scoringEvent('x0', null, { replicate: 1 }),
        scoringEvent('x1', 0),
        scoringEvent('x1', 1, { replicate: 1 }),
        scoringEvent('y0', 0),
      ];
      await settledJob(jobs, sampleJob('job', { spec: { ...sampleJob('job').spec, repeats: 2 } }), inFirstStep(events));
      expect((await store.find('job'))?.metrics).toEqual({ correct: 0.375 });
      expect(scoredRun(await scoresOf(store, 'job')).metrics.get('correct')).toEqual(Float64Array.of(0.75, 0));
    });

    it('groups by what lies at a path of the example', async () => {
      await settledJob(
        jobs,
        sampleJob('job'),
        inFirstStep([trialEvent('a2'), trialEvent('b1'), trialEvent('a1')].flatMap((trial) => [trial])),
      );
      expect(scoredRun(await scoresOf(store, 'job')).clusters).toBeUndefined();
      expect(scoredRun(await scoresOf(store, 'job', 'inputs.document')).clusters).toEqual(['a', 'a', 'b']);
      expect((await scoresOf(store, 'job', 'inputs.nothing')).clusters).toBeNull();
    });

    it('has every finished step of an optimize job as a run, and not the job', async () => {
      await settledJob(jobs, optimizeJob('job'), OPTIMIZE_EVENTS);
      expect((await store.list()).runs.map(({ runId, metrics }) => [runId, metrics.correct])).toEqual([
        ['job.1', 1],
        ['job.0', 0],
      ]);
      expect(await store.find('job.1')).toMatchObject({
        status: 'completed',
        metadata: { step_index: 1, prompt_template: 'second' },
      });
      expect(await samplesIn(store, 'job.1')).toMatchObject([{ id: 't1', scores: { correct: 1 } }]);
      expect((await scoresOf(store, 'job.0')).metrics.get('correct')).toEqual(Float64Array.of(0));
      for (const runId of ['job', 'job.2', 'job.01', 'job.-1', 'job.']) expect(await store.find(runId)).toBeUndefined();
    });

    it('follows a job that goes on', async () => {
      await jobs.create(sampleJob('job'));
      await append(jobs, 'job', 0, inFirstStep([trialEvent('t1'), scoringEvent('t1', 1)]));
      expect(await store.find('job')).toMatchObject({ status: 'in_progress', sampleCount: 1, metrics: { correct: 1 } });
      expect(scoredRun(await scoresOf(store, 'job')).ids).toEqual(['t1']);
      await append(jobs, 'job', 2, inFirstStep([trialEvent('t0'), scoringEvent('t0', 0)]));
      expect((await store.list()).runs).toMatchObject([{ status: 'in_progress', sampleCount: 2, metrics: { correct: 0.5 } }]);
      expect(scoredRun(await scoresOf(store, 'job')).ids).toEqual(['t0', 't1']);
      expect(await samplesIn(store, 'job')).toMatchObject([{ id: 't1' }, { id: 't0' }]);
      await jobs.finish('job', { ...sampleEnd, status: 'cancelled' }, sampleSummary);
      expect(await store.find('job')).toMatchObject({ status: 'cancelled', sampleCount: 2 });
    });

    it.each([
      ['error', 'failed'],
      ['interrupted', 'failed'],
      ['cancelled', 'cancelled'],
      ['done', 'completed'],
    ] as const)('says of a job that ended in %s that it is %s', async (status, word) => {
      await jobs.create(sampleJob('job', { spec: { ...sampleJob('job').spec, experimentId: 'other' } }));
      await jobs.finish('job', { ...sampleEnd, status }, null);
      expect(await store.find('job')).toMatchObject({ status: word, experimentId: 'other', sampleCount: 0 });
    });

    it('refuses an import under the id of a job', async () => {
      await settledJob(jobs, sampleJob('job'), []);
      await expect(store.import({ ...NEW_RUN, runId: 'job' }, batchesOf())).rejects.toMatchObject({ code: 'already_exists' });
    });

    it('forgets a deleted import, whose id is free then', async () => {
      await store.import(NEW_RUN, batchesOf([scored('a', { m: 1 })]));
      scoredRun(await scoresOf(store, 'mine'));
      await store.delete('mine');
      expect((await store.list()).runs).toEqual([]);
      expect(await store.find('mine')).toBeUndefined();
      await store.import(NEW_RUN, batchesOf([scored('b', { m: 0 })]));
      expect(scoredRun(await scoresOf(store, 'mine')).ids).toEqual(['b']);
    });

    it('deletes the job of a run, unless it is at work', async () => {
      await jobs.create(sampleJob('job'));
      await expect(store.delete('job')).rejects.toMatchObject({ code: 'illegal_move' });
      await jobs.finish('job', sampleEnd, null);
      await store.delete('job');
      expect(await store.find('job')).toBeUndefined();
      expect(await jobs.find('job')).toBeUndefined();
    });

    it('hides a deleted step, and keeps its job and the other steps', async () => {
      await settledJob(jobs, optimizeJob('job'), OPTIMIZE_EVENTS);
      await store.list();
      await store.delete('job.0');
      expect((await store.list()).runs.map(({ runId }) => runId)).toEqual(['job.1']);
      expect(await store.find('job.0')).toBeUndefined();
      expect(await jobs.find('job')).toBeDefined();
      await expect(store.delete('job.0')).rejects.toMatchObject({ code: 'run_not_found' });
    });

    const odd = ['../../etc', 'a/b', '名前 🙂', 'A', 'a', '%2e%2e', '.hidden', 'con', '__proto__', 'x'.repeat(200)];
    it.each(odd)('takes an import under the odd id %j', async (runId) => {
      await store.import({ ...NEW_RUN, runId }, batchesOf([scored('__proto__', { m: 1 })]));
      expect((await store.list()).runs).toMatchObject([{ runId, sampleCount: 1 }]);
      expect(scoredRun(await scoresOf(store, runId)).ids).toEqual(['__proto__']);
      await store.delete(runId);
      expect((await store.list()).runs).toEqual([]);
    });

    it('reads several runs in the order in which they are asked for', async () => {
      await settledJob(jobs, sampleJob('job'), [
        [0, trialEvent('t0')],
        [0, scoringEvent('t0', 1)],
      ]);
      await store.import(NEW_RUN, batchesOf([scored('a', { m: 0.5 })]));
      const compared = await store.compared(['mine', 'job', 'mine']);
      expect(compared.map(({ run, columns }) => [run.runId, columns.runId])).toEqual([
        ['mine', 'mine'],
        ['job', 'job'],
        ['mine', 'mine'],
      ]);
      expect(compared.map(({ columns }) => [...columns.metrics.values()].map((scores) => [...scores]))).toEqual([
        [[0.5]],
        [[1]],
        [[0.5]],
      ]);
    });

    it('reads no run where one of them is not there', async () => {
      await store.import(NEW_RUN, batchesOf([scored('a', { m: 0.5 })]));
      await expect(store.compared(['mine', 'gone'])).rejects.toMatchObject({
        code: 'run_not_found',
        message: expect.stringContaining('gone'),
      });
    });

    const strangers = [
      'unknown',
      '..',
      '../runs',
      'a/b',
      'a\0b',
      '.',
      '',
      'x'.repeat(5_000),
      '%2e%2e',
      'a\n',
      'job.0',
      '\ud800',
    ];
    it.each(strangers.map((runId) => ({ runId, name: JSON.stringify(runId.slice(0, 20)) })))(
      'has no run $name',
      async ({ runId }) => {
        await settledJob(jobs, sampleJob('job'), []);
        await store.import(NEW_RUN, batchesOf());
        const notFound = { code: 'run_not_found' };
        expect(await store.find(runId)).toBeUndefined();
        await expect(store.compared([runId])).rejects.toMatchObject(notFound);
        await expect(samplesIn(store, runId)).rejects.toMatchObject(notFound);
        await expect(store.samplesOf(runId, [{ id: 'a', nth: 0 }])).rejects.toMatchObject(notFound);
        await expect(store.delete(runId)).rejects.toMatchObject(notFound);
        expect((await store.list()).runs).toHaveLength(2);
      },
    );
  });
}

function optimizeJob(id: string): Job {
  return sampleJob(id, { spec: { ...sampleJob(id).spec, kind: 'optimize', steps: 3, proposerModel: 'local:proposer' } });
}

async function wholeSamplesIn(store: RunStore, runId: string): Promise<WholeSample[]> {
  const batches: (readonly WholeSample[])[] = [];
  for await (const batch of store.wholeSamples(runId)) batches.push(batch);
  return batches.flat();
}
