import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/models.module.ts';
import { RunnerModule } from '../runner/runner.module.ts';
import { StorageModule } from '../storage/storage.module.ts';
import { BenchmarksController } from './benchmarks.controller.ts';
import { BenchmarksService } from './benchmarks.service.ts';
import { CatalogController } from './catalog.controller.ts';
import { CatalogService } from './catalog.service.ts';
import { ModelsController } from './models.controller.ts';
import { ModelsService } from './models.service.ts';
import { ProjectsController } from './projects.controller.ts';
import { ProjectsService } from './projects.service.ts';

@Module({
  imports: [RunnerModule, StorageModule, ModelsModule],
  controllers: [CatalogController, BenchmarksController, ModelsController, ProjectsController],
  providers: [CatalogService, BenchmarksService, ModelsService, ProjectsService],
  exports: [BenchmarksService],
})
export class CatalogModule {}
