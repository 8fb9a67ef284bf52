import { join } from 'node:path';
import type { SampleRange } from '../../domain/run-store.ts';
import type { Sample } from '../../domain/run.ts';
import type { ScoredRun } from '../../statistics/scored-run.ts';
import type { ColumnCache } from './column-cache.ts';
import { pathLabel } from './path-label.ts';
import { readSampleLines } from './read-samples.ts';
import { readColumns, rowOfId, type RunColumns } from './run-columns.ts';
import { sampleFiles } from './sample-files.ts';
import { COLUMN_FILE, type StoredRun } from './stored-run.ts';
import { shownSample, storedSampleOf } from './stored-sample.ts';

/** Reads the samples and columns of a run that has a folder of its own. */
export class StoredRunReader {
  readonly #folder: string;
  readonly #stored: StoredRun;
  readonly #cache: ColumnCache;

  constructor(folder: string, stored: StoredRun, cache: ColumnCache) {
    this.#folder = folder;
    this.#stored = stored;
    this.#cache = cache;
  }

  async *samples(range: SampleRange): AsyncGenerator<readonly Sample[]> {
    for await (const lines of readSampleLines(sampleFiles(this.#folder), range))
      yield lines.map((line) => shownSample(storedSampleOf(line)));
  }

  async samplesOf(ids: readonly string[]): Promise<readonly Sample[]> {
    const { scored, firsts } = await this.#columns();
    const samples: Sample[] = [];
    for (const id of ids) {
      const offset = firsts[rowOfId(scored, id)];
      if (offset === undefined) continue;
      for await (const batch of this.samples({ offset, limit: 1 })) samples.push(...batch);
    }
    return samples;
  }

  async scores(clusterBy?: string): Promise<ScoredRun> {
    const { scored } = await this.#columns();
    if (clusterBy === undefined || clusterBy === 'cluster') return scored;
    const clusters = new Array<string | null>(scored.ids.length).fill(null);
    for await (const lines of readSampleLines(sampleFiles(this.#folder), { offset: 0 }))
      for (const { id, example } of lines.map(storedSampleOf)) clusters[rowOfId(scored, id)] ??= pathLabel(example, clusterBy);

    return { ...scored, clusters };
  }

  #columns(): Promise<RunColumns> {
    const { run, stamp } = this.#stored;
    return this.#cache.get(run.runId, stamp, () => readColumns(join(this.#folder, COLUMN_FILE), run.runId));
  }
}
