import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleBatch, seqsOf } from '../../../test/contracts/sample-job.ts';
import { EventLog } from './event-log.ts';
import { PageCache } from './event-page.ts';
import { RunningLog } from './running-log.ts';

describe('RunningLog', () => {
  let folder: string;
  let path: string;
  let log: RunningLog;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-log-'));
    path = join(folder, 'events.jsonl');
    log = new RunningLog(async () => new EventLog(path, new PageCache(1024 * 1024)));
  });

  afterEach(async () => {
    await log.close();
    await rm(folder, { recursive: true });
  });

  it('takes one of two batches that come at once and refuses the other', async () => {
    const batch = sampleBatch('a', 0, 2);
    const outcomes = await Promise.allSettled([log.append(batch), log.append(batch)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await readFile(path)).toEqual(batch.bytes);
  });

  it('refuses a batch whose last line has no end', async () => {
    const { bytes } = sampleBatch('a', 0, 2);
    await expect(log.append({ firstSeq: 0, count: 2, bytes: bytes.subarray(0, -1) })).rejects.toThrow('ends with a newline');
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('refuses a batch when its file has been removed', async () => {
    await log.append(sampleBatch('a', 0, 2));
    await rm(path);
    await expect(log.append(sampleBatch('a', 2, 2))).rejects.toThrow('the event log of the job was removed');
  });

  it('begins after the last whole line and cuts off the rest', async () => {
    const { bytes } = sampleBatch('a', 0, 2);
    await writeFile(path, Buffer.concat([bytes, Buffer.from('{"seq":2,')]));
    await log.append(sampleBatch('a', 2, 1));
    expect(await readFile(path)).toEqual(Buffer.concat([bytes, sampleBatch('a', 2, 1).bytes]));
    expect(await seqsOf(log.read(0))).toEqual([0, 1, 2]);
  });

  it('can be opened after its folder has come', async () => {
    await rm(folder, { recursive: true });
    await expect(log.append(sampleBatch('a', 0, 1))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(log.isOpen).toBe(false);
    await mkdir(folder);
    await log.append(sampleBatch('a', 0, 1));
    expect(await seqsOf(log.read(0))).toEqual([0]);
  });
});
