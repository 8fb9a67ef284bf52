import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { BenchmarksModule } from '../benchmarks/benchmarks.module.ts';
import { ConfigModule } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';

/** The part of the server that has the benchmarks' data, without its edges. */
@Module({})
export class LocalBenchmarksModule {
  static of(config: Config): DynamicModule {
    return { module: LocalBenchmarksModule, imports: [ConfigModule.of(config), BenchmarksModule] };
  }
}
