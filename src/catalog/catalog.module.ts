import { Module } from '@nestjs/common';
import { RunnerModule } from '../runner/runner.module.ts';
import { BenchmarksController } from './benchmarks.controller.ts';
import { BenchmarksService } from './benchmarks.service.ts';
import { CatalogController } from './catalog.controller.ts';
import { CatalogService } from './catalog.service.ts';

@Module({
  imports: [RunnerModule],
  controllers: [CatalogController, BenchmarksController],
  providers: [CatalogService, BenchmarksService],
  exports: [BenchmarksService],
})
export class CatalogModule {}
