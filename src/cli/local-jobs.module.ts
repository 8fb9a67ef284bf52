import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { BenchmarksModule } from '../benchmarks/benchmarks.module.ts';
import { BenchmarksService } from '../catalog/benchmarks.service.ts';
import { ConfigModule } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';
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
