import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleBatch } from '../../../test/contracts/sample-job.ts';
import { EventLogWriter } from './event-log-writer.ts';

describe('EventLogWriter', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-log-'));
    path = join(folder, 'events.jsonl');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('takes one of two batches that come at once and refuses the other', async () => {
    const writer = await EventLogWriter.open(path, { seq: 0, offset: 0, line: 0 });
    const batch = sampleBatch('a', 0, 2);
    const outcomes = await Promise.allSettled([writer.append(batch), writer.append(batch)]);
    await writer.close();
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await readFile(path)).toEqual(batch.bytes);
  });

  it('refuses a batch whose last line has no end', async () => {
    const writer = await EventLogWriter.open(path, { seq: 0, offset: 0, line: 0 });
    const { bytes } = sampleBatch('a', 0, 2);
    await expect(writer.append({ firstSeq: 0, count: 2, bytes: bytes.subarray(0, -1) })).rejects.toThrow('ends with a newline');
    await writer.close();
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('begins behind the last whole line and cuts off the rest', async () => {
    const { bytes } = sampleBatch('a', 0, 2);
    await writeFile(path, Buffer.concat([bytes, Buffer.from('{"seq":2,')]));
    const writer = await EventLogWriter.open(path, { seq: 2, offset: bytes.length, line: 2 });
    await writer.append(sampleBatch('a', 2, 1));
    await writer.close();
    expect(writer.end).toMatchObject({ seq: 3, line: 3 });
    expect(await readFile(path)).toEqual(Buffer.concat([bytes, sampleBatch('a', 2, 1).bytes]));
  });
});
