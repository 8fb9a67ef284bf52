import { Module } from '@nestjs/common';
import { CLOCK, systemClock } from '../domain/clock.ts';
import { AuditModule } from '../http/audit/audit.module.ts';
import { StorageModule } from '../storage/storage.module.ts';
import { LabelsController } from './labels.controller.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsService } from './exports.service.ts';
import { FileImports } from './file-imports.ts';
import { RunsController } from './runs.controller.ts';
import { ResultsController } from './results.controller.ts';
import { RunsService } from './runs.service.ts';
import { SamplesController } from './samples.controller.ts';

@Module({
  imports: [AuditModule, StorageModule],
  controllers: [ResultsController, LabelsController, SamplesController, ExportsController, RunsController],
  providers: [RunsService, FileImports, ExportsService, { provide: CLOCK, useValue: systemClock }],
})
export class RunsModule {}
