import { type DynamicModule, Module } from '@nestjs/common';
import 'reflect-metadata';
import { BenchmarksModule } from '../benchmarks/benchmarks.module.ts';
import { BenchmarksService } from '../catalog/benchmarks.service.ts';
import type { Config } from '../config/config.ts';
import { ConfigModule } from '../config/config.module.ts';
import { EventsModule } from '../events/events.module.ts';
import { JobsModule } from '../jobs/jobs.module.ts';

/** The part of the server that runs jobs, without its edges. */
@Module({})
export class LocalJobsModule {
  static of(config: Config): DynamicModule {
    return {
      module: LocalJobsModule,
      imports: [ConfigModule.of(config), EventsModule, BenchmarksModule, JobsModule],
      providers: [BenchmarksService],
    };
  }
}
