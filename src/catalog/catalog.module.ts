import { Module } from '@nestjs/common';
import { RunnerModule } from '../runner/runner.module.ts';
import { CatalogController } from './catalog.controller.ts';
import { CatalogService } from './catalog.service.ts';

@Module({ imports: [RunnerModule], controllers: [CatalogController], providers: [CatalogService] })
export class CatalogModule {}
