import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.ts';
import { RunsController } from './runs.controller.ts';
import { RunsService } from './runs.service.ts';

@Module({ imports: [StorageModule], controllers: [RunsController], providers: [RunsService] })
export class RunsModule {}
