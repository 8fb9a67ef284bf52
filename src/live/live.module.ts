import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { CLOCK, systemClock } from '../domain/clock.ts';
import { COMPARISON_STARTER } from '../domain/comparison-starter.ts';
import { AuditModule } from '../http/audit/audit.module.ts';
import { StorageModule } from '../storage/storage.module.ts';
import { ComparisonsController } from './comparisons.controller.ts';
import { ComparisonsService } from './comparisons.service.ts';
import { JobOutcomes } from './job-outcomes.ts';
import { LiveComparisons } from './live-comparisons.ts';
import { SetupPlanner } from './setup-planner.ts';
import { Turns } from './turns.ts';

/** Comparisons of runs while they are made; whoever starts a job may ask for one. */
@Global()
@Module({})
export class LiveModule {
  /** Jobs are stopped by what another module provides as `JOB_STOPPER`. */
  static over(jobs: Type): DynamicModule {
    return {
      module: LiveModule,
      imports: [StorageModule, AuditModule, jobs],
      controllers: [ComparisonsController],
      providers: [
        ComparisonsService,
        SetupPlanner,
        LiveComparisons,
        JobOutcomes,
        Turns,
        { provide: CLOCK, useValue: systemClock },
        { provide: COMPARISON_STARTER, useExisting: ComparisonsService },
      ],
      exports: [COMPARISON_STARTER, LiveComparisons],
    };
  }
}
