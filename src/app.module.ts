import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { BenchmarksModule } from './benchmarks/benchmarks.module.ts';
import { CatalogModule } from './catalog/catalog.module.ts';
import { CompareModule } from './compare/compare.module.ts';
import type { Config } from './config/config.ts';
import { CONFIG, ConfigModule } from './config/config.module.ts';
import { EventsModule } from './events/events.module.ts';
import { HttpModule } from './http/http.module.ts';
import { logOptions } from './http/server-logger.ts';
import { JobsModule } from './jobs/jobs.module.ts';
import { Restart } from './jobs/restart.ts';
import { LiveComparisons } from './live/live-comparisons.ts';
import { LiveModule } from './live/live.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { RealtimeModule } from './realtime/realtime.module.ts';
import { RetentionModule } from './retention/retention.module.ts';
import { RunsModule } from './runs/runs.module.ts';
import { SignInModule } from './sign-in/sign-in.module.ts';
import { TracingModule } from './tracing/tracing.module.ts';

/** All of Assay's server. Once it is up, it takes over the comparisons and the jobs that were left. */
@Module({})
export class AppModule implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly restart: Restart,
    private readonly comparisons: LiveComparisons,
  ) {}

  static of(config: Config, logDestination?: DestinationStream): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        LoggerModule.forRootAsync({ useFactory: () => logOptions(config, logDestination) }),
        EventsModule,
        BenchmarksModule,
        HttpModule,
        SignInModule,
        CatalogModule,
        JobsModule,
        RealtimeModule,
        RunsModule,
        CompareModule,
        LiveModule.over(JobsModule),
        MetricsModule,
        TracingModule,
        RetentionModule,
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role !== 'worker') await this.comparisons.begin();
    await this.restart.begin();
  }
}
