import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { BENCHMARKS, type Benchmarks } from '../domain/benchmark.ts';
import { benchmarkDto } from './benchmark-wire.ts';
import type { BenchmarkListDto } from './benchmark.dto.ts';

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
