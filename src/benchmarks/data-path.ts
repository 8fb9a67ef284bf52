import { resolve } from 'node:path';
import type { Benchmark } from '../domain/benchmark.ts';

/** Where the data of a benchmark that has a source is, or will be; absolute. */
export function dataPath(dataFolder: string, benchmark: Pick<Benchmark, 'name' | 'examples'>): string {
  return resolve(dataFolder, benchmark.name, `${benchmark.examples}.jsonl`);
}
