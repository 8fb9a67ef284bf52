import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readThemisLines } from './themis-lines.ts';

describe('readThemisLines', () => {
  it('drops a byte-order mark, and leaves out and names lines that are not UTF-8', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-themis-'));
    const lines = ['\ufeff{"a": 1}', '{"a": 2}'].map((line) => Buffer.from(`${line}\n`));
    await writeFile(join(folder, 'tasks.jsonl'), Buffer.concat([...lines, Buffer.from('{"a": "\xb0"}\n', 'latin1')]));
    const taken: unknown[] = [];
    const faults: string[] = [];
    await readThemisLines(join(folder, 'tasks.jsonl'), 'tasks.jsonl', (line) => taken.push(line), faults);
    expect(taken).toEqual([{ a: 1 }, { a: 2 }]);
    expect(faults).toEqual(['tasks.jsonl: line 3 is not UTF-8 and left out']);
    await rm(folder, { recursive: true });
  });
});
