import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { type Benchmark, type BenchmarkData, type BenchmarkListing, BENCHMARKS, type Benchmarks } from '../domain/benchmark.ts';
import type { BenchmarkDataDto, BenchmarkDto, BenchmarkListDto, BenchmarkRequestDto } from './benchmark.dto.ts';

@Injectable()
export class BenchmarksService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(BENCHMARKS) private readonly benchmarks: Benchmarks,
  ) {}

  /** The benchmarks as the wire has them. */
  async list(): Promise<BenchmarkListDto> {
    const presets = (await this.benchmarks.list()).map((listing) => {
      const own = join(this.config.projectsRoot, listing.benchmark.name);
      return benchmarkDto(listing, existsSync(own) ? own : null);
    });
    return { benchmarks: presets.map(({ name }) => name), presets };
  }
}

const NO_DATA = {
  state: 'absent',
  origin: null,
  rows: 0,
  total: null,
  path: null,
  sha256: null,
  revision: null,
  obtained_at: null,
} as const;

/** A benchmark as the wire has it. */
function benchmarkDto({ benchmark, data }: BenchmarkListing, replacedBy: string | null): BenchmarkDto {
  const { name, title, description, task, size, licence, source, metrics } = benchmark;
  return {
    name,
    title,
    description,
    task,
    size,
    licence,
    source: source === null ? null : { ...source },
    metric: metrics[0] ?? '',
    request: benchmarkRequest(benchmark),
    data: dataDto(data),
    replaced_by: replacedBy,
  };
}

function benchmarkRequest({ name, program, prompt, examples, metrics }: Benchmark): BenchmarkRequestDto {
  return { project: name, program, prompt, examples, metrics: [...metrics] };
}

function dataDto(data: BenchmarkData): BenchmarkDataDto {
  if (data.state === 'absent') return NO_DATA;
  if (data.state === 'fetching') return { ...NO_DATA, state: 'fetching', rows: data.rows, total: data.total };
  const { state, origin, path, rows, sha256, revision, obtainedAt } = data;
  return { state, origin, rows, total: rows, path, sha256, revision, obtained_at: obtainedAt };
}
