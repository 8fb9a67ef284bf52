import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  describeComparisonStore,
  SAMPLE_SETUP,
  sampleComparison,
  sampleStates,
} from '../../../test/contracts/comparison-store.contract.ts';
import { systemClock } from '../../domain/clock.ts';
import { FileComparisonStore } from './file-comparison-store.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-comparisons-'));
});

afterEach(() => rm(root, { recursive: true }));

describeComparisonStore('FileComparisonStore', async () => new FileComparisonStore(root, systemClock));

describe('FileComparisonStore', () => {
  let store: FileComparisonStore;

  beforeEach(async () => {
    store = new FileComparisonStore(root, systemClock);
    await store.create(sampleComparison('a'), SAMPLE_SETUP);
    await store.appendStates('a', sampleStates(0, 2));
  });

  afterEach(() => store.close());

  it('is private', async () => {
    const folder = join(root, 'comparisons', 'a');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder))
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
  });

  it('writes over what a crash has left of a last state', async () => {
    await store.close();
    await appendFile(join(root, 'comparisons/a/states.jsonl'), '{"seq":2,"te');
    const next = new FileComparisonStore(root, systemClock);
    expect(await next.claim('a')).toBe(true);
    await next.appendStates('a', sampleStates(2, 1));
    for await (const { count, bytes } of next.readStates('a', 0))
      expect([count, Buffer.from(bytes).toString()]).toEqual([3, sampleStates(0, 3).bytes.toString()]);
    await next.close();
  });

  it('lets another process read, and write only once this one does not', async () => {
    const other = new FileComparisonStore(root, systemClock);
    expect(await other.claim('a')).toBe(false);
    await expect(other.appendStates('a', sampleStates(2, 1))).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await other.find('a')).toEqual(sampleComparison('a'));
    for await (const { count } of other.readStates('a', 1)) expect(count).toBe(1);
    await store.close();
    expect(await other.claim('a')).toBe(true);
    await other.appendStates('a', sampleStates(2, 1));
    await other.close();
  });

  it('leaves out a comparison whose record is missing or damaged', async () => {
    await store.create(sampleComparison('b'), SAMPLE_SETUP);
    await writeFile(join(root, 'comparisons/a/comparison.json'), '{"schema_version": 1');
    expect((await store.list()).comparisons.map(({ id }) => id)).toEqual(['b']);
    await writeFile(join(root, 'comparisons/b/kept.json'), '{"candidate": ');
    expect(await store.kept('b')).toBeNull();
  });
});
