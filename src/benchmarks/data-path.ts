import { resolve } from 'node:path';
import type { Benchmark } from '../domain/benchmark.ts';

/** Where data is kept. */
export interface DataFolders {
  /** Of the projects that come with Assay. */
  readonly bundled: string;
  /** Of what is fetched and imported. */
  readonly fetched: string;
}

/** Where the data of a benchmark is, or will be; absolute. */
export function dataPath(folders: DataFolders, { name, examples, source }: Benchmark): string {
  const file = `${examples}.jsonl`;
  return source === null ? resolve(folders.bundled, name, 'data', file) : resolve(folders.fetched, name, file);
}
