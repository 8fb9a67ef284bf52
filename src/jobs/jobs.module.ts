import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CLOCK, systemClock } from '../domain/clock.ts';
import { JOB_STOPPER } from '../domain/job-stopper.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { RESTARTS, type Restarts } from '../domain/restarts.ts';
import { AccessModule } from '../http/access/access.module.ts';
import { AuditModule } from '../http/audit/audit.module.ts';
import { QueueModule } from '../queue/queue.module.ts';
import { RunnerModule } from '../runner/runner.module.ts';
import { StorageModule } from '../storage/storage.module.ts';
import { JobExecutor } from './job-executor.ts';
import { JobLog } from './job-log.ts';
import { JobArchivesController } from './job-archives.controller.ts';
import { JobArchivesService } from './job-archives.service.ts';
import { JobsController } from './jobs.controller.ts';
import { JobsService } from './jobs.service.ts';
import { KeyedStarts } from './keyed-starts.ts';
import { PlansService } from './plans.service.ts';
import { PromptsController } from './prompts.controller.ts';
import { PromptsService } from './prompts.service.ts';
import { ReadyChecks } from './ready/ready-checks.ts';
import { ReadyController } from './ready/ready.controller.ts';
import { ReadinessService } from './ready/readiness.ts';
import { ReportController } from './report.controller.ts';
import { ReportService } from './report.service.ts';
import { Restart, RESTART_SOURCES, type RestartSources } from './restart.ts';
import { StepsController } from './steps.controller.ts';
import { StepsService } from './steps.service.ts';
import { TrialsController } from './trials.controller.ts';
import { TrialsService } from './trials.service.ts';

@Module({
  imports: [
    AccessModule,
    AuditModule,
    StorageModule,
    QueueModule.over(StorageModule),
    RunnerModule,
    TerminusModule.forRoot({ logger: false }),
  ],
  controllers: [
    JobsController,
    JobArchivesController,
    TrialsController,
    ReportController,
    StepsController,
    PromptsController,
    ReadyController,
  ],
  providers: [
    JobsService,
    JobArchivesService,
    KeyedStarts,
    PlansService,
    TrialsService,
    ReportService,
    StepsService,
    PromptsService,
    JobExecutor,
    JobLog,
    Restart,
    ReadyChecks,
    ReadinessService,
    { provide: CLOCK, useValue: systemClock },
    { provide: JOB_STOPPER, useExisting: JobExecutor },
    {
      provide: RESTART_SOURCES,
      inject: [JOB_STORE, RESTARTS],
      useFactory: (store: JobStore, restarts: Restarts): RestartSources => ({ store, restarts }),
    },
  ],
  exports: [Restart, JOB_STOPPER],
})
export class JobsModule {}
