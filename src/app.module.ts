import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { BenchmarksModule } from './benchmarks/benchmarks.module.ts';
import { CatalogModule } from './catalog/catalog.module.ts';
import { CompareModule } from './compare/compare.module.ts';
import type { Config } from './config/config.ts';
import { ConfigModule } from './config/config.module.ts';
import { EventsModule } from './events/events.module.ts';
import { HttpModule } from './http/http.module.ts';
import { logOptions } from './http/server-logger.ts';
import { JobsModule } from './jobs/jobs.module.ts';
import { RealtimeModule } from './realtime/realtime.module.ts';
import { RunsModule } from './runs/runs.module.ts';

/** All of Assay's server. */
@Module({})
export class AppModule {
  static of(config: Config, logDestination?: DestinationStream): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        LoggerModule.forRootAsync({ useFactory: () => logOptions(config, logDestination) }),
        EventsModule,
        BenchmarksModule,
        HttpModule,
        CatalogModule,
        JobsModule,
        RealtimeModule,
        RunsModule,
        CompareModule,
      ],
    };
  }
}
