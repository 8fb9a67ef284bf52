import type { BenchmarkDto } from '../catalog/benchmark.dto.ts';
import type { FetchProgress } from '../domain/benchmark.ts';
import type { JobHost } from './job-host.ts';

/** Where benchmarks run. */
export interface BenchmarkHost extends JobHost {
  benchmarks(): Promise<readonly BenchmarkDto[]>;

  /**
   * Sees to it that the data is there before a job starts; where somebody else does that when the job starts, it returns at
   * once. Throws `unavailable`.
   */
  fetchData(benchmark: string, onProgress: (progress: FetchProgress) => void): Promise<void>;
}
