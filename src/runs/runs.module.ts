import { Module } from '@nestjs/common';
import { AuditModule } from '../http/audit/audit.module.ts';
import { StorageModule } from '../storage/storage.module.ts';
import { LabelsController } from './labels.controller.ts';
import { FileImports } from './file-imports.ts';
import { RunsController } from './runs.controller.ts';
import { ResultsController } from './results.controller.ts';
import { RunsService } from './runs.service.ts';
import { SamplesController } from './samples.controller.ts';

@Module({
  imports: [AuditModule, StorageModule],
  controllers: [ResultsController, LabelsController, SamplesController, RunsController],
  providers: [RunsService, FileImports],
})
export class RunsModule {}
