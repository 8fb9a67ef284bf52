import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../domain/clock.ts';
import { replaceFile } from '../../../files/durable-file.ts';
import { AssayIndex } from '../assay-index.ts';
import { query } from '../index-schema.ts';
import { hideKey } from '../run-rows.ts';
import { HiddenRuns } from './hidden-runs.ts';

describe('HiddenRuns', () => {
  let root: string;
  let index: AssayIndex;
  let hidden: HiddenRuns;

  beforeEach(async () => {
    root = join(await mkdtemp(join(tmpdir(), 'assay-hidden-')), '.hidden');
    index = AssayIndex.inMemory();
    hidden = new HiddenRuns(root, index, systemClock);
  });

  afterEach(async () => {
    index.close();
    await rm(join(root, '..'), { recursive: true });
  });

  function table(): readonly object[] {
    return index.read((database) => database.all(query.selectFrom('hidden').selectAll().orderBy('stamp')));
  }

  it('makes nothing before a run is hidden', async () => {
    await hidden.refresh();
    expect(table()).toEqual([]);
    expect(await readdir(join(root, '..'))).toEqual([]);
  });

  it('has what was hidden in a file, and in the index', async () => {
    await hidden.add(hideKey('job', 'search.0'), 'search.0');
    await hidden.add(hideKey('themis', 'experiments/e/runs/r'), 'r', 'as it was');
    expect(table()).toEqual([
      { hide_key: hideKey('job', 'search.0'), stamp: '' },
      { hide_key: hideKey('themis', 'experiments/e/runs/r'), stamp: 'as it was' },
    ]);
    expect(await readdir(root)).toHaveLength(2);
  });

  it('follows the files, also those of another process and of earlier versions', async () => {
    const key = hideKey('job', 'search.0');
    await mkdir(root);
    await writeFile(join(root, `${key}.json`), '{"run_id":"search.0","deleted_at":"2026-01-01T00:00:00.000Z"}');
    await hidden.refresh();
    expect(table()).toEqual([{ hide_key: key, stamp: '' }]);
    await replaceFile(join(root, `${key}.json`), '{"run_id":"search.0","stamp":"another"}');
    await hidden.refresh();
    expect(table()).toEqual([{ hide_key: key, stamp: 'another' }]);
    await rm(join(root, `${key}.json`));
    await hidden.refresh();
    expect(table()).toEqual([]);
  });

  it('hides for good what a damaged file names, and passes over all else', async () => {
    await mkdir(root);
    await writeFile(join(root, `${'a'.repeat(64)}.json`), '{"stamp":');
    execFileSync('mkfifo', [join(root, `${'b'.repeat(64)}.json`)]);
    await writeFile(join(root, 'notes.txt'), 'mine');
    await hidden.refresh();
    expect(table()).toEqual([
      { hide_key: 'a'.repeat(64), stamp: '' },
      { hide_key: 'b'.repeat(64), stamp: '' },
    ]);
  });
});
