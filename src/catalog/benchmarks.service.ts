import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { AssayError } from '../domain/errors.ts';
import { type Benchmark, type BenchmarkData, type BenchmarkListing, BENCHMARKS, type Benchmarks } from '../domain/benchmark.ts';
import { thrownText } from '../evaluation/thrown-text.ts';
import type { BenchmarkDataDto, BenchmarkDto, BenchmarkListDto, BenchmarkRequestDto } from './benchmark.dto.ts';

@Injectable()
export class BenchmarksService {
  /** Why the last fetch of a benchmark has failed. */
  readonly #failures = new Map<string, string>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(BENCHMARKS) private readonly benchmarks: Benchmarks,
  ) {}

  /** The benchmarks as the wire has them. */
  async list(): Promise<BenchmarkListDto> {
    const presets = (await this.benchmarks.list()).map((listing) => this.#dto(listing));
    return { benchmarks: presets.map(({ name }) => name), presets };
  }

  /** Begins to fetch the data of a benchmark unless it is here, and returns the benchmark as it is then. Throws `benchmark_not_found`. */
  async fetch(name: string): Promise<BenchmarkDto> {
    const found = await this.#find(name);
    if (found.data.state === 'present') return this.#dto(found);
    this.#failures.delete(name);
    this.benchmarks.fetch(name).catch((error: unknown) => this.#failures.set(name, thrownText(error)));
    return this.#dto(await this.#find(name));
  }

  async #find(name: string): Promise<BenchmarkListing> {
    const listings = await this.benchmarks.list();
    const found = listings.find(({ benchmark }) => benchmark.name === name);
    if (found !== undefined) return found;
    const names = listings.map(({ benchmark }) => benchmark.name).join(', ');
    throw new AssayError(
      'benchmark_not_found',
      `there is no benchmark ${JSON.stringify(name.slice(0, 100))}; the benchmarks are: ${names}`,
    );
  }

  #dto(listing: BenchmarkListing): BenchmarkDto {
    const { name } = listing.benchmark;
    const own = join(this.config.projectsRoot, name);
    return benchmarkDto(listing, existsSync(own) ? own : null, this.#failures.get(name) ?? null);
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
  error: null,
} as const;

/** A benchmark as the wire has it. */
function benchmarkDto({ benchmark, data }: BenchmarkListing, replacedBy: string | null, failure: string | null): BenchmarkDto {
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
    data: dataDto(data, failure),
    replaced_by: replacedBy,
  };
}

function benchmarkRequest({ name, program, prompt, examples, metrics }: Benchmark): BenchmarkRequestDto {
  return { project: name, program, prompt, examples, metrics: [...metrics] };
}

function dataDto(data: BenchmarkData, failure: string | null): BenchmarkDataDto {
  if (data.state === 'absent') return { ...NO_DATA, error: failure };
  if (data.state === 'fetching') return { ...NO_DATA, state: 'fetching', rows: data.rows, total: data.total };
  const { state, origin, path, rows, sha256, revision, obtainedAt } = data;
  return { state, origin, rows, total: rows, path, sha256, revision, obtained_at: obtainedAt, error: null };
}
