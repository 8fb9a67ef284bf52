import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobStore } from '../../src/domain/job-store.ts';
import { eventsOf, sampleBatch, sampleEnd, sampleEvent, sampleJob, sampleSummary, seqsOf } from './sample-job.ts';

/** What every job store promises. */
export function describeJobStore(name: string, makeStore: () => Promise<JobStore>): void {
  describe(`${name} as a job store`, () => {
    let store: JobStore;

    beforeEach(async () => {
      store = await makeStore();
    });

    afterEach(async () => {
      await store.close();
    });

    it('gives the files of a job as they are', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 2));
      await store.finish('a', sampleEnd, sampleSummary);
      const files = await store.files('a');
      expect(files.map(({ name }) => name)).toEqual(['events.jsonl', 'manifest.json', 'summary.json']);
      const texts = await Promise.all(
        files.map(async ({ size, chunks }) => {
          const bytes: Uint8Array[] = [];
          for await (const chunk of chunks()) bytes.push(chunk);
          const all = Buffer.concat(bytes);
          expect(all.length).toBe(size);
          return all.toString('utf8');
        }),
      );
      expect(texts[0]).toBe(Buffer.from(sampleBatch('a', 0, 2).bytes).toString('utf8'));
      expect(JSON.parse(texts[1] ?? '')).toMatchObject({ job_id: 'a', status: 'done' });
      expect(JSON.parse(texts[2] ?? '')).toEqual(await store.summary('a'));
      await expect(store.files('nobody')).rejects.toMatchObject({ code: 'job_not_found' });
    });

    it('takes a job that has ended with its files, as a whole and once', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 2));
      const ended = await store.finish('a', sampleEnd, sampleSummary);
      const texts = async () =>
        Promise.all((await store.files('a')).map(async ({ name, chunks }) => [name, await text(chunks())]));
      const [before, summary] = [await texts(), await store.summary('a')];
      const files = before.map(([name = '', content = '']) => ({
        name,
        size: Buffer.byteLength(content),
        chunks: () => Readable.from([Buffer.from(content)]),
      }));
      await expect(store.adopt(ended, files)).rejects.toMatchObject({ code: 'already_exists' });
      await store.delete('a');
      await store.adopt(ended, files);
      expect(await store.find('a')).toEqual(ended);
      expect([await texts(), await store.summary('a')]).toEqual([before, summary]);
      expect((await store.list()).jobs.map(({ id }) => id)).toEqual(['a']);
    });

    it('finds a job as it was created', async () => {
      const job = sampleJob('a', { extra: { note: ['kept'] }, spec: { ...sampleJob('a').spec, seed: 7, label: 'first' } });
      await store.create(job);
      expect(await store.find('a')).toEqual(job);
      expect((await store.list()).jobs).toEqual([job]);
    });

    it('knows no job before there is one', async () => {
      expect((await store.list()).jobs).toEqual([]);
      expect(await store.find('a')).toBeUndefined();
    });

    it('refuses a second job of the same id and keeps the first', async () => {
      await store.create(sampleJob('a'));
      await expect(store.create(sampleJob('a', { projectsRoot: '/other' }))).rejects.toMatchObject({ code: 'already_exists' });
      expect(await store.find('a')).toEqual(sampleJob('a'));
    });

    it('lists the newest job first', async () => {
      await store.create(sampleJob('old', { startedAt: '2026-03-01T10:00:00.000Z' }));
      await store.create(sampleJob('new', { startedAt: '2026-03-01T12:00:00.000Z' }));
      await store.create(sampleJob('seed', { startedAt: '2026-03-01T11:00:00.123456+00:00' }));
      expect((await store.list()).jobs.map(({ id }) => id)).toEqual(['new', 'seed', 'old']);
    });

    it('lists by the instant of the start, whatever offset it is written with', async () => {
      await store.create(sampleJob('later', { startedAt: '2026-03-01T11:00:00Z' }));
      await store.create(sampleJob('earlier', { startedAt: '2026-03-01T12:00:00+02:00' }));
      expect((await store.list()).jobs.map(({ id }) => id)).toEqual(['later', 'earlier']);
    });

    it('counts the models that jobs and their proposers used, the last one first', async () => {
      const { spec } = sampleJob('any');
      const at = (hour: number): string => `2026-03-01T${String(hour)}:00:00.000Z`;
      const search = { ...spec, kind: 'optimize', model: 'openai:small' } as const;
      await store.create(sampleJob('first', { startedAt: at(12), spec: { ...search, proposerModel: 'openai:large' } }));
      await store.create(sampleJob('second', { startedAt: at(13), spec: { ...search, proposerModel: 'openai:small' } }));
      await store.create(sampleJob('third', { startedAt: at(11) }));
      await store.create(sampleJob('fourth', { startedAt: at(10) }));
      expect(await store.modelUses()).toEqual([
        { model: 'openai:small', used: 2, lastUsed: at(13) },
        { model: 'openai:large', used: 1, lastUsed: at(12) },
        { model: 'local:echo', used: 2, lastUsed: at(11) },
      ]);
    });

    it('recovers to nothing when no process left anything', async () => {
      await store.recover();
      expect((await store.list()).jobs).toEqual([]);
    });

    it('inspects a whole job to the same result as finding it', async () => {
      expect(await store.inspect('a')).toBeUndefined();
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 3));
      expect(await store.inspect('a')).toEqual(sampleJob('a'));
      const settled = await store.finish('a', sampleEnd, sampleSummary);
      expect(await store.inspect('a')).toEqual(settled);
    });

    it('gives the same job objects while nothing changes', async () => {
      await store.create(sampleJob('a'));
      await store.create(sampleJob('b'));
      const [first] = (await store.list()).jobs;
      await store.append('a', sampleBatch('a', 0, 1));
      expect((await store.list()).jobs[0]).toBe(first);
    });

    it('replaces the record of a job and keeps its events', async () => {
      await store.create(sampleJob('a', { status: 'queued' }));
      await store.append('a', sampleBatch('a', 0, 2));
      const running = sampleJob('a', { startedAt: '2026-03-01T10:00:05.000Z' });
      await store.update(running);
      expect(await store.find('a')).toEqual(running);
      expect(await seqsOf(store.read('a', 0))).toEqual([0, 1]);
    });

    it('reads the events that were appended, from any of them on', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 3));
      await store.append('a', sampleBatch('a', 3, 2));
      expect(await eventsOf(store.read('a', 0))).toEqual([0, 1, 2, 3, 4].map((seq) => sampleEvent('a', seq)));
      expect(await seqsOf(store.read('a', 2))).toEqual([2, 3, 4]);
      expect(await seqsOf(store.read('a', 4))).toEqual([4]);
      expect(await seqsOf(store.read('a', 5))).toEqual([]);
    });

    it('reads a job without events as empty', async () => {
      await store.create(sampleJob('a'));
      expect(await seqsOf(store.read('a', 0))).toEqual([]);
    });

    it('reads thousands of events of very different sizes, before and after the end', async () => {
      await store.create(sampleJob('a'));
      const sizes = [10, 200_000, 50, 3_000, 70_000];
      let next = 0;
      for (let round = 0; round < 60; round++) {
        await store.append(
          'a',
          sampleBatch('a', next, 1 + (round % 40), 'x'.repeat((sizes[round % 5] ?? 0) / (1 + (round % 40)))),
        );
        next += 1 + (round % 40);
      }
      const all = Array.from({ length: next }, (_, seq) => seq);
      expect(await seqsOf(store.read('a', 0))).toEqual(all);
      await store.finish('a', sampleEnd, null);
      expect(await seqsOf(store.read('a', 0))).toEqual(all);
      for (const from of [1, 77, 500, next - 1]) expect(await seqsOf(store.read('a', from))).toEqual(all.slice(from));
    });

    it('gives fifty readers the same events', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 500, 'y'.repeat(500)));
      await store.finish('a', sampleEnd, null);
      const all = Array.from({ length: 500 }, (_, seq) => seq);
      const readers = await Promise.all(Array.from({ length: 50 }, () => seqsOf(store.read('a', 0))));
      expect(readers).toEqual(Array.from({ length: 50 }, () => all));
    });

    it('shows a reader each event once while more are appended', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 300, 'z'.repeat(1_000)));
      const seen: number[] = [];
      let next = 300;
      for await (const batch of store.read('a', 0)) {
        seen.push(...Array.from({ length: batch.count }, (_, index) => batch.firstSeq + index));
        await store.append('a', sampleBatch('a', next, 10, 'z'.repeat(30_000)));
        next += 10;
      }
      expect(seen.slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, seq) => seq));
      expect(seen).toEqual([...seen.keys()]);
    });

    it('lets a reader leave early', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 300, 'z'.repeat(1_000)));
      for await (const batch of store.read('a', 0)) {
        expect(batch.firstSeq).toBe(0);
        break;
      }
      expect(await seqsOf(store.read('a', 299))).toEqual([299]);
    });

    it('writes nothing of a batch that does not follow the last event', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 2));
      await expect(store.append('a', sampleBatch('a', 3, 1))).rejects.toThrow('the next event is 2, not 3');
      await expect(store.append('a', sampleBatch('a', 1, 1))).rejects.toThrow('the next event is 2, not 1');
      expect(await seqsOf(store.read('a', 0))).toEqual([0, 1]);
      await store.append('a', sampleBatch('a', 2, 1));
      expect(await seqsOf(store.read('a', 0))).toEqual([0, 1, 2]);
    });

    it('takes an empty batch as nothing', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', { firstSeq: 0, count: 0, bytes: new Uint8Array() });
      await store.append('a', sampleBatch('a', 0, 1));
      expect(await seqsOf(store.read('a', 0))).toEqual([0]);
    });

    it('has no summary while a job runs, and the whole document when it has ended', async () => {
      await store.create(sampleJob('a'));
      expect(await store.summary('a')).toBeNull();
      const settled = await store.finish('a', sampleEnd, sampleSummary);
      expect(settled).toEqual(sampleJob('a', { status: 'done', finishedAt: sampleEnd.finishedAt }));
      expect(await store.find('a')).toEqual(settled);
      expect(await store.summary('a')).toEqual({ job_id: 'a', kind: 'evaluate', status: 'done', ...sampleSummary });
    });

    it('keeps why a job failed in its record and its summary', async () => {
      await store.create(sampleJob('a'));
      await store.finish('a', { ...sampleEnd, status: 'error', error: 'the program is gone' }, sampleSummary);
      expect(await store.find('a')).toMatchObject({ status: 'error', error: 'the program is gone' });
      expect(await store.summary('a')).toMatchObject({ status: 'error', error: 'the program is gone' });
    });

    it('ends a job without a summary', async () => {
      await store.create(sampleJob('a', { status: 'queued' }));
      await store.finish('a', { ...sampleEnd, status: 'cancelled' }, null);
      expect(await store.find('a')).toMatchObject({ status: 'cancelled' });
      expect(await store.summary('a')).toBeNull();
    });

    it('makes no illegal move', async () => {
      await store.create(sampleJob('a', { status: 'queued' }));
      await expect(store.finish('a', sampleEnd, null)).rejects.toMatchObject({ code: 'illegal_move' });
      expect(await store.find('a')).toMatchObject({ status: 'queued' });
    });

    it('takes neither events nor an end after the end', async () => {
      await store.create(sampleJob('a'));
      await store.finish('a', sampleEnd, sampleSummary);
      await expect(store.append('a', sampleBatch('a', 0, 1))).rejects.toMatchObject({ code: 'illegal_move' });
      await expect(store.finish('a', { ...sampleEnd, status: 'error' }, null)).rejects.toMatchObject({ code: 'illegal_move' });
      expect(await store.find('a')).toMatchObject({ status: 'done' });
      expect(await seqsOf(store.read('a', 0))).toEqual([]);
    });

    it('goes on where an interrupted job stopped', async () => {
      await store.create(sampleJob('a'));
      await store.append('a', sampleBatch('a', 0, 3));
      await store.finish('a', { ...sampleEnd, status: 'interrupted', error: 'stopped' }, sampleSummary);
      await store.update(sampleJob('a'));
      expect(await store.summary('a')).toBeNull();
      await store.append('a', sampleBatch('a', 3, 2));
      expect(await seqsOf(store.read('a', 0))).toEqual([0, 1, 2, 3, 4]);
      expect(await store.finish('a', sampleEnd, sampleSummary)).toMatchObject({ status: 'done', error: null });
    });

    it('forgets a deleted job', async () => {
      await store.create(sampleJob('a'));
      await store.create(sampleJob('b'));
      await store.append('a', sampleBatch('a', 0, 3));
      await store.finish('a', sampleEnd, sampleSummary);
      await store.delete('a');
      expect((await store.list()).jobs.map(({ id }) => id)).toEqual(['b']);
      expect(await store.find('a')).toBeUndefined();
      await expect(seqsOf(store.read('a', 0))).rejects.toMatchObject({ code: 'job_not_found' });
      await store.create(sampleJob('a'));
      expect(await seqsOf(store.read('a', 0))).toEqual([]);
    });

    it('does not delete a job that runs', async () => {
      await store.create(sampleJob('a'));
      await expect(store.delete('a')).rejects.toMatchObject({ code: 'illegal_move' });
      expect(await store.find('a')).toEqual(sampleJob('a'));
    });

    const strangers = ['unknown', '..', '../jobs', 'a/b', 'a\0b', '.', '', 'x'.repeat(5_000), '%2e%2e', 'a\n'];
    it.each(strangers.map((jobId) => ({ jobId, name: JSON.stringify(jobId.slice(0, 20)) })))(
      'has no job $name',
      async ({ jobId }) => {
        await store.create(sampleJob('a'));
        const notFound = { code: 'job_not_found' };
        expect(await store.find(jobId)).toBeUndefined();
        await expect(store.summary(jobId)).rejects.toMatchObject(notFound);
        await expect(seqsOf(store.read(jobId, 0))).rejects.toMatchObject(notFound);
        await expect(store.append(jobId, sampleBatch(jobId, 0, 1))).rejects.toMatchObject(notFound);
        await expect(store.update(sampleJob(jobId))).rejects.toMatchObject(notFound);
        await expect(store.finish(jobId, sampleEnd, null)).rejects.toMatchObject(notFound);
        await expect(store.delete(jobId)).rejects.toMatchObject(notFound);
      },
    );
  });
}
